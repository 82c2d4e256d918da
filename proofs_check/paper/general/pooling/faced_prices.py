r"""The price that the target, or one of the others, faces, per active agent.

Conventions: n(y) is the number of others of type y in a composition, :math:`\lambda(Y_k)\rho(y)` in the
paper.

Paper: section 7.2, (30), (31) and the displays before the bounds on prices in Claim 3.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import derived
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import M, beta_q, beta_r, kappa_q, kappa_r, y
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.sums import SumOver

number = head("number", r"\lambda(Y_k)\rho({0})")
own_q, own_r = (local(f"target_{g}", rf"\tilde\beta_{g}(\tilde\xi)") for g in "qr")


def _faced(target: int, exogenous: sp.Expr = M) -> Statement:
    def total(offer: sp.Expr, own: sp.Expr, kappa: sp.Expr) -> sp.Expr:
        return SumOver(number(y) * offer, y) + target * own + exogenous * kappa

    def mean(offer: sp.Expr, own: sp.Expr, kappa: sp.Expr) -> sp.Expr:
        return SumOver(over(number(y), M) * offer, y) + target * over(own, M) + kappa

    q, r = (beta_q(y), own_q, kappa_q), (beta_r(y), own_r, kappa_r)
    return Statement(
        equation(over(total(*r), total(*q)), over(mean(*r), mean(*q))),
        (
            *positive(M, kappa_q, kappa_r),
            *(nonnegative(own_q, own_r) if target else ()),
            *(derived(Relation(side(*q), ">", 0), "prop-1.totals") for side in (total, mean)),
        ),
        words="Numerator and denominator are divided by the number of active agents.",
    )


BY_TARGET, BY_OTHERS = _faced(0), _faced(1)
TARGET_TOO_STRONG = (_faced(0, M - 1), _faced(0, M + 1))
"""With one kappa more or less than there are active agents."""
OTHERS_TOO_STRONG = (_faced(1, M - 1), _faced(1, M + 1))
