r"""Welfare of an outcome: three losses, the designer's outlay, expected utility.

A loss is :math:`1 - \rho`, with ρ Debreu's coefficient for resources W:

* *misallocation*: W is what the agents hold; zero if and only if nothing is left to trade;
* *paper*: W is that of (12), good by good the larger of what they hold and what they brought;
* *endowment*: W is what they brought; negative where the designer subsidises.

The three rank mechanisms differently, so all three are always given, with the outlay.

Conventions: losses are shares of 1 and expectations over scenarios; a standard error is that of the
paper's loss, zero where scenarios are enumerated.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.games.debreu import coefficients
from numeric.games.outcome import Outcome
from numeric.probability.calibration import unexplained

Array = NDArray[np.float64]
MEASURES = ("misallocation", "paper", "endowment")


@dataclass(frozen=True)
class Welfare:
    """The welfare of an outcome.

    Args:
        misallocation: Expected loss within what the agents hold.
        paper: Expected loss within the resources of (12).
        endowment: Expected loss within the endowments.
        standard_error: Of the three losses, the largest; 0 where scenarios are enumerated.
        outlay: Expected net outlay of the designer per agent, both goods.
        utility: Expected utility of each type, shape (X,).
        per_head: Expected utility of an agent before types are drawn.
        unsolved: Probability of the scenarios whose loss is not solved.
    """

    misallocation: float
    paper: float
    endowment: float
    standard_error: float
    outlay: Array
    utility: Array
    per_head: float
    unsolved: float


def resources(economy: Economy, outcome: Outcome, measure: str) -> Array:
    """Return W of a measure in each scenario, shape (n, 2)."""
    used = outcome.used()
    brought = outcome.size[:, None] * economy.floats.endowment
    match measure:
        case "misallocation":
            return used
        case "paper":
            return np.maximum(used, brought)
        case "endowment":
            return np.broadcast_to(brought, used.shape)
    raise ValueError(f"a measure is one of {', '.join(MEASURES)}, got {measure!r}")


def losses(economy: Economy, outcome: Outcome) -> list[Array]:
    """Return the losses of each scenario, for each measure, each (n,); NaN where not solved."""
    o = outcome
    totals = [resources(economy, o, m) for m in MEASURES]
    found = coefficients(economy, o.types, o.state, o.counts, o.bundles, totals)
    return [1 - rho for rho in found]


def welfare(economy: Economy, outcome: Outcome) -> Welfare:
    """Return losses, outlay and expected utilities of an outcome.

    The misallocation of competitive trade with complete markets is nothing, whatever the economy.

    >>> from numeric import load_economy
    >>> from numeric.games.references import competitive, limit_scenarios
    >>> economy = load_economy("examples/log.toml")
    >>> outcome = competitive(economy, limit_scenarios(economy), kappa=False)
    >>> abs(welfare(economy, outcome).misallocation) < 1e-9
    True
    """
    weight = outcome.weight / outcome.weight.sum()
    found = losses(economy, outcome)
    known = np.isfinite(found).all(axis=0)
    part = weight[known] / weight[known].sum()
    misallocation, paper, endowment = (
        float((part * v[known]).sum()) if known.any() else float("nan") for v in found
    )
    utility, per_head = utilities(economy, outcome)
    return Welfare(
        misallocation,
        paper,
        endowment,
        max(_standard_error(economy, outcome, v) for v in found),
        (weight[:, None] * outcome.outlay(economy)).sum(axis=0),
        utility,
        per_head,
        float(weight[~known].sum()),
    )


def _standard_error(economy: Economy, outcome: Outcome, values: Array) -> float:
    """Return the standard error of a mean over states of weighted means over draws."""
    if outcome.draws == 0:
        return 0.0
    prior = economy.floats.prior
    known = outcome.controls if outcome.controls is not None else np.empty((len(values), 0))
    rows = [outcome.state == z for z in range(len(prior))]
    spread = [unexplained(values[r], known[r]) for r in rows]
    return float(np.sqrt((prior**2 * np.array(spread)).sum() / outcome.draws))


def utilities(economy: Economy, outcome: Outcome) -> tuple[Array, float]:
    """Return the expected utility of each type (X,), given its signal, and that of an agent before it."""
    o, X = outcome, len(economy.types)
    index = o.state[:, None]
    values = formulas_of(economy).utility(o.bundles[..., 0], o.bundles[..., 1], o.types, index)
    mass = o.weight[:, None] * o.counts / o.size[:, None]
    gained = np.where(o.counts > 0, mass * values, 0.0)
    by_type, share = (
        np.bincount(o.types, weights=np.einsum("ng->g", v), minlength=X) for v in (gained, mass)
    )
    with np.errstate(invalid="ignore"):
        return by_type / share, float(by_type.sum() / share.sum())
