r"""The modified A2: stage 2 is shut down where all agents with the same endowment offer the same at stage 1.

In a separating equilibrium that happens where all agents of a class have the same type.  Read of *every*
class its probability is

.. math:: \sum_z\pi(z)\prod_h\sum_x\mu_z(x)^{N_h},

and read of *some* class one less the probability that no class agrees; a class of one agent always agrees.
Where it happens with one endowment nothing is lost, since all agents are alike (the paper: "costless").  With
several the classes still differ: what the active could still gain is lost, by an amount that does not vanish,
with a probability that does.

Conventions: N_h counts all agents of a class; losses are of the active, who keep their endowments.

Paper: section 4, A2 and the remark below it; section 6, fourth paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numeric.classes.economy import ClassEconomy
from numeric.classes.kinds import kind_economy
from numeric.classes.outcomes import consuming, held
from numeric.formulas.compiled import formulas_of
from numeric.games.debreu import coefficients
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ShutDown:
    """How often the modified A2 closes the market in a separating equilibrium, and what that costs.

    Args:
        every: Probability that every class agrees.
        some: Probability that some class agrees.
        loss: Misallocation of the active given that every class agrees: a share of what they hold.
        cost: Utility that an active agent loses by it on average, before anything is known.
    """

    every: float
    some: float
    loss: float
    cost: float


def shut_down(economy: ClassEconomy) -> ShutDown:
    """Return how often and at what cost the modified A2 closes the market.

    Args:
        economy: An economy with classes.

    Raises:
        NotSolved: The game in which every class agrees, or its loss, was not solved.

    >>> from numeric.classes.reader import load_classes
    >>> found = shut_down(load_classes("examples/mechanisms/classes.toml"))
    >>> f"{found.every:.1e} {found.some:.1e} {found.loss:.3f}"
    '2.4e-06 1.4e-02 0.136'
    """
    d, sizes = economy.per_head.floats, [c.agents for c in economy.classes]
    agree = np.array([[(row**n).sum() for n in sizes] for row in d.signal])
    every = float(d.prior @ agree.prod(axis=1))
    some = float(d.prior @ (1 - (1 - agree).prod(axis=1)))
    loss, cost = _at_agreement(economy)
    return ShutDown(every, some, loss, cost)


def _at_agreement(economy: ClassEconomy) -> tuple[float, float]:
    """Return the loss given that every class agrees, and the expected cost of closing the market there."""
    d, X, H = economy.per_head.floats, len(economy.types), len(economy.classes)
    made, truth = kind_economy(economy), consuming(economy)
    agreed = np.array(list(product(range(X), repeat=H)))
    active = np.array([c.active for c in economy.classes])
    counts = (np.eye(X, dtype=np.int64)[agreed] * active[:, None]).reshape(len(agreed), -1)
    solved = solve_stage2(made, counts).required()
    own = held(economy)
    traded = solved.allocations(made) - (made.floats.endowment - own)
    sizes = np.array([c.agents for c in economy.classes])
    chance = d.prior[:, None] * np.prod(d.signal[:, agreed] ** sizes, axis=2)
    state = np.repeat(np.arange(len(d.prior)), len(agreed))
    repeated = np.tile(counts, (len(d.prior), 1)).astype(float)
    kinds, kept = np.arange(len(own)), np.broadcast_to(own, (len(state), *own.shape))
    total = (repeated[..., None] * kept).sum(axis=1)
    (rho,) = coefficients(truth, kinds, state, repeated, kept, [total])
    if not np.isfinite(rho).all():
        raise NotSolved("the loss where the market is shut down", "not solved")
    after = np.tile(traded, (len(d.prior), 1, 1))
    before, then = (
        formulas_of(truth).utility(bundles[..., 0], bundles[..., 1], kinds, state[:, None])
        for bundles in (kept, after)
    )
    weight, per_head = chance.ravel(), (repeated * (then - before)).sum(axis=1) / economy.active
    return float((weight * (1 - rho)).sum() / weight.sum()), float(weight @ per_head)
