r"""Claims of Proposition 1's proof about g and h for any utility of the class: slopes, strict concavity.

Nothing is assumed of u but that it is strictly increasing and concave, and that only at the points
that are used: concavity enters as one chord, monotonicity as one comparison, for every state.  The
weights of two offers are written w/(w+v) and v/(w+v) with w, v > 0, and the larger of two different
offers as b + d with d > 0, which loses nothing.

Paper: section 7.1, below equation (17).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import Q_others, R_others, b_q, b_r, phi, x, z
from symbolic.language.proposition import And, ForAll, Implies, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u
from symbolic.model.best_response import (
    buyer_bundle,
    g,
    g_prime,
    g_second,
    h,
    h_prime,
    h_second,
    seller_bundle,
)

__all__ = ["CLAIMS"]

_TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")
_w, _v, _d = sp.symbols("weight_w weight_v step_d", real=True)
_WEIGHTS = positive(
    _w,
    _v,
    _d,
    provenance=Provenance.DERIVED,
    reason="two different offers and a proper mean of them",
)
_BELIEF = (
    Hypothesis(ForAll(z, Relation(phi(z), ">=", 0)), Provenance.PAPER, "a belief"),
    Hypothesis(Relation(SumOver(phi(z), z), ">", 0), Provenance.PAPER, "a belief"),
)


def _mean(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    return over(_w * first + _v * second, _w + _v)


def _concave(
    objective: sp.Expr, bundle: tuple[sp.Expr, sp.Expr], own: sp.Symbol, receipt: int
) -> Statement:
    """Say that the objective at a mean of two offers exceeds the mean of its values.

    ``receipt`` is the good that is received.
    """
    first, second, middle = own, own + _d, _mean(own, own + _d)
    at = {offer: tuple(c.subs(own, offer) for c in bundle) for offer in (first, second, middle)}
    received = _mean(at[first][receipt], at[second][receipt])
    chord = (
        (at[middle][0], received) if receipt else (received, at[middle][1])
    )  # what is given up is linear in the offer
    more = Relation(at[middle][receipt], ">", received)
    increasing = ForAll(z, Implies(more, Relation(u(*at[middle], x, z), ">", u(*chord, x, z))))
    concave = ForAll(
        z, Relation(u(*chord, x, z), ">=", _mean(u(*at[first], x, z), u(*at[second], x, z)))
    )
    given = (
        *_TOTALS,
        *nonnegative(own),
        *_WEIGHTS,
        *_BELIEF,
        Hypothesis(
            increasing,
            Provenance.PAPER,
            "u is strictly increasing (section 2.1), at the mean offer",
        ),
        Hypothesis(
            concave,
            Provenance.PAPER,
            "u is concave (section 2.1), on the chord between the two bundles",
        ),
    )
    values = [objective.subs(own, offer) for offer in (first, second, middle)]
    return Statement(Relation(values[2], ">", _mean(values[0], values[1])), given)


_g_concave, _h_concave = (
    _concave(g(), seller_bundle(), b_q, 1),
    _concave(h(), buyer_bundle(), b_r, 0),
)
_g_slopes = Statement(
    And(
        (
            equation(DerivativeOf(g(), b_q), g_prime()),
            equation(DerivativeOf(g_prime(), b_q), g_second()),
        )
    ),
    (*_TOTALS, *nonnegative(b_q)),
)
_h_slopes = Statement(
    And(
        (
            equation(DerivativeOf(h(), b_r), h_prime()),
            equation(DerivativeOf(h_prime(), b_r), h_second()),
        )
    ),
    (*_TOTALS, *nonnegative(b_r)),
)


def _mutants(statement: Statement, objective: sp.Expr, own: sp.Symbol) -> tuple[Statement, ...]:
    said = statement.says
    assert isinstance(said, Relation)
    swapped = _mean(objective.subs(own, own + _d), objective)
    return (
        Statement(Relation(said.left, "<", said.right), statement.given),
        Statement(Relation(said.left, ">", swapped), statement.given),
        Statement(Relation(said.left, ">", objective.subs(own, own + _d)), statement.given),
        statement.without(_WEIGHTS[2]),
    )


CLAIMS = (
    Claim(
        id="prop-1.g-slopes",
        title="g' and g'' by the chain rule",
        source="section 7.1, below equation (17)",
        printed=_g_slopes,
        mutants=(
            Statement(
                equation(DerivativeOf(g(), b_q), HUNDREDTH_MORE * g_prime()), _g_slopes.given
            ),
            Statement(equation(DerivativeOf(g(), b_q), h_prime()), _g_slopes.given),
            Statement(equation(DerivativeOf(g_prime(), b_q), g_prime()), _g_slopes.given),
        ),
    ),
    Claim(
        id="prop-1.h-slopes",
        title="h' and h'' by the chain rule",
        source="section 7.1, below equation (17)",
        printed=_h_slopes,
        mutants=(
            Statement(
                equation(DerivativeOf(h(), b_r), HUNDREDTH_MORE * h_prime()), _h_slopes.given
            ),
            Statement(equation(DerivativeOf(h_prime(), b_r), h_prime()), _h_slopes.given),
        ),
    ),
    Claim(
        id="prop-1.g-concave",
        title="g is strictly concave for every utility of the class",
        source="section 7.1, above equation (18)",
        printed=_g_concave,
        depends_on=("prop-1.branch-g", "prop-1.f-q-concave"),
        mutants=_mutants(_g_concave, g(), b_q),
    ),
    Claim(
        id="prop-1.h-concave",
        title="h is strictly concave for every utility of the class",
        source="section 7.1, above equation (18)",
        printed=_h_concave,
        depends_on=("prop-1.branch-h", "prop-1.f-r-concave"),
        mutants=_mutants(_h_concave, h(), b_r),
    ),
)
