r"""A chord bounds a marginal utility where u is finite on the axes.

By concavity the tangent at a bundle lies above u at half of a good's amount, so the marginal
utility of that good is at most twice the rise from there, divided by the amount; and u rises no
further than from u(0, 0) to its greatest value.

Paper: section 7.2, the constants A of Claim 2 and B of Claim 3.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.shared.asserted import HUNDREDTH_LESS
from symbolic.language.proposition import Relation
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive


def chord_bound(
    slope: sp.Symbol,
    values: tuple[sp.Symbol, sp.Symbol, sp.Symbol, sp.Symbol],
    amount: sp.Symbol,
    reasons: tuple[str, str],
    words: str,
) -> tuple[Statement, tuple[Statement, ...]]:
    """Return that a marginal utility is at most 2(u(top) - u(0, 0))/amount, and mutants of it.

    Args:
        slope: The marginal utility at the bundle.
        values: u at (0, 0), at half of the amount, at the bundle, and at the top.
        amount: How much of the good the bundle has.
        reasons: Why u at half of the amount is below the tangent, and u at the bundle below the top.
        words: The statement as a sentence.
    """
    zero, half, here, top = values
    bound = 2 * (top - zero) / amount
    below, rises, starts = (
        Hypothesis(Relation(half, "<=", here - slope * amount / 2), Provenance.DERIVED, reasons[0]),
        Hypothesis(Relation(here, "<=", top), Provenance.DERIVED, reasons[1]),
        Hypothesis(
            Relation(half, ">=", zero),
            Provenance.DERIVED,
            "u is increasing and finite at (0, 0), as on all of the closed quadrant",
        ),
    )
    size = positive(amount)
    statement = Statement(Relation(slope, "<=", bound), (below, rises, starts, *size), words=words)
    return statement, (
        statement.replacing({bound: HUNDREDTH_LESS * bound}),
        Statement(statement.says, (rises, starts, *size)),
        Statement(statement.says, (below, starts, *size)),
    )
