r"""Checks of section 6 where the state is absent from preferences, or one side of the market is thin.

Paper: section 6, its end.
"""

from __future__ import annotations

from fractions import Fraction as F
from functools import partial

import numpy as np

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Exact, Parameters, exactly, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.theorem_3.checks import listed, roots

SECOND = (F(2, 5), F(2, 5), F(1, 5))
KAPPA, SIZES = F(1, 20), (F(1, 100), F(1, 10_000))
SPENT, FIRST = (F(1, 4), F(1, 2), F(3, 4)), (F(3, 10), F(2, 5), F(3, 10))
"""Spending shares of three log types, and the types' shares in the first state."""


def _without_state(second: tuple[F, ...]) -> Economy:
    """Return the economy whose second state has these types."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[list(FIRST), list(second)],
        endowment=[1, 1],
        kappa=[KAPPA, KAPPA],
        eta="1/10",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [[s / (1 - s)] * 2 for s in SPENT]},
        name="no state in preferences",
    )


def state_free(parameters: Parameters) -> Outcome:
    """Whether the competitive allocations differ between two states, exactly and in the toolkit.

    With log types of spending shares s of mean m and unit endowments the price is
    (κ + m)/(1 + κ - m).
    """
    kappa, signals = KAPPA, (FIRST, parameters["second"])
    means = [sum(m * s for m, s in zip(row, SPENT, strict=True)) for row in signals]
    prices = [(kappa + m) / (1 + kappa - m) for m in means]
    demands = [[s * (1 + 1 / p) for s in SPENT] for p in prices]
    solved = solve_competitive(_without_state(parameters["second"]))
    gap = float(np.abs(solved.allocations[..., 0] - np.array(demands, dtype=float)).max())
    named = {
        "spending shares": listed(SPENT),
        "mu_1": listed(signals[0]),
        "mu_2": listed(signals[1]),
        "kappa": kappa,
        "p^1": prices[0],
        "p^2": prices[1],
    }
    different = all(a != b for a, b in zip(*demands, strict=True)) and gap < 1e-9
    told = "differ" if different else "are equal, so knowing the state changes nothing"
    return exactly(different, f"the competitive allocations of the two states {told}", named)


def thin_side(parameters: Parameters) -> Outcome:
    """Equilibrium and competitive offers of one agent of each type, at max κ = 1/100 and 1/10000.

    The economy is that with square roots.
    """
    moved, kept = [], []
    for size in SIZES:
        economy = roots(kappa=size)
        moved.append(float(solve_stage2(economy, [[1, 1]]).offers.max()))
        kept.append(float(solve_competitive(economy).offers[0].max()))
    holds = moved[1] <= float(parameters["falls"]) * moved[0] and abs(kept[1] / kept[0] - 1) < 0.1
    detail = f"largest offers {moved[0]:.2e}, then {moved[1]:.2e}; competitive ones {kept[0]:.3f} and {kept[1]:.3f}"
    return sampled(holds, detail)


def _thin() -> tuple[Economy, ...]:
    return tuple(roots(kappa=size) for size in SIZES)


CHECKS: dict[str, Check] = {
    "sec-6.state-free": Exact(state_free, only(partial(_without_state, SECOND))),
    "sec-6.thin-side": Exact(thin_side, _thin),
}
"""The checks of this module by the names under which statements assert them."""
