r"""Welfare where it is told in advance which losses are solved, Newton's steps for it, and scenarios of classes.

Paper: section 5, (12) and (13); section 6, fourth paragraph; how it is computed is not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import factorial, log, prod
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.classes import outcomes
from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.games import debreu, welfare
from numeric.games.outcome import Outcome
from numeric.probability.multinomial import likely_configurations
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
Signal = tuple[tuple[Fraction, ...], ...]


def measuring(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Means where some losses are not solved, weights that do not sum to one, and Newton's steps for Debreu."""
    X, top = len(economy.types), np.array(by_hand.endowment(economy))
    rng = np.random.default_rng(6)
    weight, state = np.array([0.3, 0.9, 0.2, 0.6]), np.array([0, 1, 2, 1])
    counts, bundles = np.ones((4, X)), top * np.exp(0.2 * rng.normal(size=(4, X, 2)))
    made = Outcome(np.arange(X), state, weight, counts, bundles)
    lost = [
        np.array([0.1, 0.2, np.nan, 0.4]),
        np.array([0.3, 0.1, 0.2, 0.5]),
        np.array([np.nan, 1.0, 3.0, 2.0]),
    ]
    with mock.patch.object(welfare, "losses", return_value=lost):
        found = welfare.welfare(economy, made)
    for name, values in zip(("misallocation", "paper", "endowment"), lost, strict=True):
        tally.close(
            name,
            getattr(found, name),
            (0.9 * values[1] + 0.6 * values[3]) / 1.5 * float(factor),
            1e-14,
        )
    tally.close("not solved", found.unsolved, 0.5 / 2.0, 1e-14)
    outlay = [float(w) / 2 * (b.mean(axis=0) - top) for w, b in zip(weight, bundles, strict=True)]
    tally.close("outlay", found.outlay, np.sum(outlay, axis=0), 1e-14)
    each_utility = [
        [by_hand.utility(economy, x, z)(*b) for x, b in enumerate(row)]
        for z, row in zip(state.tolist(), bundles.tolist(), strict=True)
    ]
    utility, each = welfare.utilities(economy, made)
    tally.close("utility", utility, weight @ each_utility / 2, 1e-14)
    tally.close("of an agent", each, np.mean(weight @ each_utility / 2), 1e-14)
    with mock.patch.object(welfare, "losses", return_value=[np.full(4, np.nan)] * 3):
        none = welfare.welfare(economy, made)
    tally.holds(
        "nothing is known", np.isnan([none.misallocation, none.paper, none.endowment]).all()
    )
    tally.close("nothing is known", none.unsolved, 1.0, 1e-14)
    _newton(tally, economy, bundles, state)


def _newton(tally: Tally, economy: Economy, bundles: Array, state: NDArray[np.int64]) -> None:
    """The mean rate to begin with; steps no longer than one, to the end of the longest; bounds that meet."""
    n, X, _ = bundles.shape
    counts = np.array([[1.0, 2.0, 1.0], [0.0, 1.0, 4.0], [3.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    bundles[1, 0] = bundles[2, 2] = np.nan
    point = debreu._start(economy, np.arange(X), state, counts, bundles)
    for i, z in enumerate(state.tolist()):
        rates = []
        for x, m in enumerate(counts[i].tolist()):
            if m:
                u_q, u_r = (
                    by_hand.utility(economy, x, z, o)(*bundles[i, x]) for o in ((1, 0), (0, 1))
                )
                rates.append((m, log(u_q / u_r)))
        mean = sum(m * v for m, v in rates) / sum(m for m, _ in rates)
        tally.close("where prices begin", point.price[i], mean, 1e-13)
    tally.holds("bundles", np.array_equal(point.logs, np.log(bundles), equal_nan=True))
    first = np.zeros((n, X, 2)), np.array([0.3, -2.5, 1e-7, 0.5])
    first[0][0, 1] = -4.0, 0.5
    first[0][1, 2, 0], first[0][3, 0] = 2.0, (0.9, -0.999)
    second = first[0] * 1e-8, first[1] * 1e-8
    logs, price = point.logs.copy(), point.price.copy()
    with mock.patch.object(debreu, "_step", side_effect=[first, second]) as asked:
        debreu._move(economy, point, np.ones((n, 2)))
    tally.same("steps", asked.call_count, 2)
    scale = np.array([0.25, 0.4, 1.0, 1.0])
    wanted = logs + scale[:, None, None] * first[0] + second[0]
    present = counts > 0
    tally.close("moved", point.logs[present], wanted[present], 1e-14)
    tally.close("moved prices", point.price, price + scale * first[1] + second[1], 1e-14)
    shares = asked.call_args_list[0].args[2]
    tally.close("shares", shares, np.stack([counts, counts], axis=-1), 1e-15)
    low = np.array([0.5, 0.6, 0.7, 0.8])
    high = low + np.array([0.0, 0.99e-9, 1.01e-9, -1.01e-9])
    with (
        mock.patch.object(debreu, "_move"),
        mock.patch.object(debreu, "_bounds", return_value=(low, high)),
    ):
        (rho,) = debreu.coefficients(
            economy, np.arange(X), state, counts, bundles, [np.ones((n, 2))]
        )
    tally.same("solved", np.isfinite(rho).tolist(), [True, True, False, False])
    tally.close("in the middle", rho[:2], (low + high)[:2] / 2, 1e-15)


def by_class(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Shares of the kinds among the active and among all, in exact numbers, and likely pairs of histograms."""
    e, whole, some = economy.environment, (4, 7), (3, 2)
    classes = class_economy(
        [{"endowment": own, "agents": n, "active": m}
         for own, n, m in zip((["3/2", "1/2"], ["1/2", "7/4"]), whole, some, strict=True)],
        prior=e.prior, signal=e.signal, kappa=economy.mechanism.kappa,
        utility="theta*log(q) + log(r)", parameters=e.parameters,
    )  # fmt: skip
    for made, sizes in ((outcomes.consuming, whole), (kind_economy, some)):
        signal = _signal(tally, made, classes)
        wanted = [[m * n / sum(sizes) for n in sizes for m in row] for row in e.signal]
        tally.same("shares of the kinds", [list(row) for row in signal], wanted)
    sizes = (14, 12)
    with mock.patch.object(outcomes, "likely_configurations", wraps=likely_configurations) as asked:
        counts, chances = outcomes._every([*sizes], economy.floats.signal[1])
    for call, n in zip(asked.call_args_list, sizes, strict=True):
        tally.same("a group", (call.args[0], call.args[2]), (n, outcomes.MASS / 2))
    sets = [
        likely_configurations(n, economy.floats.signal[1], outcomes.MASS / 2).tolist()
        for n in sizes
    ]
    least, rows = outcomes.MASS / len(sets[0]) / len(sets[1]), []
    groups = [[(n, float(_chance(n, e.signal[1]))) for n in some_] for some_ in sets]
    for (first, one), (second, other) in product(*groups):
        if one * other >= least:
            rows.append((*first, *second, one * other))
    tally.holds("some are left out", len(rows) < len(sets[0]) * len(sets[1]))
    tally.same("as many", len(chances), len(rows))
    tally.close("histograms", np.concatenate(counts, axis=1), [row[:-1] for row in rows], 1e-15)
    tally.close("chances", 1e6 * chances, [1e6 * row[-1] * float(factor) for row in rows], 1e-12)


def _signal(tally: Tally, made: Callable[[ClassEconomy], Economy], classes: ClassEconomy) -> Signal:
    try:
        return made(classes).environment.signal
    except EconomyError:
        tally.holds("there are shares of the kinds", False)
    return ()


def _chance(counts: list[int], shares: tuple[Fraction, ...]) -> Fraction:
    ways = factorial(sum(counts)) // prod(map(factorial, counts))
    return ways * prod((m**n for m, n in zip(shares, counts, strict=True)), start=Fraction(1))


CHECKS: dict[str, Check] = {
    "sec-5.told": on_probes(tallied(measuring), (LOGARITHMS,)),
    "sec-6.endowments.told": on_probes(tallied(by_class), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-5.told",
        "expected losses where some are not solved, and lengths of Newton's steps for Debreu's coefficient",
        "section 5, (12) and (13)",
        r"\bar\ell = \frac{\sum_{i \in K} w_i \ell_i}{\sum_{i \in K} w_i},\quad "
        r"K = \{i : \ell_i\ \text{is solved in every measure}\}",
        "value",
        depends_on=("sec-5.measured", "sec-5.debreu"),
    ),
    stated(
        "sec-6.endowments.told",
        "with classes of endowments: shares of the kinds, and likely pairs of histograms",
        "section 6, fourth paragraph",
        r"\mu_z(x, h) = \mu_z(x) \frac{N_h}N,\quad P_z(\sigma_1, \sigma_2) = \prod_h P_z(\sigma_h)",
        "value",
        depends_on=("sec-6.endowments.compared",),
    ),
)
