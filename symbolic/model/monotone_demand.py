r"""When demand for the first good falls in its price.

Two sign conditions suffice, by the price effect at a fixed bundle.

Demand is the root in q of :math:`F(q, p) = u_q - p u_r` on the budget line :math:`r = \bar r +
p(\bar q - q)`, and F falls in q; so demand falls in p where :math:`\partial F/\partial p <
0`.  With :math:`p = u_q/u_r` and D = ``normality()``,

.. math:: \frac{\partial F}{\partial p} = -u_r + (\bar q - q)\frac{D}{u_r}.

Let D ≥ 0 and :math:`u_q u_r - rD \ge 0` (``substitution()``).  If :math:`q \ge \bar q`, the second
term is not positive.  If :math:`q < \bar q`, then :math:`p(\bar q - q) = r - \bar r < r` bounds it
by :math:`rD/u_q \le u_r`, strictly unless D = 0.  So demand is monotone at all prices and for all
endowments.

Paper: section 2.1, the assumption of monotone demand, and footnote 2.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import p, q, r, x, z
from symbolic.language.slopes import diff
from symbolic.language.utility import u_q, u_qr, u_r, u_rr
from symbolic.model.competitive import demand_slope


def price_effect() -> sp.Expr:
    r"""Return :math:`\partial F/\partial p = (\bar q - q)(u_{qr} - p u_{rr}) - u_r` on the budget line."""
    return diff(demand_slope(), p)


def normality() -> sp.Expr:
    r"""Return :math:`u_r u_{qr} - u_q u_{rr}`, which is nonnegative where the first good is normal."""
    bundle = (q, r, x, z)
    return u_r(*bundle) * u_qr(*bundle) - u_q(*bundle) * u_rr(*bundle)


def substitution() -> sp.Expr:
    r"""Return :math:`u_q u_r - r(u_r u_{qr} - u_q u_{rr})`.

    For separable u its sign is that of 1 minus the relative risk aversion in the second good.
    """
    bundle = (q, r, x, z)
    return u_q(*bundle) * u_r(*bundle) - r * normality()
