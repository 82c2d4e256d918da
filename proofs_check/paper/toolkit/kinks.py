r"""Where derivatives have a kink: a type that does not trade, and one at an end of its budget line.

Points are given on either side of what counts as no trade, a share of 1e-12 of the endowment of the
good; the two goods are measured in units so different that the wrong one shows.

Paper: equations (5)-(7), (16)-(19); the derivatives are not in the paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.derivatives.early import competitive_derivatives, stage1_derivatives
from numeric.derivatives.stage2 import stage2_derivatives
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes

Array = NDArray[np.float64]
NAMES = ("theta", "kappa_q", "r_bar")
UNLIKE = TWO_TYPES.replacing(endowment=["3000", "1/500"], kappa=["600", "1/3500"])
"""Much of the first good, little of the second."""
SMALL, LARGE = 0.4e-12, 2.5e-12


def _told(values: Array, kinks: tuple[str, ...], at: tuple[int, ...], kinked: bool) -> bool:
    """Whether exactly what belongs to a kink is not a number, and is told."""
    own = np.moveaxis(values, 0, -1)[at]
    right = np.isnan(own).all() == kinked
    return bool(right) and len(kinks) == kinked


def kinks(economy: Economy, parameters: Parameters) -> Instance:
    """Stage 1, competitive equilibria and stage 2 with a type that trades next to nothing."""
    top, right = economy.floats.endowment, True
    alpha, market = solve_stage1(economy).consumption, solve_competitive(economy)
    sigma = np.array([[2, 3], [4, 1]])
    game = solve_stage2(economy, sigma)
    for share, kinked in ((SMALL, True), (LARGE, False)):
        for x, sign in ((0, -1), (1, 1)):
            moved = share * sign * float(parameters["share"]) ** 100
            first = alpha.copy()
            first[x] = top[0] * (1 + moved)
            found = stage1_derivatives(economy, first, NAMES)
            right = right and _told(found.offers, found.kinks, (x,), kinked)
            right = right and not np.isnan(found.consumption).any()
            bundles = market.allocations.copy()
            bundles[1, x] = top * (1 + moved, 1 - moved)
            at = competitive_derivatives(economy, market.price, bundles, NAMES)
            right = right and _told(at.offers, at.kinks, (1, x), kinked)
            offers = game.offers.copy()
            price = float(game.price[1])
            offers[1, x] = (0.0, moved * top[1]) if sign > 0 else (-moved * top[1] / price, 0.0)
            second = stage2_derivatives(economy, sigma, offers, game.posterior, NAMES)
            near = stage2_derivatives(economy, sigma, offers, game.posterior, NAMES, bayes=False)
            for s in (second, near):
                right = right and _told(s.price[..., None], s.kinks, (1,), kinked)
                right = right and not np.isnan(s.price[:, 0]).any()
    # A type that nobody has, and that would offer nothing, is no kink of the others.
    absent = np.array([[2, 0], [0, 3]])
    alone = solve_stage2(economy, absent)
    offers = alone.offers.copy()
    offers[0, 1] = offers[1, 0] = 0.0
    at_nothing = stage2_derivatives(economy, absent, offers, alone.posterior, NAMES)
    right = right and at_nothing.kinks == () and bool(np.isfinite(at_nothing.price).all())
    missing = np.isnan(at_nothing.offers).all(axis=(0, 3)).tolist()
    right = right and missing == [[False, True], [True, False]]
    for end in (0.0, 2 * float(top[0])):
        first = alpha.copy()
        first[1] = end
        with np.errstate(invalid="ignore"):
            found = stage1_derivatives(economy, first, NAMES)
        right = right and _told(found.consumption, found.kinks, (1,), True)
        right = right and bool(np.isnan(found.offers[:, 1]).all()) and "end" in found.kinks[0]
    for good in (0, 1):
        bundles = market.allocations.copy()
        bundles[0, 1, good] = 0.0
        try:
            competitive_derivatives(economy, market.price, bundles, NAMES)
        except ValueError:
            continue
        right = False
    told = f"kinks at {SMALL:g} of the endowment and not at {LARGE:g}"
    return Instance(economy.name, right, told if right else "a kink is not told as it should be")


def beliefs(economy: Economy, parameters: Parameters) -> Instance:
    """Beliefs that are given stay; their rates sum to nothing where they follow Bayes' rule."""
    sigma = np.array([[2, 3]])
    game = solve_stage2(economy, sigma)
    still = stage2_derivatives(
        economy, sigma, game.offers, game.posterior, ("prior", "signal"), bayes=False
    )
    worst = largest(gap(still.price, 0 * still.price), gap(still.offers, 0 * still.offers))
    moving = stage2_derivatives(economy, sigma, game.offers, game.posterior, ("prior",))
    # Two states: as one becomes likelier at unit rate, the other does at minus one.
    worst = largest(worst, gap(moving.price[0] * float(parameters["rate"]), -moving.price[1]))
    return Instance(
        economy.name, worst < 1e-12 and bool((moving.price != 0).all()), f"largest gap {worst:.1e}"
    )


CHECKS: dict[str, Check] = {
    "prop-1.kinks": on_probes(kinks, (UNLIKE,)),
    "prop-1.given-beliefs": on_probes(beliefs, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.kinks",
        "derivatives are withheld where a type does not trade or stands at an end of its line",
        "equations (5)-(7), (16)-(19)",
        r"|q_1 - \bar q| \le 10^{-12} \bar q\ \text{or}\ |p b_q - b_r| \le 10^{-12} \bar r\ "
        r"\Longrightarrow\ \frac{d\beta}{dv}\ \text{is not given}",
        "share",
        depends_on=("prop-1.derivatives",),
    ),
    stated(
        "prop-1.given-beliefs",
        "derivatives of stage 2 under given beliefs, and under Bayes' rule with two states",
        "Proposition 1",
        r"\frac{d p_2}{d\pi}\Big|_\phi = 0,\quad \frac{d p_2}{d\pi_1} = -\frac{d p_2}{d\pi_2}",
        "rate",
        depends_on=("prop-1.derivatives",),
    ),
)
