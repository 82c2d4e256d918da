"""Generated utilities with domains, corners, non-concavities and odd forms.

Is whatever is called solved really best?

Every utility is built twice, as text for the toolkit and as a NumPy function for the oracle, which
shares nothing with it: the oracle searches whole budget sets and whole offer sets on dense grids,
checks that markets clear, that utility is finite and that totals add up.

``python -m tests.fuzz.utilities 1000`` prints how many economies were solved, partly solved,
refused and outside the input class, and exits 1 on a wrong "solved".
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2

Array = NDArray[np.float64]
Function = Callable[[Any, Any, float], Any]
"""u(q, r, theta); NaN where it is not real."""
POINTS = 4001
SLACK = 1e-9
"""By how much, relative to the range of the values, a grid may beat what is called best."""


@dataclass(frozen=True)
class Utility:
    """One utility, as text and as a function of arrays."""

    text: str
    value: Function


def _above(v: Any, edge: float) -> Any:
    """Return v - edge where it is positive, else NaN."""
    return np.where(v - edge > 0, v - edge, np.nan)


def one_good(random: Random, good: str, bar: float) -> tuple[str, Callable[[Any], Any]]:
    """Return a function of one good as text and as a function, most of them increasing, some with a domain."""
    a = round(random.choice((0.02, 0.1, 0.3, 0.6, 0.95)) * bar, 3)
    top = round(random.choice((1.2, 3.0, 40.0)) * bar, 3)
    c = random.choice((0.3, 1, 4))
    pieces: tuple[tuple[str, Callable[[Any], Any]], ...] = (
        (f"log({good})", lambda v: np.log(v)),
        (f"ln({good} - {a})", lambda v: np.log(_above(v, a))),
        (f"log({good} + {a})", lambda v: np.log(v + a)),
        (f"sqrt({good} - {a})", lambda v: np.sqrt(_above(v, a))),
        (f"({good} - {a})^0.3", lambda v: _above(v, a) ** 0.3),
        (f"-1/({good} - {a})", lambda v: -1 / _above(v, a)),
        (f"-({good} - {a})**(-1/2)", lambda v: -(_above(v, a) ** -0.5)),
        (f"{good}^0.7", lambda v: v**0.7),
        (f"{good}", lambda v: 1.0 * v),
        (f"{good}^2", lambda v: v**2),
        (f"{good}**1.5", lambda v: v**1.5),
        (f"-exp(-{c}*{good})", lambda v: -np.exp(-c * v)),
        (f"log(1 + {c}*{good})", lambda v: np.log(1 + c * v)),
        (f"{good}/({c} + {good})", lambda v: v / (c + v)),
        (f"log(log(1 + {c}*{good}))", lambda v: np.log(np.log1p(c * v))),
        (f"log(1 - exp(-{good}))", lambda v: np.log(-np.expm1(-v))),
        (f"{good} - {good}^2/{4 * top}", lambda v: v - v**2 / (4 * top)),
        (f"-sqrt({top} - {good})", lambda v: -np.sqrt(_above(-v, -top))),
        (f"{good}*exp(-{good}/{top})", lambda v: v * np.exp(-v / top)),
        (f"{good}^3 - {good}^2", lambda v: v**3 - v**2),
        (f"log(({good} - {a})^2)", lambda v: np.log(_above(v, a) ** 2)),
        (f"-{good}^(-2)", lambda v: -(v**-2.0)),
        (f"log({good}) + {c}*{good}^2", lambda v: np.log(v) + c * v**2),
        (f"log({good}^2 + {a})", lambda v: np.log(v**2 + a)),
    )
    return random.choice(pieces)


def both_goods(random: Random, bars: tuple[float, float]) -> Utility:
    """Return a utility that is no sum over the goods."""
    a = round(random.choice((0.05, 0.3, 0.8)) * (bars[0] + bars[1]), 3)
    b = round(random.choice((0.05, 0.3, 0.8)) * bars[0] * bars[1], 3)
    c = random.choice((-2.0, -0.5, 0.3, 0.6))
    return random.choice(
        (
            Utility(f"theta*log(q + r - {a}) + log(r)",
                    lambda q, r, t: t * np.log(_above(q + r, a)) + np.log(r)),
            Utility(f"log(q*r - {b}) + theta*sqrt(q)",
                    lambda q, r, t: np.log(_above(q * r, b)) + t * np.sqrt(q)),
            Utility("q^(theta/4)*r^0.4", lambda q, r, t: q ** (t / 4) * r**0.4),
            Utility("q^theta*r^1.5", lambda q, r, t: q**t * r**1.5),
            Utility(f"(theta*q^({c}) + r^({c}))^({0.5 / c})",
                    lambda q, r, t: (t * q**c + r**c) ** (0.5 / c)),
            Utility(f"log(theta*q^({c}) + r^({c}))/({c})",
                    lambda q, r, t: np.log(t * q**c + r**c) / c),
            Utility("theta*q*r", lambda q, r, t: t * q * r),
            Utility("theta*sqrt(q*r) + q", lambda q, r, t: t * np.sqrt(q * r) + q),
            Utility("log(theta*q + r)", lambda q, r, t: np.log(t * q + r)),
            Utility("-exp(-theta*q - r)", lambda q, r, t: -np.exp(-t * q - r)),
            Utility("theta*q^2 + r^2", lambda q, r, t: t * q**2 + r**2),
            Utility("sqrt(theta*q^2 + r^2)", lambda q, r, t: np.sqrt(t * q**2 + r**2)),
            Utility("theta*log(q)*r", lambda q, r, t: t * np.log(q) * r),
            Utility("q^r*theta", lambda q, r, t: q**r * t),
            Utility("log(1 + theta*q*r)", lambda q, r, t: np.log1p(t * q * r)),
            Utility("theta*q/r + log(r)", lambda q, r, t: t * q / r + np.log(r)),
        )
    )  # fmt: skip


def utility(random: Random, bars: tuple[float, float]) -> Utility:
    """Draw a utility."""
    if random.random() < 0.3:
        return both_goods(random, bars)
    (first, f), (second, g) = one_good(random, "q", bars[0]), one_good(random, "r", bars[1])
    return Utility(
        f"theta*({first}) + {second}",
        lambda q, r, t, f=f, g=g: t * f(q) + g(r),  # type: ignore[misc]
    )


@dataclass(frozen=True)
class Case:
    """A drawn economy: its numbers as the oracle uses them, and the keywords that the toolkit gets."""

    utility: Utility
    bars: tuple[float, float]
    kappa: tuple[float, float]
    theta: tuple[tuple[float, float], ...]
    signal: tuple[tuple[float, float], ...]
    counts: tuple[int, int]

    def economy(self) -> Economy:
        """Build the economy."""
        return Economy(
            prior=["1/2", "1/2"],
            signal=self.signal,
            endowment=self.bars,
            kappa=self.kappa,
            eta=0.1,
            utility=self.utility.text,
            parameters={"theta": self.theta},
        )


def case(random: Random) -> Case:
    """Draw an economy with two types and two states."""
    bars = (random.choice((0.5, 1.0, 2.0)), random.choice((0.25, 1.0, 3.0)))
    kappa = tuple(random.choice((0.01, 0.05, 0.2)) for _ in bars)
    theta = tuple(tuple(random.choice((0.3, 0.8, 1, 1.25, 3)) for _ in (0, 1)) for _ in (0, 1))
    share = random.choice((0.3, 0.4, 0.45))
    signal = ((share, 1 - share), (1 - share, share))
    counts = (random.randint(0, 6), random.randint(1, 6))
    return Case(utility(random, bars), bars, kappa, theta, signal, counts)  # type: ignore[arg-type]


@dataclass
class Judged:
    """What the toolkit said of one case, and what the oracle found wrong with it."""

    case: Case
    parts: dict[str, bool] = field(default_factory=dict)
    refusal: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Solved in all parts, in some, in none, or no input."""
        if self.refusal:
            return "outside the input class"
        solved = sum(self.parts.values())
        return "solved" if solved == 3 else "partly solved" if solved else "refused"


def judged(drawn: Case) -> Judged:
    """Solve a case and check everything that is called solved."""
    result = Judged(drawn)
    try:
        economy = drawn.economy()
    except EconomyError as error:
        result.refusal = str(error)
        return result
    with np.errstate(all="ignore"):
        _stage1(drawn, economy, result)
        _competitive(drawn, economy, result)
        _stage2(drawn, economy, result)
    return result


def _posteriors(drawn: Case) -> Array:
    joint = np.array(drawn.signal).T
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _beaten(grid: Array, own: float) -> bool:
    """Whether some point of a grid is better by more than the slack."""
    finite = grid[np.isfinite(grid)]
    if np.isposinf(grid).any() or not np.isfinite(own):
        return True
    return bool(len(finite)) and bool(
        finite.max() - own > SLACK * (finite.max() - np.median(finite)) + 1e-12 * abs(own)
    )


def _shares() -> Array:
    near = 10.0 ** -np.linspace(0.5, 12, 200)
    return np.unique(np.concatenate([np.linspace(0, 1, POINTS), near, 1 - near]))


SHARES = _shares()


def _expected(drawn: Case, x: int, belief: Array, q: Array, r: Array) -> Array:
    total = np.zeros(np.broadcast(q, r).shape)
    for z, weight in enumerate(belief):
        if weight > 0:
            total = total + weight * drawn.utility.value(q, r, drawn.theta[x][z])
    return total


def _line(drawn: Case, x: int, belief: Array, price: float, own: float, where: str) -> list[str]:
    """Check consumption of the first good against the whole budget line."""
    top = drawn.bars[0] + drawn.bars[1] / price
    q = SHARES * top
    values = _expected(drawn, x, belief, q, price * (top - q))
    best = _expected(drawn, x, belief, np.array([own]), np.array([price * (top - own)]))[0]
    return (
        [f"{where}: type {x} does better than {own} on its budget line"]
        if _beaten(values, best)
        else []
    )


def _stage1(drawn: Case, economy: Economy, result: Judged) -> None:
    found = solve_stage1(economy)
    result.parts["stage 1"] = found.solved
    if found.solved:
        price = drawn.bars[1] / drawn.bars[0]
        for x, own in enumerate(found.consumption):
            result.wrong += _line(drawn, x, _posteriors(drawn)[x], price, float(own), "stage 1")


def _competitive(drawn: Case, economy: Economy, result: Judged) -> None:
    found = solve_competitive(economy)
    result.parts["competitive"] = found.solved
    if not found.solved:
        return
    for z, prices in enumerate(found.prices):
        for price, allocation in [(float(found.price[z]), found.allocations[z])]:
            demanded = sum(m * a[0] for m, a in zip(drawn.signal[z], allocation, strict=True))
            excess = drawn.kappa[1] / price + demanded - drawn.bars[0] - drawn.kappa[0]
            if abs(excess) > 1e-8 * (drawn.bars[0] + drawn.kappa[1] / price):
                result.wrong.append(f"competitive, state {z}: excess demand {excess:.2e}")
            for x, own in enumerate(allocation[:, 0]):
                known = np.eye(2)[z]
                where = f"competitive, state {z}"
                result.wrong += _line(drawn, x, known, price, float(own), where)
        if found.unique[z] is True:
            crossings = _crossings(drawn, z)
            if crossings != 1:
                result.wrong.append(
                    f"state {z} is called unique, but demand crosses {crossings} times"
                )
        del prices


def _crossings(drawn: Case, z: int) -> int:
    """Count the sign changes of excess demand on a grid of prices, demand being the best point of a grid."""
    low = drawn.kappa[1] / (drawn.bars[0] + drawn.kappa[0])
    high = (drawn.bars[1] + drawn.kappa[1]) / drawn.kappa[0]
    signs = []
    for price in np.geomspace(low, high, 120):
        top = drawn.bars[0] + drawn.bars[1] / price
        q = SHARES * top
        demanded = 0.0
        for x, share in enumerate(drawn.signal[z]):
            values = _expected(drawn, x, np.eye(2)[z], q, price * (top - q))
            demanded += share * q[np.nanargmax(np.where(np.isnan(values), -np.inf, values))]
        signs.append(drawn.kappa[1] / price + demanded > drawn.bars[0] + drawn.kappa[0])
    return int(np.count_nonzero(np.diff(signs)))


def _stage2(drawn: Case, economy: Economy, result: Judged) -> None:
    found = solve_stage2(economy, [drawn.counts])
    result.parts["stage 2"] = bool(found.solved[0])
    if not found.solved[0]:
        return
    counts, offers = np.array(drawn.counts), found.offers[0]
    totals = counts @ offers + counts.sum() * np.array(drawn.kappa)
    if not np.allclose(totals, found.totals[0], rtol=1e-8):
        result.wrong.append("stage 2: the totals do not add up")
    belief = np.array([np.prod(np.array(row) ** counts) for row in drawn.signal])
    belief = belief / belief.sum()
    for x in np.flatnonzero(counts):
        Q, R = totals - offers[x]
        own = _payoffs(drawn, x, belief, Q, R, *(v[None] for v in offers[x]))[0]
        zero = np.zeros_like(SHARES)
        grids = (
            _payoffs(drawn, x, belief, Q, R, SHARES * drawn.bars[0], zero),
            _payoffs(drawn, x, belief, Q, R, zero, SHARES * drawn.bars[1]),
        )
        if _beaten(np.concatenate(grids), own):
            result.wrong.append(f"stage 2: type {x} has a better offer than {offers[x]}")


def _payoffs(
    drawn: Case, x: int, belief: Array, Q: float, R: float, b_q: Array, b_r: Array
) -> Array:
    """Return expected utility of offers by (3).

    Everything is sold at the price that the offer itself makes.
    """
    price = (R + b_r) / (Q + b_q)
    q = drawn.bars[0] - b_q + b_r / price
    return _expected(drawn, x, belief, q, drawn.bars[1] - b_r + b_q * price)


def run(
    count: int, seed: int = 0, progress: Callable[[int, int], None] = lambda done, wrong: None
) -> tuple[Counter[str], list[Judged]]:
    """Judge that many cases; return the counts and the cases with a wrong "solved"."""
    counts: Counter[str] = Counter()
    wrong = []
    for i in range(count):
        found = judged(case(Random(f"{seed}-{i}")))
        counts[found.kind] += 1
        counts.update(
            f"{part}: {'solved' if good else 'refused'}" for part, good in found.parts.items()
        )
        if found.wrong:
            wrong.append(found)
        progress(i + 1, len(wrong))
    return counts, wrong


if __name__ == "__main__":
    count_, seed_ = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    totals_, wrong_ = run(
        count_,
        seed_,
        lambda done, wrong: (
            print(f"{done} judged, {wrong} wrong", file=sys.stderr) if done % 50 == 0 else None
        ),
    )
    for name, number in sorted(totals_.items()):
        print(f"{number:6d}  {name}")
    print(f"{len(wrong_):6d}  wrong")
    for one in wrong_:
        print(one.case, *one.wrong, sep="\n   ")
    sys.exit(bool(wrong_))
