r"""What the mechanism consumes in all, and the resources of the economy that Theorem 3 compares it with.

All formulas are about the first good; for the second, exchange the letters.  Sizes are written so
that the rounding of :math:`M = \lceil(1-\eta)N\rceil` can be seen: with ``exact`` :math:`=
(1-\eta)N`, ``rounding`` :math:`= M - (1-\eta)N \in [0, 1)` and ``inactive`` :math:`= N - M`,

.. math:: M = \text{exact} + \text{rounding},\qquad N = M + \text{inactive},\qquad
          \eta = \frac{\text{inactive} + \text{rounding}}{N}.

Paper: section 5, condition (a); section 6; the resource chain and the last step in the proof of
Theorem 3 (i).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, q_bar
from symbolic.language.quotient import over
from symbolic.language.statement import Definition

exact = local("exact", r"m")
rounding = local("rounding", "f")
inactive = local("inactive", r"\ell")
spare = local("spare", r"\varsigma")
HALF, TWO = sp.Rational(1, 2), sp.S(2)


def sizes() -> tuple[Definition, ...]:
    r"""Return M, N and η in terms of (1-η)N, the rounding and the number of the inactive."""
    return (
        Definition(eta, over(inactive + rounding, exact + rounding + inactive)),
        Definition(N, exact + rounding + inactive),
        Definition(M, exact + rounding),
    )


def small_eta(multiple: int = 4) -> Definition:
    r"""Write :math:`\eta \le \kappa_q/(4\bar q)` with its slack, :math:`\kappa_q = 4\eta\bar q + \varsigma`."""
    return Definition(kappa_q, multiple * eta * q_bar + spare)


def consumed() -> sp.Expr:
    r"""Return :math:`M(\bar q + \kappa_q) + (N - M)2\bar q`.

    It bounds total consumption of the first good in every realisation.
    """
    return M * (q_bar + kappa_q) + (N - M) * (2 * q_bar)


def first_line() -> sp.Expr:
    r"""Return :math:`(1-\eta)N(\bar q + \kappa_q) + \eta N 2\bar q`.

    Paper: the second line of the resource chain.
    """
    return (1 - eta) * N * (q_bar + kappa_q) + eta * N * 2 * q_bar


def second_line(share: sp.Expr = HALF) -> sp.Expr:
    r"""Return :math:`N[\bar q + \kappa_q + \kappa_q/2]`.

    Paper: the third line of the resource chain.
    """
    return N * (q_bar + kappa_q + share * kappa_q)


def comparison(multiple: sp.Expr = TWO) -> sp.Expr:
    r"""Return :math:`M(\bar q + 2\kappa_q)`.

    The resources of the economy to which the first welfare theorem is applied.
    """
    return M * (q_bar + multiple * kappa_q)


def paid_with_fee(fee: sp.Expr = TWO) -> sp.Expr:
    r"""Return :math:`M\kappa_q + (N-M)(\bar q - 2\kappa_q)`.

    A bound on what is paid out when everybody has paid the fee :math:`2\kappa`.

    The inactive can at most double what they have left of a good.  Paper: section 6.
    """
    return M * kappa_q + (N - M) * (q_bar - fee * kappa_q)
