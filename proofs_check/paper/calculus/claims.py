r"""The rules of "for all large N" as claims: each is proved with epsilon and N, and tried on sequences.

A rule is about all sequences; the certificate is its proof.  The check computes one example of each rule
exactly, with a_N = 3 + 1/N and b_N = 4 - 1/N, which shows that its hypotheses can be met.

Paper: none; section 7.1 uses them without saying so.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.calculus import rules
from proofs_check.paper.general import limit_links, limits
from proofs_check.paper.general.words import for_all, paper, real
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.proposition import Relation
from symbolic.language.statement import Statement

__all__ = ["CHECKS", "CLAIMS"]

A, B = Fraction(3), Fraction(4)
Sequence = Callable[[int], Fraction]


def a(n: int) -> Fraction:
    """Return 3 + 1/n."""
    return A + Fraction(1, n)


def b(n: int) -> Fraction:
    """Return 4 - 1/n."""
    return B - Fraction(1, n)


def _first(holds: Callable[[int], bool]) -> Sequence:
    """Return 1 from the N on at which something holds, 0 before."""
    return lambda n: Fraction(int(holds(n)))


EXAMPLES: dict[str, tuple[Sequence, Fraction]] = {
    "sum": (lambda n: a(n) + b(n), A + B),
    "product": (lambda n: a(n) * b(n), A * B),
    "ratio": (lambda n: a(n) / b(n), A / B),
    "squeeze": (lambda n: A + Fraction((-1) ** n, n), A),
    "continuity": (lambda n: a(n) ** 2, A**2),
    "strict": (_first(lambda n: a(n) < b(n)), Fraction(1)),
    "weak": (_first(lambda n: min(a(n), A) <= A), Fraction(1)),
    "finite": (_first(lambda n: all(n > 2**x for x in range(5))), Fraction(1)),
    "quantifiers": (_first(lambda n: all(x + n > 0 for x in range(5))), Fraction(1)),
}
"""A sequence and its limit for each rule; of a statement that holds from some N on, whether it does."""


Z = Fraction(0)
CONSTANT: dict[str, tuple[Sequence, Fraction]] = {
    "sum": (lambda n: Z + B, B),
    "product": (lambda n: Z * B, Z),
    "ratio": (lambda n: Z / B, Z),
    "squeeze": (lambda n: Z, Z),
    "continuity": (lambda n: Z**2, Z),
    "strict": (_first(lambda n: Z < B), Fraction(1)),
    "weak": (_first(lambda n: Z <= Z), Fraction(1)),
    "finite": (_first(lambda n: all(1 > 0 for _ in range(1))), Fraction(1)),
    "quantifiers": (_first(lambda n: all(1 > 0 for _ in range(1))), Fraction(1)),
}
"""The same with the constant sequences 0 and 4, and one element."""


def example(parameters: Parameters) -> Outcome:
    """Decide whether the example of a rule is within 10/N of its limit, for N = 100, 10^4 and 10^6.

    The constant sequences are at the limit from N = 1 on.
    """
    value, limit = EXAMPLES[parameters["rule"]]
    limit *= Fraction(str(parameters["times"]))
    gaps = [abs(value(n) - limit) * n for n in (10**2, 10**4, 10**6)]
    constant, at = CONSTANT[parameters["rule"]]
    gaps += [10 * n * abs(constant(n) - at) for n in (1, 10**6)]
    verdict = Verdict.HOLDS if max(gaps) <= 10 else Verdict.FAILS
    told = f"N times the distance from the limit is at most {float(max(gaps)):.3g}"
    return Outcome(verdict, Evidence.CERTIFIED, told, engine="exact arithmetic")


def _rule(name: str, title: str, latex: str, proved: Statement, *stronger: Statement) -> Claim:
    id_ = f"calculus.{name}"
    return Claim(
        id=id_,
        title=f"{title} (not in the paper)",
        source='the calculus of "for all large N" (not in the paper)',
        printed=asserted(
            "calculus",
            r"\forall\,\text{sequences}:\quad " + latex,
            words=proved.words,
            rule=name,
            times=1,
        ),
        mutants=(asserted("calculus", rule=name, times=HUNDREDTH_MORE),),
        general=proved,
        strengthened=stronger,
    )


def _without(statement: Statement, number: int) -> Statement:
    """Return a statement without one of its hypotheses."""
    given = tuple(h for k, h in enumerate(statement.given) if k != number)
    return Statement(statement.says, given, guide=statement.guide)


_n = real("n")
_weak_limit = Statement(
    limits.STRICT.says,
    (*limits.STRICT.given[:2], paper(Relation(limits.A, "<=", limits.B), "weak")),
    guide=limits.STRICT.guide,
)
_strictly = Statement(Relation(limits.A, "<", limits.B), limits.WEAK.given, guide=limits.WEAK.guide)
_every_n = Statement(for_all([_n], Relation(limits.a(_n), "<", limits.b(_n))), limits.STRICT.given)
CLAIMS = (
    _rule(
        "sum",
        "sums of limits",
        r"a_N \to A,\ b_N \to B \Rightarrow a_N + b_N \to A + B",
        limits.SUM,
        _without(limits.SUM, 1),
    ),
    _rule(
        "product",
        "products of limits",
        r"a_N \to A,\ b_N \to B \Rightarrow a_N b_N \to AB",
        rules.PRODUCT,
        *rules.PRODUCT_TOO_STRONG,
    ),
    _rule(
        "ratio",
        "quotients of limits",
        r"a_N \to A \ge 0,\ b_N \to B > 0 \Rightarrow a_N/b_N \to A/B",
        limit_links.RATIO,
        *limit_links.RATIO_TOO_STRONG,
    ),
    _rule(
        "squeeze",
        "what lies between two sequences with one limit",
        r"a_N \le c_N \le b_N,\ a_N, b_N \to A \Rightarrow c_N \to A",
        limits.SQUEEZE,
        _without(limits.SQUEEZE, 2),
    ),
    _rule(
        "continuity",
        "a function that is continuous at the limit",
        r"a_N \to A,\ f\ \text{continuous at}\ A \Rightarrow f(a_N) \to f(A)",
        rules.CONTINUITY,
        *rules.CONTINUITY_TOO_STRONG,
    ),
    _rule(
        "strict",
        "a strict inequality of limits holds from some N on",
        r"a_N \to A,\ b_N \to B,\ A < B \Rightarrow \exists \bar N\ \forall N \ge \bar N:\ a_N < b_N",
        limits.STRICT,
        _weak_limit,
        _every_n,
    ),
    _rule(
        "weak",
        "a weak inequality from some N on holds of the limits",
        r"a_N \to A,\ b_N \to B,\ (\exists \bar N\ \forall N \ge \bar N:\ a_N \le b_N) \Rightarrow A \le B",
        limits.WEAK,
        _strictly,
    ),
    _rule(
        "finite",
        "one N for finitely many",
        r"(\forall x\ \exists \bar N\ \forall N \ge \bar N:\ p(x, N) > 0) \Rightarrow "
        r"\exists \bar N\ \forall x\ \forall N \ge \bar N:\ p(x, N) > 0",
        limits.FINITE,
        _without(limits.FINITE, 0),
    ),
    _rule(
        "quantifiers",
        "one N for all is an N for each",
        r"(\exists \bar N\ \forall x\ \forall N \ge \bar N:\ p(x, N) > 0) \Rightarrow "
        r"\forall x\ \exists \bar N\ \forall N \ge \bar N:\ p(x, N) > 0",
        rules.QUANTIFIERS,
        *rules.QUANTIFIERS_TOO_STRONG,
    ),
)
CHECKS: dict[str, Check] = {
    "calculus": Exact(example, corners=("constant sequences", "a limit of zero"))
}
"""The check of this module by the name under which statements assert it."""
