r"""Efficiency in the merged state: at a competitive allocation both types' rates are the price.

Conventions: slopes of the merged utility are divided by :math:`\pi(z)`, so that the other state has the
weight :math:`w = \pi(z')/\pi(z)`; only ratios matter.

Paper: section 2.1, on states that no signal tells apart.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.local_symbols import local
from symbolic.language.notation import p, x, y, z, z_prime
from symbolic.language.proposition import equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive
from symbolic.language.utility import u_q, u_r

_w = local("weight_of_other", "w")
_at_x, _at_y = (sp.symbols(f"q_{t} r_{t}", real=True) for t in ("x", "y"))


def _merged_slope(of: type[sp.Function], bundle: tuple[sp.Expr, ...], type_: sp.Expr) -> sp.Expr:
    """Return a slope of the merged utility over pi(z), with w = pi(z')/pi(z)."""
    return of(*bundle, type_, z) + _w * of(*bundle, type_, z_prime)


def _equal_rates(shares: tuple[sp.Expr, sp.Expr]) -> Statement:
    """Return that two types' rates of substitution, each times a number, are equal."""
    (q_x, r_x), (q_y, r_y) = (
        [_merged_slope(of, bundle, type_) for of in (u_q, u_r)]
        for bundle, type_ in ((_at_x, x), (_at_y, y))
    )
    return Statement(
        equation(shares[0] * over(q_x, r_x), shares[1] * over(q_y, r_y)),
        (
            *positive(r_x, r_y, reason="u is strictly increasing"),
            *(
                Hypothesis(equation(first, p * second), Provenance.PAPER, "a price-taker's choice")
                for first, second in ((q_x, r_x), (q_y, r_y))
            ),
        ),
        words="At every competitive allocation of the merged economy two types' rates of "
        "substitution, by the merged utility, are equal, since each is the price; w is pi(z')/pi(z).",
    )


EQUAL_RATES = _equal_rates((sp.S.One, sp.S.One))
EQUAL_RATES_TOO_STRONG = (_equal_rates((HUNDREDTH_MORE, sp.S.One)),)
"""Rates that differ by a hundredth."""
