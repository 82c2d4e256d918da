r"""Debreu's coefficient of resource use, and how it is tied to the ex post loss of Theorem 3.

For a realised allocation with utilities :math:`\bar u_g` of groups of :math:`n_g` agents and
resources W, the coefficient is the least share of W that leaves everybody as well off,

.. math:: \rho = \min\Big\{\rho : \textstyle\sum_g n_g c_g \le \rho W,\ u(c_g) \ge \bar u_g\Big\}
          = \max_p \frac{\sum_g n_g e_g(p, \bar u_g)}{p W_q + W_r},

with e the expenditure function; the loss is :math:`1 - \rho`, a share of W that is thrown away.

Where every utility has the form :math:`A\log q + B\log r` with a common weight :math:`A + B = s`
(s = 1 in the comparison's examples), multiplying a bundle by :math:`e^{t/s}` adds t utils, so
bundles of total :math:`\rho W` that give :math:`\bar u_g` become bundles of total W that give
:math:`\bar u_g + t` with :math:`t = -s\log\rho`: the loss t* of Theorem 3 is exactly that.

Paper: section 5, (12) and (13); the coefficient is Debreu's.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.local_symbols import head, local

ln = head("natural_log", r"\log({0})")
"""The logarithm as a function of which only what is assumed of it is known: the engines read no other."""

rho, W_q, W_r = local("rho", r"\rho"), local("resources_q", "W_q"), local("resources_r", "W_r")
"""A share of the resources, and the resources."""


def log_utility(taste: sp.Expr, first: sp.Expr, second: sp.Expr) -> sp.Expr:
    r"""Return :math:`A\log q + (1 - A)\log r` in terms of ``ln``."""
    return taste * ln(first) + (1 - taste) * ln(second)
