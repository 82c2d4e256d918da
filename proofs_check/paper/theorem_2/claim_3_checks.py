r"""Checks for Claim 3 of Theorem 2.

Exact examples in which a step fails as printed, and the tables of constants.

Conventions: all numbers are rationals.  An example names its economy by endowments, κ and shares;
offers are any that the step admits.

Paper: section 7.2, Claim 3, equations (34)-(38).
"""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import sympy as sp

from proofs_check.claims.checks import Check, Exact, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from symbolic.language.notation import q, r

Offers = tuple[tuple[F, F], ...]
INVERSES = {"touching": q**3 - 3 * q**2 + 3 * q, "power": q**8, "linear": sp.S.One}
r"""Polynomials P with :math:`F' = P^{-1/4}` (``linear``: F' = 1).

That of ``touching`` rises from 0 to infinity with slope :math:`3(q-1)^2`: F' is positive,
strictly decreasing, infinite at 0, zero at infinity, has slope zero at q = 1, and is integrable at
0, so that F is finite on the axis.
"""


def price(
    shares: tuple[F, ...], offers: Offers, kappa: tuple[F, F], extra: tuple[F, F] = (F(0), F(0))
) -> F:
    """Return the price when type y makes up shares[y] of the offers per agent, with extra offers added."""
    total = [
        sum((s * o[i] for s, o in zip(shares, offers, strict=True)), F(0)) + extra[i] + kappa[i]
        for i in (0, 1)
    ]
    return total[1] / total[0]


def constant(endowment: tuple[F, F], kappa: tuple[F, F]) -> F:
    r"""Return :math:`(\bar q + \kappa_q)(\bar r + \kappa_r)/\kappa_q^2`."""
    return (endowment[0] + kappa[0]) * (endowment[1] + kappa[1]) / kappa[0] ** 2


def bound_price(parameters: Parameters) -> Outcome:
    """Blocks {1, 2} and {3}, M = 1000.

    The composition (500, 0, 499) against shares (1/4, 1/4, 1/2); the target or a non-target asks.
    """
    M, one = 1000, F(1)
    mu, counts = (
        (F(1, 4), F(1, 4), F(1, 2)),
        (500, 0, 499 if parameters["agent"] == "target" else 498),
    )
    offers = ((F(1, 2), F(0)), (F(0), F(1, 2)), (F(0), F(0)))
    blocks = ((0, 1), (2,))
    distance = abs(
        price(mu, offers, (one, one)) - price(tuple(F(n, M) for n in counts), offers, (one, one))
    )
    if parameters["terms"] == "blocks":
        total = sum((abs(sum(mu[y] for y in b) - F(counts[b[0]], M)) for b in blocks), F(0))
    else:
        total = sum((abs(m - F(n, M)) for m, n in zip(mu, counts, strict=True)), F(0))
    added = F(0) if parameters["agent"] == "target" else F(2, M)
    bound = parameters["factor"] * constant((one, one), (one, one)) * (total + added)
    named = {
        "mu": mu,
        "counts": counts,
        "M": M,
        "offers": offers,
        "kappa": 1,
        "endowment": 1,
        "distance": distance,
        "bound": bound,
    }
    return exactly(
        distance <= bound,
        f"|p^N - R/Q| = {distance}, the bound is {bound}",
        {k: _written(v) for k, v in named.items()},
    )


def units(parameters: Parameters) -> Outcome:
    """Small endowments (1/10, 1/10), kappa = (1/10, 1/100), M = 100.

    Realised shares equal to the limits, the target offers all of its second good.
    """
    M, e, kappa = 100, (F(1, 10), F(1, 10)), (F(1, 10), F(1, 100))
    offers: Offers = ((F(0), F(0)),)
    distance = abs(price((F(1),), offers, kappa) - price((F(1),), offers, kappa, (F(0), e[1] / M)))
    added = {"endowments": (e[0] + e[1]) / M, "one over M": F(1, M)}[parameters["added"]]
    bound = parameters["factor"] * constant(e, kappa) * added
    named = {"endowment": e, "kappa": kappa, "M": M, "distance": distance, "bound": bound}
    return exactly(
        distance <= bound,
        f"|p^N - R/Q| = {distance}, the bound is {bound}",
        {k: _written(v) for k, v in named.items()},
    )


def difference(parameters: Parameters) -> Outcome:
    """The totals that the target faces at M = 3 with one other in each of two blocks.

    And what the display divides by M.
    """
    M, kappa = 3, (F(1, 10), F(1, 10))
    offers = ((F(1, 2), F(0)), (F(0), F(1, 3)))
    faced = (F(1) * offers[0][0] + M * kappa[0], F(1) * offers[1][1] + M * kappa[1])
    counts = {"lambda": (1, 1), "lambda_minus": (0, 1), "lambda + 1": (2, 1)}[parameters["counts"]]
    shown = price(tuple(F(n, M) for n in counts), offers, kappa)
    named = {
        "lambda": (1, 1),
        "counts used": counts,
        "offers": offers,
        "R/Q": faced[1] / faced[0],
        "display": shown,
    }
    return exactly(
        shown == faced[1] / faced[0],
        f"R/Q = {faced[1] / faced[0]}, the display gives {shown}",
        {k: _written(v) for k, v in named.items()},
    )


def box(parameters: Parameters) -> Outcome:
    """The second argument of L at M = 100 when all others offer their first good.

    Against the edge of the box.
    """
    M, b, kappa = 100, F(1, 2), F(1, 10)
    Q, R = (M - 1) + M * kappa, M * kappa
    marginal = Q * R / (Q + b) ** 2
    edge = (
        kappa
        / (1 + kappa)
        * (M * kappa / (M * kappa + 1) if parameters["edge"] == "widened" else 1)
    )
    named = {
        "M": M,
        "endowment": 1,
        "kappa": kappa,
        "Q_-": Q,
        "R_-": R,
        "b_q": b,
        "QR/(Q + b)^2": marginal,
        "edge": edge,
    }
    return exactly(
        parameters["at_least"] * edge <= marginal,
        f"the marginal price is {marginal}, the lower edge {edge}",
        named,
    )


def states(parameters: Parameters) -> Outcome:
    """The slope of (30) for u = -theta_z/q - 1/r with theta = (1, 4), no offer, R/Q = 2, belief 3/4 on the first state."""
    theta, phi, slope_price = (F(1), F(4)), (F(3, 4), F(1, 4)), F(2)
    true = sum(f * (-t + slope_price) for f, t in zip(phi, theta, strict=True))
    used = theta if parameters["state"] == "own" else (theta[parameters["state"]],) * 2
    shown = -sum(f * (t - slope_price) for f, t in zip(phi, used, strict=True))
    named = {
        "u": "-theta/q - 1/r",
        "theta": theta,
        "phi": phi,
        "R/Q": slope_price,
        "slope": true,
        "display": shown,
    }
    return exactly(
        true == shown,
        f"the slope is {true}, the display gives {shown}",
        {k: _written(v) for k, v in named.items()},
    )


def b_finite(parameters: Parameters) -> Outcome:
    """The maxima in B for u = -1/(q r), d = 1/4.

    Of u_q(d, r) and u_r(q, d) from the least r and q named.
    """
    formula, d = -1 / (q * r), sp.Rational(1, 4)
    least = {"zero": sp.S.Zero, "d": d, "endowment": sp.S.One}[parameters["least"]]
    largest = [sp.limit(sp.diff(formula, a).subs(a, d), b, least, "+") for a, b in ((q, r), (r, q))]
    named = {
        "u": formula,
        "d": d,
        "least quantity": least,
        "u_q(d, r)": largest[0],
        "u_r(q, d)": largest[1],
    }
    return exactly(
        all(v.is_finite for v in largest), f"the suprema are {largest[0]} and {largest[1]}", named
    )


def b_bound(parameters: Parameters) -> Outcome:
    """|L| against B/2 for u = -1/q - 1/r, endowment 1, kappa = 1/20, with the bound 1/2 on offers, so d = 1/4."""
    P, b_bar = F(21), F(1, 2)
    # At the offer 1/2 the slope is at most -4 + max_p p/(1 + p/2)^2, and (1 + p/2)^2 - 2p = (1 -
    # p/2)^2 >= 0: so 1/2 bounds all best offers.
    valid = -1 / (1 - b_bar) ** 2 + F(1, 2) < 0
    half_b = max(
        F(1),
        1 / (F(1, 4)) ** 2,
        (P if parameters["price"] == "included" else 1) * 1 / (F(1, 4)) ** 2,
    )
    L = abs(1 - 1 * parameters["p_2"])
    named = {
        "u": "-1/q - 1/r",
        "kappa": "1/20",
        "b-bar": b_bar,
        "d": F(1, 4),
        "b_q": 0,
        "p_2": parameters["p_2"],
        "|L|": L,
        "B/2": half_b,
    }
    return exactly(
        valid and half_b >= L,
        f"|L(0, p, p)| = {L} at p = {parameters['p_2']}, B/2 = {half_b}",
        named,
    )


def _thresholds(epsilon: F) -> dict[str, Any]:
    """Name thresholds of the kind that Claim 1 and (36) give.

    N^1(e) = 1/(4 e^3) (Chebyshev), N~(e) = 1/e, delta-hat(e) = e/2, delta~(e) = e/4, B = 2.
    """

    def n_1(e: F) -> F:
        return 1 / (4 * e**3)

    e_1 = epsilon / 20
    delta = e_1 / 2
    tilde = delta / 4
    return {
        "N^1": n_1,
        "N~": lambda e: 1 / e,
        "e": e_1,
        "delta'": delta,
        "delta~": tilde,
        "delta^2": min(e_1, tilde),
    }


def n_2(parameters: Parameters) -> Outcome:
    """Whether N > N^2(epsilon) gives what the proof then uses.

    N > N^1(delta~(delta')) and N > N~(delta').
    """
    t = _thresholds(F(1))
    printed = max(t["N^1"](t["e"]), t["N~"](t["delta^2"]))
    chosen = {
        "printed": printed,
        "corrected": max(printed, t["N^1"](t["delta~"]), t["N~"](t["delta'"])),
        "without N^1": max(printed, t["N~"](t["delta'"])),
    }[parameters["definition"]]
    needed = max(t["N^1"](t["delta~"]), t["N~"](t["delta'"]))
    named = {
        "N^1(e)": "1/(4e^3)",
        "N~(e)": "1/e",
        "delta-hat(e)": "e/2",
        "delta~(e)": "e/4",
        "B": 2,
        "epsilon": 1,
        "N^2": chosen,
        "needed": needed,
    }
    return exactly(chosen >= needed, f"N^2 = {chosen}, the proof uses N > {needed}", named)


def n_3(parameters: Parameters) -> Outcome:
    """Whether N above the threshold assumed gives (34) with epsilon/D, for D = 4 and N^2(e) = 1/e."""
    D, epsilon = F(4), F(1, 10)
    assumed = 1 / (epsilon / parameters["divided_by"])
    named = {
        "N^2(e)": "1/e",
        "D": D,
        "epsilon": epsilon,
        "assumed N >": assumed,
        "needed N >": 1 / (epsilon / D),
    }
    return exactly(
        assumed >= 1 / (epsilon / D),
        f"N > {assumed} is assumed, (34) with epsilon/D needs N > {1 / (epsilon / D)}",
        named,
    )


def absolute(parameters: Parameters) -> Outcome:
    """|sum| against the mean of L' - L with and without absolute value.

    When L' - L = -1 in every composition and the state is known.
    """
    gap = F(-1)
    right = abs(gap) * parameters["scale"] if parameters["inside"] == "absolute" else gap
    return exactly(
        abs(gap) <= right,
        f"the left side is {abs(gap)}, the right side {right}",
        {"L' - L": gap, "phi[z*]": 1, "left": abs(gap), "right": right},
    )


def state_index(parameters: Parameters) -> Outcome:
    """P(|rho~ - ratio| < 1/10) when two types of one block have shares (1/4, 1/4) in z* and (1/8, 3/8) in z, and 100 agents made its offer."""
    n, ratio = 100, {"z*": F(1, 2), "z": F(1, 4)}[parameters["ratio_of"]]
    chance = sum(
        sp.binomial(n, m) for m in range(n + 1) if abs(F(m, n) - ratio) < F(1, 10)
    ) * sp.Rational(1, 2**n)
    named = {"lambda(Y_k)": n, "true ratio": F(1, 2), "ratio used": ratio, "probability": chance}
    return exactly(
        bool(chance > 1 - parameters["epsilon"]),
        f"the probability is about {float(chance):.6f}",
        named,
    )


def d_2(parameters: Parameters) -> Outcome:
    """The largest value of u_qq - 2 p u_qr + p^2 u_rr at the endowment (1, 1), for u = F(q) + F(r), over all p."""
    inverse = INVERSES[parameters["utility"]]
    rises = bool(
        inverse.subs(q, 0) == 0
        and sp.limit(inverse, q, sp.oo) == sp.oo
        and _nonnegative_but_at_points(sp.diff(inverse, q))
    )
    monotone = _nonnegative_but_at_points(
        4 * inverse - q * sp.diff(inverse, q)
    )  # q F' does not decrease: the criterion of symbolic.model.families
    at = sp.diff(inverse ** sp.Rational(-1, 4), q).subs(q, 1)
    named = {
        "F'": f"({inverse})^(-1/4)",
        "F''(1)": at,
        "strictly increasing, strictly concave, Inada": rises,
        "relative risk aversion at most 1": monotone,
    }
    told = "is positive there" if at < 0 else "= 0: D_2 is not defined"
    return exactly(
        bool(rises and monotone and at < 0), f"u_qq = u_rr = {at} at (1, 1), so 1/D_2 {told}", named
    )


def _nonnegative_but_at_points(polynomial: sp.Expr) -> bool:
    """Whether a polynomial is positive for q > 0 but at isolated points.

    Its real positive roots are even and it is positive at some point beyond them.
    """
    positive = [
        (value, times)
        for value, times in sp.roots(sp.Poly(polynomial, q)).items()
        if value.is_positive
    ]
    return all(times % 2 == 0 for _, times in positive) and bool(polynomial.subs(q, 50) > 0)


def modulus(parameters: Parameters) -> Outcome:
    """The sign of M(q; 1) = F'(q) - F'(2 - q) on either side of its root q = 1 at the distances 1/2^n, for u = F(q) + F(r) and endowment (1, 1)."""
    inverse = INVERSES[parameters["utility"]]
    gap = (
        inverse.subs(q, 2 - q) - inverse
    )  # F' falls as the inverse rises, so this has the sign of M
    values = [
        (gap.subs(q, 1 - sp.Rational(1, 2**n)), gap.subs(q, 1 + sp.Rational(1, 2**n)))
        for n in range(1, 12)
    ]
    apart = all(bool(low > 0) and bool(high < 0) for low, high in values)
    least = min(abs(v) for pair in values for v in pair)
    named = {
        "F'": f"({inverse})^(-1/4)",
        "smallest difference of F'^(-4) at distances 1/2 to 1/2048": least,
    }
    return exactly(
        apart,
        "M is positive below its root and negative above it"
        if apart
        else "M vanishes away from its root",
        named,
    )


def m_domain(parameters: Parameters) -> Outcome:
    """Consumption at the largest offers admitted, endowment 1, d = 1/4, p = 1.

    Both goods must be at least d for the bound on M'.
    """
    largest = {"all of O": F(1), "bounded": F(3, 4), "beyond": F(4, 5)}[parameters["offers"]]
    least, d = 1 - largest, F(1, 4)
    return exactly(
        least >= d,
        f"an offer of {largest} leaves {least}, d = {d}",
        {"offer": largest, "left": least, "d": d, "endowment": 1},
    )


def hat_target(parameters: Parameters) -> Outcome:
    """The price that a non-target faces at M = 4, the target offering 1/2 of the second good.

    With and without the target's offer.
    """
    M, kappa = 4, (F(1, 10), F(1, 10))
    offers, shares = ((F(1, 2), F(0)),), (F(2, M),)
    faced = (M * kappa[1] + F(1, 2)) / (2 * F(1, 2) + M * kappa[0])
    shown = price(
        shares,
        offers,
        kappa,
        (F(0), F(1, 2) / M) if parameters["target"] == "counted" else (F(0), F(0)),
    )
    named = {
        "M": M,
        "others at 1/2": 2,
        "target's offer": "(0, 1/2)",
        "R/Q": faced,
        "display": shown,
    }
    return exactly(faced == shown, f"R/Q = {faced}, the display gives {shown}", named)


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_written, value)) + ")"
    return str(value)


CHECKS: dict[str, Check] = {
    "thm-2.claim-3.bound-price": Exact(bound_price),
    "thm-2.claim-3.bound-price-hat.units": Exact(units),
    "thm-2.claim-3.difference": Exact(difference),
    "eq-35.box": Exact(box),
    "thm-2.claim-3.states": Exact(states),
    "thm-2.claim-3.B-finite": Exact(b_finite),
    "thm-2.claim-3.B-bound": Exact(b_bound),
    "thm-2.claim-3.N-2": Exact(n_2),
    "thm-2.claim-3.N-3": Exact(n_3),
    "thm-2.claim-3.absolute": Exact(absolute),
    "thm-2.claim-3.state-index": Exact(state_index),
    "thm-2.claim-3.D-2": Exact(d_2),
    "thm-2.claim-3.modulus": Exact(modulus),
    "thm-2.claim-3.M-domain": Exact(m_domain),
    "thm-2.claim-3.hat-target": Exact(hat_target),
}
"""The checks of this module by the names under which statements assert them."""
