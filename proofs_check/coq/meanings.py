"""What the built-in functions mean, as a normal form and a lemma of the Coq library.

The order of the parts is that of the format, because facts are numbered.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_check.coq.printing import number
from proofs_check.coq.script import Script
from proofs_check.coq.trees import ZERO, NotTranslated, Tree, expanded

ONE, MINUS = ["n", "1"], ["n", "-1"]


def meaning(script: Script, t: Tree) -> tuple[Tree, str]:
    """Return what a built-in function means at its arguments, and a proof of it.

    Args:
        script: Shows the conditions: the argument of a logarithm is positive, that of a root at
            least zero.
        t: The function with its arguments.

    Raises:
        NotTranslated: It is no built-in function.
    """
    kind, a, *more = t
    text = script.printer.formula(a)
    if kind == "abs":
        cases = [(">=", a), ("<", ["*", MINUS, a])]
        return [
            "or",
            *(["and", [op, a, ZERO], ["=", t, v]] for op, v in cases),
        ], f"(abs_means {text})"
    if kind == "sign":
        values = zip(">=<", (ONE, ZERO, MINUS), strict=True)
        return [
            "or",
            *(["and", [op, a, ZERO], ["=", t, v]] for op, v in values),
        ], f"(sign_means {text})"
    if kind in ("min", "max"):
        bounds = [[">=" if kind == "max" else "<=", t, part] for part in (a, *more)]
        fact = ["and", *bounds, ["or", *(["=", t, part] for part in (a, *more))]]
        return fact, f"(ltac:(extreme_means) : {script.printer.proposition(fact)})"
    if kind == "exp":
        return ["and", [">", t, ZERO], [">=", t, ["+", ONE, a]]], f"(exp_means {text})"
    if kind == "log":
        below = ["+", ONE, ["*", MINUS, ["/", ONE, a]]]
        return [
            "and",
            ["<=", t, ["+", a, MINUS]],
            [">=", t, below],
        ], f"(log_means _ {script.positive(a, None)})"
    if kind != "^":
        raise NotTranslated(f"what a formula of kind {str(kind)[:20]!r} means")
    if more[0][0] != "n":
        return [
            ">",
            t,
            ZERO,
        ], f"(power_positive _ {script.printer.formula(more[0])} {script.positive(a, None)})"
    return _root(script, t, a, Fraction(more[0][1]))


def _root(script: Script, t: Tree, a: Tree, exponent: Fraction) -> tuple[Tree, str]:
    p, q = exponent.numerator, exponent.denominator
    root = ["=", ["^", t, ["n", str(q)]], expanded(["^", a, ["n", str(p)]], {})]
    fact = ["and", [">=", t, ZERO], root, ["or", ["<=", a, ZERO], [">", t, ZERO]]]
    lemma = "root_means" if p > 0 else "inverse_root_means"
    condition = script.nonnegative(a, None) if p > 0 else script.positive(a, None)
    return (
        fact,
        f"({lemma} _ {abs(p) - 1} {q - 1} {number(exponent)} {condition} ltac:(naturals))",
    )
