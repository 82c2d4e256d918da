r"""Ex post loss: how much better everybody could be made within the resources that a mechanism has used.

For a realised allocation the resources are :math:`W = \max\{\sum_n\omega_n, N(\bar q, \bar r)\}`,
good by good, and the loss is the greatest t such that bundles of total at most W give every agent
at least t more utils.  By concavity agents of the same type and treatment may get the same bundle,
so with counts :math:`n_g`, realised utilities :math:`\bar u_g` and u strictly increasing the
optimum is characterised, for a price p of the first good, by

.. math:: \frac{u_q}{u_r}(c_g) = p, \qquad u(c_g) = \bar u_g + t, \qquad \sum_g n_g c_g = W.

Dually, with the expenditure function :math:`e_g`, t is the least root over prices of :math:`\sum_g
n_g e_g(p, \bar u_g + t) = p W_q + W_r`.

Paper: section 5, (12) and (13).  The loss is not in the paper: an allocation is ε-efficient at a
realisation if and only if it is at most ε.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.local_symbols import local
from symbolic.language.notation import N, q, q_bar, r, r_bar, x, z
from symbolic.language.quotient import over
from symbolic.language.utility import u, u_q, u_qq, u_qr, u_r, u_rr

used_q = local("used_q", r"\Omega_q")
used_r = local("used_r", r"\Omega_r")
"""Total consumption of either good."""

_BUNDLE = (q, r, x, z)


def available() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`\max\{\sum_n\omega_n, N(\bar q, \bar r)\}`, the right side of (12), good by good."""
    return sp.Max(used_q, N * q_bar), sp.Max(used_r, N * r_bar)


@cache
def linearised() -> tuple[sp.Expr, ...]:
    r"""Return what Newton in :math:`(\log q, \log r)` needs of a utility.

    It is the log of the rate, u, and the four derivatives, those of the rate first.
    """
    by_q = q * (over(u_qq(*_BUNDLE), u_q(*_BUNDLE)) - over(u_qr(*_BUNDLE), u_r(*_BUNDLE)))
    by_r = r * (over(u_qr(*_BUNDLE), u_q(*_BUNDLE)) - over(u_rr(*_BUNDLE), u_r(*_BUNDLE)))
    rate = sp.log(u_q(*_BUNDLE)) - sp.log(u_r(*_BUNDLE))
    return rate, u(*_BUNDLE), by_q, by_r, q * u_q(*_BUNDLE), r * u_r(*_BUNDLE)


@cache
def marginals() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return u and its two marginal utilities at one bundle."""
    return u(*_BUNDLE), u_q(*_BUNDLE), u_r(*_BUNDLE)
