r"""Exact checks for section 5 and Theorem 3: small economies in rational numbers.

Conventions: the example economies have :math:`\bar q = \bar r = 1`, so :math:`p_1 = 1`, and
state-free utilities :math:`\theta\log q + \log r`; for given rational offers θ is chosen so that
they are best responses: the objective is concave on either side, so the first-order condition,
solved exactly, suffices.

Paper: section 5; section 7.3, (42)-(45).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb

import sympy as sp

from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome

Pair = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Realised:
    """One realisation in which all active agents have one type and offer b of one good.

    And the inactive have another type.

    Args:
        active: M.
        inactive: N - M.
        kappa: (κ_q, κ_r).
        offer: The stage-2 offer of every active agent, (b_q, b_r), one of them zero.
        theta_inactive: θ of the inactive.
    """

    active: int
    inactive: int
    kappa: Pair
    offer: Pair
    theta_inactive: Fraction

    @property
    def price(self) -> Fraction:
        """p_2 = R/Q."""
        return (self.offer[1] + self.kappa[1]) / (self.offer[0] + self.kappa[0])

    @property
    def theta_active(self) -> Fraction:
        """The θ at which the first-order condition of (18) or (19) holds at the offer, with endowments of one."""
        (b_q, b_r), M = self.offer, self.active
        Q_minus, R_minus = (
            M * k + (M - 1) * b for k, b in zip(self.kappa, self.offer, strict=True)
        )
        if b_q:
            gain = R_minus * Q_minus / (Q_minus + b_q) ** 2 / (1 + b_q * R_minus / (Q_minus + b_q))
            return gain * (1 - b_q)
        q = 1 + b_r * Q_minus / (R_minus + b_r)
        return q * (R_minus + b_r) ** 2 / (Q_minus * R_minus) / (1 - b_r)

    @property
    def bundle_active(self) -> Pair:
        """Consumption of the active.  Paper: (3)."""
        b_q, b_r = self.offer
        return 1 - b_q + b_r / self.price, 1 - b_r + self.price * b_q

    @property
    def bundle_inactive(self) -> Pair:
        """Consumption of the inactive: shares θ/(1+θ) and 1/(1+θ) of a wealth of 2 at p_1 = 1."""
        t = self.theta_inactive
        return 2 * t / (1 + t), 2 / (1 + t)

    @property
    def total(self) -> Pair:
        """Total consumption."""
        a, i = self.bundle_active, self.bundle_inactive
        return self.active * a[0] + self.inactive * i[0], self.active * a[1] + self.inactive * i[1]

    @property
    def payout(self) -> Pair:
        """Total consumption less all endowments: what the designer pays out."""
        N = self.active + self.inactive
        return self.total[0] - N, self.total[1] - N

    def named(self) -> dict[str, object]:
        """The example as values."""
        return {
            "N": self.active + self.inactive,
            "M": self.active,
            "endowment": "(1, 1)",
            "kappa": listed(self.kappa),
            "u": "theta log(q) + log(r)",
            "theta (active)": self.theta_active,
            "theta (inactive)": self.theta_inactive,
            "stage-2 offers": listed(self.offer),
            "p_2": self.price,
            "total consumption": listed(self.total),
        }


def listed(values: Iterable[object]) -> str:
    """Write values in parentheses, fractions as n/d.

    >>> listed((Fraction(1, 2), 3))
    '(1/2, 3)'
    """
    return "(" + ", ".join(map(str, values)) + ")"


def F(numerator: int, denominator: int = 1) -> Fraction:
    """Return a fraction."""
    return Fraction(numerator, denominator)


BOTH_PAID = Realised(2, 1, (F(1, 10), F(1, 2)), (F(1, 10), F(0)), F(13, 7))
"""Payouts of both goods: the exogenous offers pay out the second good, the inactive the first."""

NONE_PAID = Realised(2, 1, (F(1, 10), F(1, 20)), (F(1, 10), F(0)), F(11, 9))
"""Payouts of neither good."""

LARGE_KAPPA = Realised(1, 1, (F(10), F(39, 10)), (F(0), F(9, 10)), F(17))
"""κ_q far above the endowment; η = κ_r/4 = 39/40, N = 2."""


def subscript(parameters: Parameters) -> Outcome:
    """Total consumption with the summand as named.

    The bundle of agent n, or one bundle without a subscript (that of the first agent).
    """
    example = BOTH_PAID
    N = example.active + example.inactive
    total = {
        "n": example.total[0],
        "none": N * example.bundle_active[0],
        "last": N * example.bundle_inactive[0],
    }[parameters["subscript"]]
    named = {**example.named(), "sum as read": total}
    return exactly(
        total == example.total[0],
        f"the sum is {total}, total consumption of the first good {example.total[0]}",
        named,
    )


def maximum(parameters: Parameters) -> Outcome:
    """Whether the bound of (12) is defined.

    The larger of two vectors, or the maximum good by good.
    """
    example = LARGE_KAPPA
    N = example.active + example.inactive
    used, endowed = example.total, (F(N), F(N))
    comparable = all(a <= b for a, b in zip(used, endowed, strict=True)) or all(
        a >= b for a, b in zip(used, endowed, strict=True)
    )
    bounds = {
        "vectors": used if comparable else None,
        "goods": tuple(map(max, used, endowed)),
        "smaller": tuple(map(min, used, endowed)),
    }
    bound = {**bounds, "sum": max((used, endowed), key=sum)}[parameters["order"]]
    good = bound is not None and all(
        b >= u and b >= e for b, u, e in zip(bound, used, endowed, strict=True)
    )
    said = f"total consumption {listed(used)} against the endowment {listed(endowed)}"
    return exactly(
        good,
        said if good else f"{said}: no vector of the two is at least the other",
        example.named(),
    )


def footnote_10(parameters: Parameters) -> Outcome:
    """Two agents, one strictly better off; whether both can be made strictly better off.

    Agent 2 is satiated at its bundle unless utilities are monotone.
    """
    before, after, give = (
        ((F(1), F(1)), (F(1), F(1))),
        ((F(2), F(2)), (F(1), F(1))),
        parameters["give"],
    )
    moved = (
        (after[0][0] - give[0], after[0][1] - give[1]),
        (after[1][0] + give[0], after[1][1] + give[1]),
    )
    best = F(0) if parameters["utilities"] == "continuous" else None
    gains = [m[0] * m[1] - b[0] * b[1] for m, b in zip(moved, before, strict=True)]
    strict = all(g > 0 for g in gains)
    possible = strict if best is None else -abs(before[1][0] - 1) - abs(before[1][1] - 1) < best
    second = "-|q-1| - |r-1|" if best is not None else "q r"
    named = {
        "u_1": "q r",
        "u_2": second,
        "before": "(1, 1), (1, 1)",
        "weakly better": "(2, 2), (1, 1)",
        "moved to agent 2": listed(give),
    }
    reason = (
        f"agent 2's utility is {best} at most, attained already"
        if best is not None
        else f"after moving {listed(give)} both gain: {strict}"
    )
    return exactly(bool(possible), reason, named)


def zero(parameters: Parameters) -> Outcome:
    r"""For δ as given and total use :math:`\Omega \le N(\bar q + \delta, \ldots)`, whether the right side of (12) is the endowment."""
    delta, N = parameters["delta"], F(3)
    used = [(N * s, N * t) for s in (F(1, 2), F(1), 1 + delta) for t in (F(1, 2), F(1), 1 + delta)]
    used = [u for u in used if all(v <= N * (1 + delta) for v in u)]
    bounds = {tuple(max(v, N) for v in u) for u in used}
    return exactly(
        bounds == {(N, N)},
        f"right sides of (12): {sorted(map(str, bounds))}",
        {"N": N, "delta": delta, "endowment": "(1, 1)"},
    )


def probability_of_E1(M: int, mu: Fraction, delta: Fraction) -> Fraction:
    r"""Return :math:`P(|\sigma(x)/M - \mu_z(x)| < \delta\ \forall x)` for two types."""
    inside = (k for k in range(M + 1) if abs(Fraction(k, M) - mu) < delta)
    return sum((comb(M, k) * mu**k * (1 - mu) ** (M - k) for k in inside), Fraction(0))


def threshold_argument(parameters: Parameters) -> Outcome:
    """Whether one number, fixed before η, can serve as N^2.

    At N one above it, η may be so large that a single agent is active.
    """
    mu, delta, epsilon = F(1, 2), F(1, 10), parameters["epsilon"]
    N = 301
    eta = 1 - F(1, N) if parameters["eta"] == "any" else parameters["eta"]
    M = ceil((1 - eta) * N)
    chance = probability_of_E1(M, mu, delta)
    named = {
        "mu": mu,
        "delta^1": delta,
        "epsilon": epsilon,
        "N": N,
        "eta": eta,
        "M": M,
        "P(E^1)": f"about {float(chance):.6f}",
    }
    return exactly(chance > 1 - epsilon, f"P(E^1) = {float(chance):.6f} with M = {M}", named)


def absent(parameters: Parameters) -> Outcome:
    """Whether every type is present at every ζ of the event on which (43) is used.

    The whole space, or E^1 with δ^1 as given.
    """
    M, mu = 4, F(2, 5)
    counts = (
        range(M + 1)
        if parameters["event"] == "all"
        else [k for k in range(M + 1) if abs(Fraction(k, M) - mu) < parameters["event"]]
    )
    missing = [k for k in counts if k in (0, M)]
    chance = sum((comb(M, k) * mu**k * (1 - mu) ** (M - k) for k in missing), Fraction(0))
    named = {
        "M": M,
        "mu": listed((mu, 1 - mu)),
        "configurations with a type missing": missing,
        "their probability": chance,
    }
    return exactly(
        not missing,
        "every type is present" if not missing else f"a type is absent with probability {chance}",
        named,
    )


def resource_chain(parameters: Parameters) -> Outcome:
    """The first inequality of the resource chain in an equilibrium realisation with rational offers; κ is capped at the endowment where asked."""
    example = LARGE_KAPPA if parameters["kappa"] == "any" else BOTH_PAID
    eta = F(39, 40) if parameters["kappa"] == "any" else F(1, 3)
    N, k = example.active + example.inactive, example.kappa[0]
    bound = ((1 - eta) * N * (1 + k) + eta * N * 2) * parameters["scale"]
    assert ceil((1 - eta) * N) == example.active
    named = {**example.named(), "eta": eta, "(1-eta)N(q-bar+kappa_q) + eta N 2 q-bar": bound}
    return exactly(
        example.total[0] <= bound, f"total consumption {example.total[0]} against {bound}", named
    )


def comparison_resources(parameters: Parameters) -> Outcome:
    """M(q̄ + 2κ_q) against N q̄ at η = κ_q/(4q̄).

    A large η, with one active agent, or η within the bound given.
    """
    eta, N, multiple = parameters["eta"], 100, parameters["multiple"]
    kappa, M = 4 * eta, ceil((1 - eta) * 100)
    has = M * (1 + multiple * kappa)
    named = {
        "q-bar": 1,
        "kappa_q": kappa,
        "eta": eta,
        "N": N,
        "M": M,
        "M(q-bar + 2 kappa_q)": has,
        "N q-bar": N,
    }
    return exactly(
        has >= N,
        f"the comparison economy has {has} of the first good, (12) allows {N} or more",
        named,
    )


def zero_bundle(parameters: Parameters) -> Outcome:
    """Whether u(0, 0) is a real number, or.

    Where minus infinity is admitted as a value, whether it is at most the utility of any bundle.
    """
    q, r = sp.symbols("q r", positive=True)
    u = {"log": sp.log(q) + sp.log(r), "not monotone": 2 / (1 + q) + r}[parameters["utility"]]
    path = sp.Symbol("s", positive=True)
    value = sp.limit(u.subs({q: path, r: path}), path, 0)
    other = u.subs({q: parameters["bundle"], r: parameters["bundle"]})
    good = bool(value.is_finite) if parameters["reading"] == "real" else bool(value <= other)
    return exactly(good, f"u(0, 0) = {value}", {"u(q, r)": str(u), "u(0, 0)": value})


def shut_down(parameters: Parameters) -> Outcome:
    """The outcome (3) of the stage-2 game β^σ against what A2 hands out when all N agents made the same stage-1 offer."""
    example = Realised(2, 0, (F(1, 10), F(1, 2)), (F(1, 10), F(0)), F(1))
    same = parameters["types"] == "all equal"
    outcome = (F(1), F(1)) if same else example.bundle_active
    named = {
        "M": 2,
        "theta": example.theta_active,
        "kappa": listed(example.kappa),
        "bundle by (3)": listed(example.bundle_active),
        "bundle under A2": listed(outcome),
    }
    agrees = outcome == example.bundle_active
    return exactly(
        agrees,
        "A2 does not apply"
        if not same
        else f"A2 gives (1, 1), (3) gives {listed(example.bundle_active)}",
        named,
    )


def rare(parameters: Parameters) -> Outcome:
    """The probability that all N agents have one type, at two sizes.

    That configuration is outside E^1 when δ^1 < 1 - max μ.
    """
    mu = (F(2, 5), F(3, 5))
    small, large = (sum(m**N for m in mu) for N in parameters["sizes"])
    named = {
        "mu": listed(mu),
        "N": listed(parameters["sizes"]),
        "probabilities": listed((float(small), float(large))),
    }
    return exactly(
        large < parameters["bound"],
        f"probability {float(small):.2e}, then {float(large):.2e}",
        named,
    )


def claim_3_quantifier(parameters: Parameters) -> Outcome:
    """Whether the N that is fixed first satisfies what is asserted of the N beyond N^3, for P(E^1) at M = N."""
    mu, delta, epsilon = F(1, 2), F(1, 10), F(1, 20)
    N_tilde = 4
    chosen = N_tilde + 1 if parameters["N"] == "above N-tilde" else parameters["N"]
    chance = probability_of_E1(chosen, mu, delta)
    named = {"mu": mu, "delta^1": delta, "epsilon": epsilon, "N": chosen, "P(E^1)": float(chance)}
    return exactly(chance > 1 - epsilon, f"P(E^1) = {float(chance):.4f} at N = {chosen}", named)


CHECKS: dict[str, Check] = {
    "sec-5.def-a.subscript": Exact(subscript),
    "eq-12.maximum": Exact(maximum),
    "fn-10.reason": Exact(footnote_10),
    "sec-5.zero": Exact(zero),
    "thm-3.claim-2.argument": Exact(threshold_argument),
    "eq-43.absent": Exact(absent),
    "thm-3.resources.first": Exact(resource_chain),
    "thm-3.comparison.endowment": Exact(comparison_resources),
    "eq-45.zero-bundle": Exact(zero_bundle),
    "thm-3.ii.shut-down": Exact(shut_down),
    "thm-3.ii.rare": Exact(rare),
    "thm-3.claim-3.quantifier": Exact(claim_3_quantifier),
}
"""The checks of this module by the names under which statements assert them."""
