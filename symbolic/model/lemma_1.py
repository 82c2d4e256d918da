r"""Lemma 1: a two-sided offer has the same payoff as a one-sided one.

In case (i) the offer :math:`b'` is a net purchase of the first good, :math:`\gamma = (b'_r Q_- -
b'_q R_-)/(R_- + b'_r) > 0`, and the equivalent offer sells only the second good, :math:`b''_r =
R_-\gamma/(Q_- - \gamma)`.  Case (ii) exchanges the goods; in case (iii) the net trade is zero.

Paper: section 7, Lemma 1, equation (15).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import Q_others, R_others, b_q_prime, b_r_prime, gamma
from symbolic.language.quotient import over

NET = b_r_prime * Q_others - b_q_prime * R_others
"""The sign that tells the three cases apart: :math:`b'_r Q_- - b'_q R_-`."""


def net_purchase() -> sp.Expr:
    r"""Return :math:`\gamma = (b'_r Q_- - b'_q R_-)/(R_- + b'_r)`.  Paper: equation (15)."""
    return over(NET, R_others + b_r_prime)


def one_sided_offer() -> sp.Expr:
    r"""Return :math:`b''_r = R_-\gamma/(Q_- - \gamma)`.  Paper: below equation (15)."""
    return over(R_others * gamma, Q_others - gamma)


def one_sided_offer_reduced() -> sp.Expr:
    r"""Return :math:`b''_r = (b'_r Q_- - b'_q R_-)/(Q_- + b'_q)`.

    It is the same with :math:`\gamma` put in (proved as ``lemma-1.case-i.reduced``).
    """
    return over(NET, Q_others + b_q_prime)


def one_sided_offer_case_ii() -> sp.Expr:
    r"""Return :math:`b''_q = (b'_q R_- - b'_r Q_-)/(R_- + b'_r)`, case (ii)."""
    return over(-NET, R_others + b_r_prime)
