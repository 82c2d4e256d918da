"""Proofs in Coq that a formula has the derivative that ``derivatives.slope`` says, one lemma for each rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs_check.coq.derivatives import slope, split
from proofs_check.coq.reading import Atom
from proofs_check.coq.trees import NotTranslated, Tree, names, whole

if TYPE_CHECKING:
    from proofs_check.coq.script import Script


def prove_slope(script: Script, t: Tree, v: str, limit: int | None) -> None:
    """Prove the goal that a formula, as a function of a symbol, has its derivative there."""
    printer, reading = script.printer, script.reading
    x = printer.identifiers[v]

    def function(body: Tree) -> str:
        return f"(fun {x} : R => {printer.formula(body)})"

    def rule(lemma: str, *bodies: Tree) -> None:
        script.say(f"apply ({lemma} {' '.join(map(function, bodies))}).")

    def rest(*bodies: Tree) -> None:
        for body in bodies:
            with script.block():
                prove_slope(script, body, v, limit)

    kind = t[0]
    if v not in names(t):
        script.say("exact (slope_constant _ _).")
    elif kind == "v":
        script.say("exact (slope_variable _).")
    elif kind in ("+", "*"):
        first, others = split(t)
        if others is None:
            prove_slope(script, first, v, limit)
        else:
            rule("slope_plus" if kind == "+" else "slope_times", first, others)
            rest(first, others)
    elif kind == "/":
        lines = script.prepared([reading.plan(["/", ["n", "1"], t[2]])], [], limit)
        rule("slope_over", *t[1:])
        script.say("{", "cbv beta.", *lines[:-1], "nonzero.", "}")
        rest(*t[1:])
    elif kind == "^" and (n := whole(t[2])) is not None:
        script.say(f"refine (slope_equal _ _ _ _ (slope_raise {function(t[1])} {x} {printer.formula(slope(t[1], v))} {n - 1} _) eq_refl).")
        prove_slope(script, t[1], v, limit)
    elif kind in ("^", "log"):
        proof = script.positive(t[1], limit)
        rule("slope_power" if kind == "^" else "slope_log", *t[1:])
        script.say("{", f"exact {proof}.", "}")
        rest(*t[1:])
    elif kind == "exp":
        rule("slope_exp", t[1])
        prove_slope(script, t[1], v, limit)
    elif kind == "u":
        i, j, q, r, *elements = t[1:]
        script.say(f"apply (slope_pair (u {i}%nat {j}%nat {' '.join(map(printer.formula, elements))}) {function(q)} {function(r)}).")
        script.say("{", "cbv beta. differentiability.", "}")
        rest(q, r)
    elif kind == "sum":
        _sum(script, t, v, limit)
    else:
        raise NotTranslated(f"the derivative of a formula of kind {str(kind)[:20]!r}")


def _sum(script: Script, t: Tree, v: str, limit: int | None) -> None:
    _, name, members, body, *left_out = t
    printer, reading = script.printer, script.reading
    index, element, elements = printer.identifiers[name], printer.identifiers[v], printer.set(members)
    arguments = (f"{elements} (fun ({element} : R) ({index} : {elements}) => {printer.formula(body)}) "
                 f"(fun {index} : {elements} => {printer.formula(slope(body, v))})")
    script.say(f"apply (slope_without {arguments} {printer.formula(left_out[0])})." if left_out else f"apply (slope_sum {arguments}).")
    label = reading.generator(Atom("bound", (reading.nesting(body), members)))
    with script.block(), script.inside(name, label):
        script.say(f"intro {printer.element(label)}. cbv beta.")
        prove_slope(script, body, v, limit)
