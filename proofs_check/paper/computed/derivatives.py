r"""Derivatives of equilibria in everything that an economy is made of, against differences.

The economy is changed in exact numbers by 1e-5 both ways, and solved anew.

Conventions: a probability that rises makes the others of its row fall in proportion.

Paper: Proposition 1, Lemma 2, (5); the derivatives are not in the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.derivatives.directions import directions
from numeric.derivatives.early import competitive_derivatives, stage1_derivatives
from numeric.derivatives.stage2 import stage2_derivatives
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margin_derivatives import _cost, margin_derivatives
from numeric.theorem_1.margins import losses, margin_at, threshold
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, UNEQUAL_KAPPA, on_probes

Array = NDArray[np.float64]
STEP, CLOSE = Fraction(1, 10**5), 1e-7
ROOTS = TWO_TYPES.replacing(
    utility="theta*(q - least)**(1/2) + r**(1/2)",
    parameters={
        "theta": TWO_TYPES.environment.parameters["theta"],
        "least": [["1/10", "7/8"], ["1/9", "9/10"]],
    },
)
"""What a type needs in the second state is more than some consume in the first."""
NAMES = ("theta", "prior", "signal", "kappa_q", "kappa_r", "q_bar", "r_bar")


def _tilted(row: Sequence[Fraction], i: int, by: Fraction) -> list[Fraction]:
    return [v + by if j == i else v - v * by / (1 - row[i]) for j, v in enumerate(row)]


def _changes(economy: Economy) -> list[Callable[[Fraction], Economy]]:
    """Return the changed economies in the order of the names: types, then states; states, then types."""
    e, m = economy.environment, economy.mechanism
    X, Z = range(len(e.types)), range(len(e.states))

    def theta(x: int, z: int, by: Fraction) -> Economy:
        table = [list(row) for row in e.parameters["theta"]]
        table[x][z] += by
        return economy.replacing(parameters={**e.parameters, "theta": table})

    def signal(z: int, x: int, by: Fraction) -> Economy:
        return economy.replacing(
            signal=[*e.signal[:z], _tilted(e.signal[z], x, by), *e.signal[z + 1 :]]
        )

    def pair(field: str, good: int, by: Fraction) -> Economy:
        both = list(m.kappa if field == "kappa" else e.endowment)
        both[good] += by
        return economy.replacing(**{field: both})

    return [
        *(lambda by, x=x, z=z: theta(x, z, by) for x in X for z in Z),
        *(lambda by, z=z: economy.replacing(prior=_tilted(e.prior, z, by)) for z in Z),
        *(lambda by, z=z, x=x: signal(z, x, by) for z in Z for x in X),
        *(lambda by, f=f, i=i: pair(f, i, by) for f in ("kappa", "endowment") for i in (0, 1)),
    ]


def _differences(
    economy: Economy,
    solved: Callable[[Economy], Sequence[Array]],
    counts: Callable[[int], bool] = lambda n: True,
) -> list[Array]:
    """Return central differences of several arrays, one direction that counts on the first axis."""
    rows = []
    for change in (c for n, c in enumerate(_changes(economy)) if counts(n)):
        up, down = solved(change(STEP)), solved(change(-STEP))
        rows.append([(a - b) / float(2 * STEP) for a, b in zip(up, down, strict=True)])
    return [np.array(column) for column in zip(*rows, strict=True)]


def _worst(found: Sequence[Array], slow: Sequence[Array], factor: float) -> float:
    gaps = (
        np.abs(a - factor * b) / np.maximum(1.0, np.abs(b))
        for a, b in zip(found, slow, strict=True)
    )
    return max(float(g.max()) for g in gaps)


def _few(economy: Economy) -> tuple[tuple[str, ...], Callable[[int], bool]]:
    """Return as many directions as there are types and states, by name and by number.

    Where all of them are equally many, an exchanged axis gives numbers.
    """
    X, Z = len(economy.types), len(economy.states)
    first = 2 * X * Z + Z
    return NAMES[3 : 3 + X], lambda n: first <= n < first + X


def games(economy: Economy, parameters: Parameters) -> Instance:
    """Offers, price and totals of stage 2, an absent type included, and α*."""
    X = len(economy.types)
    sigma = np.array([[2, 0, 5], [3, 2, 4], [1, 4, 2]])[:X, :X]
    solved = solve_stage2(economy, sigma)

    def anew(moved: Economy) -> list[Array]:
        game, alpha = solve_stage2(moved, sigma), solve_stage1(moved)
        return [game.offers, game.price, game.totals, alpha.consumption, alpha.offers]

    def derived(names: tuple[str, ...]) -> list[Array]:
        found = stage2_derivatives(economy, sigma, solved.offers, solved.posterior, names)
        first = stage1_derivatives(economy, solve_stage1(economy).consumption, names)
        return [found.offers, found.price, found.totals, first.consumption, first.offers]

    names, counts = _few(economy)
    off = _worst(derived(names), _differences(economy, anew, counts), 1.0)
    if not off < CLOSE:
        return Instance(economy.name, False, f"{off:.1e} apart in as many directions as types")
    both = derived(NAMES)
    worst = _worst(both, _differences(economy, anew), float(parameters["value"]))
    told = f"largest gap {worst:.1e} in {len(both[0])} directions"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def competitive(economy: Economy, parameters: Parameters) -> Instance:
    """Prices, allocations and offers of the competitive equilibria."""
    start = solve_competitive(economy)

    def anew(moved: Economy) -> list[Array]:
        solved = solve_competitive(moved)
        return [solved.price, solved.allocations, solved.offers]

    names, counts = _few(economy)
    few = competitive_derivatives(economy, start.price, start.allocations, names)
    off = _worst([few.price, few.allocations, few.offers], _differences(economy, anew, counts), 1.0)
    if not off < CLOSE:
        return Instance(economy.name, False, f"{off:.1e} apart in as many directions as types")
    found = competitive_derivatives(economy, start.price, start.allocations, NAMES)
    both = [found.price, found.allocations, found.offers]
    worst = _worst(both, _differences(economy, anew), float(parameters["value"]))
    told = f"largest gap {worst:.1e} in {len(found.names)} directions"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def impossible(economy: Economy, parameters: Parameters) -> Instance:
    """Prices and allocations of a known state, where utility is not real in the other."""
    start = solve_competitive(economy)
    least = [max(row) for row in economy.floats.parameters["least"].tolist()]
    if not (start.allocations[0, :, 0] < least).any():
        return Instance(economy.name, False, "utility is real in both states")

    def anew(moved: Economy) -> list[Array]:
        solved = solve_competitive(moved)
        return [solved.price, solved.allocations]

    names, kappa_q = ("theta", "kappa_q"), 10
    found = competitive_derivatives(economy, start.price, start.allocations, names)
    slow = _differences(economy, anew, lambda n: n < 4 or n == kappa_q)
    worst = _worst([found.price, found.allocations], slow, float(parameters["value"]))
    return Instance(economy.name, worst < CLOSE, f"largest gap {worst:.1e}", margin=CLOSE - worst)


def margins(economy: Economy, parameters: Parameters) -> Instance:
    """The margin of Theorem 1 at N = 4, and where the number of active agents jumps."""
    agents = 4
    found = margin_derivatives(economy, agents, (*NAMES, "eta"))

    def anew(moved: Economy) -> list[Array]:
        first, later = solve_stage1(moved), continuation(moved, moved.active(agents))
        return [np.array(margin_at(agents, later, losses(moved, first), 0.0).margin)]

    (slow,) = _differences(economy, anew)
    worst = _worst([found.derivatives], [np.append(slow, 0.0)], float(parameters["value"]))
    (plain,) = threshold(economy, [agents]).margins
    worst = largest(worst, abs(found.margin - plain.margin))
    jump = margin_derivatives(economy.replacing(eta="1/4"), agents, ("kappa_q",)).kinks
    named = found.kinks == () and len(jump) == 1 and "= 3" in jump[0]
    told = f"largest gap {worst:.1e} in {len(found.names)} directions"
    good = worst < CLOSE and named and found.binding == plain.binding
    return Instance(economy.name, good, told, margin=CLOSE - worst if named else None)


def costs(economy: Economy, parameters: Parameters) -> Instance:
    """The cost of every deviation at stage 1, next to a type or with others between."""
    names = ("theta", "prior", "q_bar", "r_bar")  # κ has no part in it, and the signal a slow one
    X, moves = len(economy.types), directions(economy, names)
    solved = solve_stage1(economy)
    pairs = [(x, y) for x in range(X) for y in range(X) if x != y]
    found = np.stack([_cost(economy, solved, moves, names, x, y) for x, y in pairs], axis=-1)

    def anew(moved: Economy) -> list[Array]:
        table = losses(moved, solve_stage1(moved))
        return [np.array([table[pair] for pair in pairs])]

    slow = _differences(economy, anew, lambda n: n < 12 or n >= 23)
    worst = _worst([found], slow, float(parameters["value"]))
    told = f"largest gap {worst:.1e} in {len(found)} directions for {len(pairs)} deviations"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


CHECKS: dict[str, Check] = {
    "prop-1.derivatives": on_probes(games, (TWO_TYPES, LOGARITHMS)),
    "lemma-2.derivatives": on_probes(competitive, (TWO_TYPES,)),
    "lemma-2.derivatives.states": on_probes(impossible, (ROOTS.replacing(kappa=UNEQUAL_KAPPA),)),
    "thm-1.derivatives": on_probes(margins, (TWO_TYPES,)),
    "thm-1.cost-derivatives": on_probes(costs, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.derivatives",
        "derivatives of stage 2 and of stage 1 are limits of differences",
        "Proposition 1, equation (5)",
        r"\forall \sigma, x:\quad "
        r"\frac{d\beta^\sigma}{dv} = \lim_h \frac{\beta^\sigma(v + h) - \beta^\sigma(v - h)}{2h},\quad "
        r"v = \theta, \pi, \mu, \kappa, \bar q, \bar r",
        "value",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "lemma-2.derivatives",
        "derivatives of the competitive equilibria are limits of differences",
        "Lemma 2",
        r"\forall z, v:\quad \frac{dp^z}{dv} = \lim_h \frac{p^z(v + h) - p^z(v - h)}{2h}",
        "value",
        depends_on=("lemma-2.compared",),
    ),
    stated(
        "lemma-2.derivatives.states",
        "derivatives of a competitive equilibrium where utility is not real in a state that cannot be",
        "Lemma 2",
        r"\forall z, v:\quad \frac{dp^z}{dv} = \lim_h \frac{p^z(v + h) - p^z(v - h)}{2h}",
        "value",
        depends_on=("lemma-2.derivatives",),
    ),
    stated(
        "thm-1.derivatives",
        "derivatives of the margin of Theorem 1 are limits of differences",
        "Theorem 1, equations (22), (23), (26)",
        r"\frac{d}{dv}\min_{x, \bar x}(\text{cost} - \text{gain}) = \lim_h \frac{m(v + h) - m(v - h)}{2h}",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "thm-1.cost-derivatives",
        "derivatives of the cost of making another type's offer are limits of differences",
        "Theorem 1, equations (22), (23)",
        r"\forall x \ne \bar x:\quad \frac{d}{dv}\Big(G_x(\alpha^*(x)) - \max_{a \in I(\bar x)} G_x(a)\Big) "
        r"= \lim_h \frac{c(v + h) - c(v - h)}{2h}",
        "value",
        depends_on=("thm-1.derivatives",),
    ),
)
