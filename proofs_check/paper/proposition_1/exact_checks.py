r"""Checks of Proposition 1 in exact numbers: composition, the rate at the axis, counts, the switch.

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import product
from math import ceil

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.probability.multinomial import configuration_blocks
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.checks import square_root
from proofs_check.paper.shared.in_force import BUT_INFORMATIVE, hypotheses
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.model.best_response import buyer_bundle, seller_bundle

INADA = {
    "sqrt(q) + sqrt(r)": sp.sqrt(q) + sp.sqrt(r),
    "log(q) + log(r)": sp.log(q) + sp.log(r),
    "-1/q - 1/r": -1 / q - 1 / r,
    "-1/(q r)": -1 / (q * r),
    "(sqrt(q) + sqrt(r))^(3/2)": (sp.sqrt(q) + sp.sqrt(r)) ** sp.Rational(3, 2),
    "sqrt(q + 1) + sqrt(r)": sp.sqrt(q + 1) + sp.sqrt(r),
    "-1/q - 1/(q r)": -1 / q - 1 / (q * r),
}


def composition(parameters: Parameters) -> Outcome:
    """A chord of the composition outer(inner(b)) between b = 0 and b = 1, against its midpoint."""
    t = sp.Symbol("t", positive=True)
    outer, inner = (sp.sympify(parameters[k], locals={"t": t}) for k in ("outer", "inner"))
    whole = outer.subs(t, inner)
    value = [whole.subs(t, b) for b in (sp.S.Zero, sp.S.Half, sp.S.One)]
    gap = value[1] - (value[0] + value[2]) / 2
    named = {
        "outer": outer,
        "inner": inner,
        "values at 0, 1/2, 1": ", ".join(map(str, value)),
        "midpoint less chord": gap,
    }
    met = [
        ("the outer function is strictly increasing", f"its derivative is {sp.diff(outer, t)}"),
        ("the outer function is concave", f"its second derivative is {sp.diff(outer, t, 2)}"),
        ("the inner function is concave", f"its second derivative is {sp.diff(inner, t, 2)}"),
    ]
    detail = f"the midpoint lies {gap} above the chord"
    return exactly(bool(gap.is_positive), detail, named, satisfied=met)


def rate_at_the_axis(parameters: Parameters) -> Outcome:
    """The marginal rate of substitution, along g, as the offer exhausts the endowment."""
    bundle = dict(zip((q, r), map(plain, seller_bundle()), strict=True))
    left = sp.Symbol("left", positive=True)
    numbers = {Q_others: 1, R_others: 1, q_bar: 1, r_bar: 1}
    limits = []
    for name in parameters["utilities"]:
        rate = sp.diff(INADA[name], q) / sp.diff(INADA[name], r)
        along = rate.subs(bundle, simultaneous=True).subs(numbers).subs(b_q, 1 - left)
        limits.append(sp.limit(sp.together(along), left, 0, "+"))
    listed = "; ".join(f"{u}: {v}" for u, v in zip(parameters["utilities"], limits, strict=True))
    return exactly(
        all(v == sp.oo for v in limits),
        f"limits of u_q/u_r near the axis: {listed}",
        {"Q_-, R_-": "1, 1"},
    )


def configurations(parameters: Parameters) -> Outcome:
    """The toolkit's configurations with every type, against the counts of all sequences of types.

    M = 5, three types; each count lies in {1, ..., M}.  With as many agents as types there is one,
    with fewer none, and an agent of the only type is one.
    """
    M, X = 5, 3
    few = {(3, 3): 1, (2, 3): 0, (1, 1): 1, (4, 1): 1}
    edges = all(_with_every_type(m, x) == n for (m, x), n in few.items())
    listed = Counter(
        tuple(sequence.count(y) for y in range(X)) for sequence in product(range(X), repeat=M)
    )
    counted = {s for s in listed if min(s) > 0}
    rows = np.concatenate(list(configuration_blocks(M + parameters["more"], X, 1 << 10)))
    made = {tuple(int(n) for n in s) for s in rows if min(s) > 0}
    named = {"M": M, "|X|": X, "configurations": len(counted), "listed": len(made)}
    holds = edges and made == counted and all(1 <= n <= M and sum(s) == M for s in made for n in s)
    return exactly(holds, f"{len(made)} configurations against {len(counted)}", named)


def populations(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's M from some N on is the least integer not below (1 - eta) N, and at least |X|."""
    X, eta = len(economy.types), economy.mechanism.eta
    first = ceil(X / (1 - eta)) + parameters["more"]
    for N in range(first, first + 80):
        M = economy.active(N)
        if not M - 1 < (1 - eta) * N <= M or M < X:
            return Instance(economy.name, False, f"at N = {N}, M = {M} with {X} types")
    return Instance(economy.name, True, f"from N = {first} on")


@lru_cache(maxsize=1)
def _switching() -> tuple[tuple[str, str], ...]:
    return hypotheses(square_root(("2", "2")), BUT_INFORMATIVE)


def switch(parameters: Parameters) -> Outcome:
    """The derivatives at zero of the first-order conditions g' and h', for u = 2 sqrt(q) + sqrt(r).

    Where both vanish at zero the larger offer passes from one condition to the other.
    """
    u = 2 * sp.sqrt(q) + sp.sqrt(r)
    values = {Q_others: 1, R_others: parameters["R"], q_bar: 1, r_bar: 1}
    sides = []
    for (bundle_q, bundle_r), offer in ((seller_bundle(), b_q), (buyer_bundle(), b_r)):
        payoff = u.subs({q: plain(bundle_q), r: plain(bundle_r)}, simultaneous=True).subs(values)
        sides.append([sp.diff(payoff, offer, i).subs(offer, 0) for i in (1, 2)])
    (g_1, g_2), (h_1, h_2) = sides
    named = {
        "u(q, r)": u,
        "endowment": "(1, 1)",
        "Q_-, R_-": f"1, {parameters['R']}",
        "g'(0), g''(0)": f"{g_1}, {g_2}",
        "h'(0), h''(0)": f"{h_1}, {h_2}",
    }
    met = [*_switching(), ("Q_-, R_- > 0", f"1, {parameters['R']}")]
    detail = f"the conditions have the values {g_1}, {h_1} and the derivatives {g_2}, {h_2} at zero"
    return exactly(g_1 == -h_1 and g_2 == h_2, detail, named, satisfied=met)


def _with_every_type(agents: int, types: int) -> int:
    """Return how many of the toolkit's configurations have somebody of every type."""
    blocks = configuration_blocks(agents, types, 1 << 10)
    return sum(int((rows.min(axis=1) > 0).sum()) for rows in blocks)


CHECKS: dict[str, Check] = {
    "prop-1.composition": Exact(composition),
    "prop-1.rate": Exact(
        rate_at_the_axis,
        corners=("utility unbounded below", "marginal utilities that blow up together"),
    ),
    "prop-1.configuration": Exact(
        configurations, corners=("M = |X|", "fewer agents than types", "one type", "M = 1")
    ),
    "prop-2.sequence": OnEconomies(populations),
    "prop-1.switch": Exact(switch),
}
"""The checks of this module by the names under which statements assert them."""
