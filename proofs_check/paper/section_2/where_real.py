r"""Where a utility is real, read off its formula, against what is plain by hand.

Every formula has at most two conditions, which are typed here.

Conventions: the endowment is (2, 3); a condition is told by its text, with the sign that it has at the
endowment.

Paper: section 2.1; where a utility is not real on all of the quadrant is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from math import log

import sympy as sp

from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import q, r
from symbolic.model.domain import OutsideDomain, Pair, domain, from_edge, value_sign

ENDOWMENT: Pair = (Fraction(2), Fraction(3))
ROOT = sp.sqrt(2)
Case = tuple[sp.Expr, str, tuple[int | str, int | str], bool]
READ: tuple[Case, ...] = (
    # a formula, its conditions, the lower bounds of q and r, and whether these say it all
    (sp.log(q) + sp.sqrt(r) + q**3 - 1 / q, "q > 0 and r > 0", (0, 0), True),
    (sp.log(q - 1) + sp.log(q - sp.Rational(3, 2)), "q > 3/2 and q > 1", ("3/2", 0), True),
    (sp.log(r - 1) + sp.log(r - sp.Rational(1, 2)), "r > 1/2 and r > 1", (0, 1), True),
    (sp.log(3 * q - 2) + sp.log(r), "q > 2/3", ("2/3", 0), True),
    (sp.log(4 - q) + sp.sqrt(r - 2), "q < 4 and r > 2", (0, 2), False),
    (sp.log(q * r - 2) + sp.log(r), "q*r - 2 > 0", (0, 0), False),
    (sp.log(q**2 - 1) + sp.log(r), "q > 1", (1, 0), True),
    (sp.log(r**2 - 4) + sp.log(q), "r > 2", (0, 2), True),
    (sp.log(1 / (q - 3) + 2) + sp.log(r), "q < 3 and 2 + 1/(q - 3) > 0", (0, 0), False),
    (1 / (q - 3) + 1 / (r - 4), "q < 3 and r < 4", (0, 0), False),
    (1 / (1 - q) + 1 / (2 - r), "q > 1 and r > 2", (1, 2), True),
    (sp.log(sp.log(q + 1)) + sp.log(r), "q > 0 and r > 0", (0, 0), True),
    (sp.log(sp.log(q + sp.Rational(1, 2))) + sp.log(r), "log(q + 1/2) > 0", (0, 0), False),
    (sp.log(1 - sp.exp(-q)) + sp.log(r), "q > 0 and r > 0", (0, 0), True),
    (sp.log(1 - sp.exp(q - 3)) + sp.log(r), "1 - exp(q - 3) > 0", (0, 0), False),
    (sp.log(ROOT * q - 1) + sp.log(r), "sqrt(2)*q - 1 > 0", (0, 0), False),
    (sp.sqrt(sp.log(7)) * q + r, "q > 0 and r > 0", (0, 0), True),
)
REFUSED = (sp.log(q - 2), sp.log(1 - r), sp.sqrt(q - r), 1 / (q - 2), 1 / (ROOT * q - 2 * ROOT))


def _signs() -> bool:
    """Whether signs at a bundle are those of the numbers, also where only many digits tell them."""
    close = Fraction(log(2))
    above = close < sum((Fraction(1, n * 2**n) for n in range(1, 140)), Fraction(0))
    cases = (
        (sp.log(q) - sp.Rational(close), 1 if above else -1), (ROOT * q - r, -1), (r - ROOT * q, 1),
        (sp.log(3 * q) - sp.log(q) - sp.log(3), 0), (sp.log(q - r), -1), (q * r - 6, 0), (q * r - 5, 1),
        (ROOT * q - sp.Rational("2.828427124746190097603377448419"), 1),
    )  # fmt: skip
    return all(value_sign(formula, ENDOWMENT) == wanted for formula, wanted in cases)


def _refused(utility: sp.Expr) -> bool:
    try:
        domain(utility, ENDOWMENT)
    except OutsideDomain:
        return True
    return False


def _counted_from_edges() -> bool:
    """Whether formulas are shifted by the lower bounds, each good by its own."""
    formula = sp.log(q - 1) + q * r**2 + sp.sqrt(r + 3)
    return all(
        from_edge(formula, (Fraction(a), Fraction(b)))
        == formula.subs({q: q + a, r: r + b}, simultaneous=True)
        for a, b in ((0, 0), (1, 0), (0, 2), (1, 2))
    )


def read(parameters: Parameters) -> Outcome:
    """Conditions, lower bounds, endowments outside, signs, and goods counted from the bounds."""
    factor = Fraction(parameters["bound"])
    wrong = []
    for utility, text, lower, quadrant in READ:
        found = domain(utility, ENDOWMENT)
        bounds = tuple(Fraction(b) * factor for b in lower)
        said = set(found.text().split(" and ")), found.lower, found.whole, found.quadrant
        if said != (set(text.split(" and ")), bounds, text == READ[0][1], quadrant):
            wrong.append(f"{utility}: {found.text()}, from {found.lower}")
    wrong += [f"{u} is real at the endowment" for u in REFUSED if not _refused(u)]
    if not (_signs() and _counted_from_edges()):
        wrong.append("a sign, or a formula counted from an edge")
    told = wrong[0] if wrong else f"{len(READ)} formulas, {len(REFUSED)} endowments outside"
    verdict = Verdict.FAILS if wrong else Verdict.HOLDS
    return Outcome(verdict, Evidence.SAMPLED, told, engine="exact arithmetic", instances=len(READ))


CHECKS: dict[str, Check] = {
    "sec-2.1.conditions": Exact(read, corners=("no condition", "an endowment on an edge")),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    Claim(
        id="sec-2.1.conditions",
        title="where a utility is real is read off its formula, with its lower bounds (not in the paper)",
        source="section 2.1; how it is computed is not in the paper",
        printed=asserted(
            "sec-2.1.conditions",
            r"\forall u\ \text{tried}:\quad \{(q, r) : u\ \text{real, connected with}\ (\bar q, \bar r)\} = "
            r"\bigcap_g \{g > 0\},\quad a = \max\{c : g > 0 \Longleftrightarrow q > c\}",
            bound=1,
        ),
        mutants=(
            asserted("sec-2.1.conditions", bound=HUNDREDTH_MORE),
            asserted("sec-2.1.conditions", bound=HUNDREDTH_LESS),
        ),
    ),
)
