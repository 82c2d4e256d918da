r"""The ex post loss of many realisations at once, by the compiled kernel and in array form, by duality.

With logarithms what a bundle's utility costs is known in closed form, so that t* is where the greatest
cost over prices, relative to the worth of the resources of (12), is one.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, log

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from numeric.economy.economy import Economy
from numeric.fast.lanes import LANES
from numeric.theorem_3.loss import _whole_vectors, ex_post_loss, realised_losses, resources
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

TYPES, STATE, ROWS = (0, 2, 1), 1, 3
"""Groups in another order than types, and as many realisations as groups, which fill no vector."""


def _loss(economy: Economy, counts: np.ndarray, bundles: np.ndarray) -> float:
    """Return t* of one realisation."""
    own = by_hand.endowment(economy)
    theta = [float(economy.environment.parameters["theta"][x][STATE]) for x in TYPES]
    used = counts @ bundles
    W = np.maximum(used, counts.sum() * np.array(own))
    levels = [t * log(q) + log(r) for t, (q, r) in zip(theta, bundles.tolist(), strict=True)]

    def cost(p: float, level: float, t: float) -> float:
        return (1 + t) * exp((level - t * log(t / p)) / (1 + t))

    def greatest(more: float) -> float:
        def ratio(logarithm: float) -> float:
            p = exp(logarithm)
            whole = sum(
                n * cost(p, u + more, t) for n, u, t in zip(counts, levels, theta, strict=True)
            )
            return -float(whole / (p * W[0] + W[1]))

        found = minimize_scalar(ratio, bounds=(-3, 3), method="bounded", options={"xatol": 1e-8})
        return -float(found.fun) - 1

    return float(brentq(greatest, -0.2, 2.0, xtol=1e-12))


def losses(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Losses of a few realisations in both forms, and vectors that are filled up."""
    rng = np.random.default_rng(11)
    counts = rng.integers(1, 6, size=(ROWS, 3)).astype(float)
    bundles = rng.uniform(0.5, 2.2, size=(ROWS, 3, 2))
    given = np.ascontiguousarray(np.concatenate([counts, bundles.reshape(ROWS, 6)], axis=1).T)
    wanted = [_loss(economy, n, c) * float(factor) for n, c in zip(counts, bundles, strict=True)]
    for kernel in (True, False, None):
        found = realised_losses(economy, TYPES, STATE, given, kernel=kernel)
        tally.close("loss", found, wanted, 1e-10)
    whole = _whole_vectors(given)
    tally.same(
        "some are added",
        (whole.shape[0], whole.shape[1] % LANES, whole.shape[1] >= ROWS),
        (9, 0, True),
    )
    repeated = [row[i % ROWS] for row in given.tolist() for i in range(whole.shape[1])]
    tally.same("repeated", whole.ravel().tolist(), repeated)
    tally.holds("nothing is added to whole ones", _whole_vectors(whole) is whole)
    _of_nobody(tally, economy, bundles)
    _no_gain(tally, economy)


def _of_nobody(tally: Tally, economy: Economy, bundles: np.ndarray) -> None:
    """What nobody has does not matter; where all who are there have nothing of a good, there is no limit."""
    counts = np.array([[2.0, 0.0, 1.0], [0.0, 3.0, 1.0], [1.0, 1.0, 0.0]])
    plain = ex_post_loss(economy, TYPES, counts, bundles, STATE)
    for none in (np.nan, np.inf):
        other = np.where(counts[..., None] > 0, bundles, none)
        tally.same("resources", resources(economy, counts, other).tolist(),
                   resources(economy, counts, bundles).tolist())  # fmt: skip
        found = ex_post_loss(economy, TYPES, counts, other, STATE)
        tally.close("of those there are", found.loss, plain.loss, 1e-12)
    poor = bundles.copy()
    poor[0, 0], poor[0, 2], poor[1, 1] = (0.0, 1.0), (1.0, 0.0), (0.0, 1.0)
    found = ex_post_loss(economy, TYPES, counts, poor, STATE)
    tally.same("no limit", np.isposinf(found.loss).tolist(), [True, False, False])
    tally.holds("the others limit it", found.solved.all() and (found.loss[1:] > 0).all())


def _no_gain(tally: Tally, economy: Economy) -> None:
    """Of one group that has all there is the loss is zero, and no bound from below is less, not by rounding."""
    bundles = np.random.default_rng(2).uniform(2.0, 9.0, (64, 1, 2))
    counts = np.arange(1.0, 65.0)[:, None]
    found = ex_post_loss(economy, [1], counts, bundles, STATE)
    tally.close("nothing to gain", found.loss, np.zeros(64), 1e-13)
    tally.holds("not less than nothing", (found.lower >= 0).all())
    scarce = resources(economy, counts, bundles) * (1 - 1e-14)
    less = ex_post_loss(economy, [1], counts, bundles, STATE, scarce)
    tally.holds("less of everything is a loss", (less.lower < 0).all())


CHECKS: dict[str, Check] = {"eq-13.realised": on_probes(tallied(losses), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-13.realised",
        "losses of many realisations, by the kernel and in array form, are those by duality",
        "section 5, (12) and (13)",
        r"\max_p \frac{\sum_n e_n(p, \bar u_n + t^*)}{p \cdot W} = 1,\quad "
        r"W = \max\{\textstyle\sum_n\omega_n, N(\bar q, \bar r)\}",
        "value",
    ),
)
