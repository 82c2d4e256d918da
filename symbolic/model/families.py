r"""Utility families: formulas in q, r and named parameters, each with the domain on which it is in the paper's class.

The class of section 2.1: strictly increasing, strictly concave, twice continuously differentiable,
with marginal utilities that are unbounded at the axes (Inada), and with monotone competitive
demand.  Monotone demand is meant on the prices that matter; where a docstring says that it holds,
it holds at all prices.

Two criteria are used below, both derived by the implicit function theorem from :math:`u_q = p u_r`
on the line :math:`r = \bar r + p(\bar q - q)`:

* separable u: :math:`dq/dp` has the sign of :math:`-u_r - p(\bar q - q)u_{rr}`, and :math:`p(\bar q
  - q) = r - \bar r < r`; so relative risk aversion :math:`-ru_{rr}/u_r \le 1` in the second good
  suffices;
* homothetic u: demand is :math:`q = (p\bar q + \bar r)/(p + \xi(p))` with :math:`\xi = r/q`, and an
  elasticity of substitution of at least 1, that is :math:`p\xi'(p) \ge \xi(p)`, suffices.

Conventions: parameters are real symbols, listed in each docstring; they may differ by type and
state.

Paper: section 2.1 and footnote 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from symbolic.language.notation import q, r

theta = sp.Symbol("theta", real=True)
share = sp.Symbol("share", real=True)
aversion = sp.Symbol("aversion", real=True)
rho = sp.Symbol("rho", real=True)
degree = sp.Symbol("degree", real=True)
power_q = sp.Symbol("power_q", real=True)
power_r = sp.Symbol("power_r", real=True)


@dataclass(frozen=True)
class Family:
    """A utility family.

    Args:
        name: How generators and reports call it.
        formula: u(q, r) in the parameters.
        parameters: Their names.
        domain: Where u is strictly increasing, strictly concave and Inada, in words.
        monotone: Where demand is monotone at all prices, in words.
    """

    name: str
    formula: sp.Expr
    parameters: tuple[str, ...]
    domain: str
    monotone: str


def logarithmic() -> sp.Expr:
    r"""Return :math:`\theta\log q + \log r`.

    Strictly increasing, strictly concave and Inada for θ > 0; demand :math:`q =
    \frac{\theta}{1+\theta}(\bar q + \bar r/p)` is decreasing in p.
    """
    return theta * sp.log(q) + sp.log(r)


def cobb_douglas() -> sp.Expr:
    r"""Return :math:`q^{a}r^{b}` with a = ``power_q`` and b = ``power_r``.

    Strictly increasing, strictly concave and Inada for a, b > 0 and a + b < 1; the demand of the
    logarithmic family with θ = a/b.
    """
    return q**power_q * r**power_r


def crra() -> sp.Expr:
    r"""Return :math:`(\theta q^{1-\gamma} + r^{1-\gamma})/(1-\gamma)` with γ = ``aversion``.

    It is separable, with constant relative risk aversion.

    Strictly increasing, strictly concave and Inada for θ > 0, γ > 0, γ ≠ 1 (γ → 1 gives the
    logarithmic family); demand is monotone for γ ≤ 1. For γ > 1 the elasticity of substitution 1/γ
    is below 1 and monotonicity may fail.
    """
    return theta * q ** (1 - aversion) / (1 - aversion) + r ** (1 - aversion) / (1 - aversion)


def powers() -> sp.Expr:
    r"""Return :math:`\theta q^a/a + r^b/b` with a = ``power_q`` and b = ``power_r``.

    It is separable, with an exponent for each good.

    Strictly increasing, strictly concave and Inada for θ > 0, a < 1, b < 1, both nonzero; demand is
    monotone for 0 < b < 1.
    """
    return theta * q**power_q / power_q + r**power_r / power_r


def ces() -> sp.Expr:
    r"""Return :math:`(a q^\rho + (1-a) r^\rho)^{s/\rho}/s` with a = ``share``, s = ``degree``.

    It is a CES aggregate under a concave power, and not separable.

    The aggregate is concave and homogeneous of degree 1; the power s in (0, 1) makes it strictly
    concave.  Strictly increasing, strictly concave and Inada for 0 < a < 1, 0 < s < 1, ρ < 1, ρ ≠
    0; demand is monotone for 0 < ρ < 1 (elasticity of substitution 1/(1 − ρ) of at least 1) and may
    fail for ρ < 0.
    """
    return (share * q**rho + (1 - share) * r**rho) ** (degree / rho) / degree


def log_ces() -> sp.Expr:
    r"""Return :math:`\frac1\rho\log(a q^\rho + (1-a) r^\rho)` with a = ``share``.

    It is the logarithm of a CES aggregate, the limit s → 0 of ``ces``.

    Strictly increasing, strictly concave and Inada for 0 < a < 1, ρ < 1, ρ ≠ 0; demand is that of
    ``ces``.
    """
    return sp.log(share * q**rho + (1 - share) * r**rho) / rho


def _family(name: str, formula: Callable[[], sp.Expr], domain: str, monotone: str) -> Family:
    u = formula()
    return Family(
        name, u, tuple(sorted(str(s.name) for s in u.free_symbols - {q, r})), domain, monotone
    )


FAMILIES: dict[str, Family] = {
    f.name: f
    for f in (
        _family("log", logarithmic, "theta > 0", "always"),
        _family(
            "cobb-douglas",
            cobb_douglas,
            "power_q > 0, power_r > 0, power_q + power_r < 1",
            "always",
        ),
        _family("crra", crra, "theta > 0, aversion > 0, aversion != 1", "aversion < 1"),
        _family(
            "powers", powers, "theta > 0, power_q < 1, power_r < 1, both nonzero", "0 < power_r < 1"
        ),
        _family("ces", ces, "0 < share < 1, 0 < degree < 1, rho < 1, rho != 0", "0 < rho < 1"),
        _family("log-ces", log_ces, "0 < share < 1, rho < 1, rho != 0", "0 < rho < 1"),
    )
}
"""All families by name."""
