"""Stage 2 in signed trades at 30 digits, written from the equations: nothing of the project but the utility."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from mpmath import mp, mpf

from numeric import Economy
from numeric.economy.environment import utility_at
from symbolic.language.notation import q, r

Number = mpf
STEP = mpf(10) ** -9
mp.dps = 30


@lru_cache(maxsize=256)
def partial(economy: Economy, x: int, z: int, first: int, second: int) -> Callable[..., Number]:
    """Return a partial derivative of the utility as a function of a bundle."""
    u = utility_at(economy.environment, x, z)
    return sp.lambdify((q, r), sp.diff(u, q, first, r, second), "mpmath")  # type: ignore[no-any-return]


def exact(value: object) -> Number:
    """Return a fraction to 30 digits."""
    return mpf(value.numerator) / value.denominator  # type: ignore[attr-defined]


def omega(v: Number) -> Number:
    """Return 1 + v for sellers and 1/(1 - v) for buyers."""
    return 1 + v if v < 0 else 1 / (1 - v)


def trade(
    economy: Economy, y: int, p: Number, k: Number, phi: Sequence[Number], start: float
) -> Number:
    """Return the root of the first-order condition at the realised price."""
    q_bar, r_bar = map(exact, economy.environment.endowment)

    def condition(t: Number) -> Number:
        bundle = q_bar + t, r_bar - p * t
        return sum(
            w
            * (
                partial(economy, y, z, 1, 0)(*bundle)
                - p * omega(k * t) * partial(economy, y, z, 0, 1)(*bundle)
            )
            for z, w in enumerate(phi)
        )

    return mp.findroot(condition, (start, start + 1e-3))


def equations(
    economy: Economy,
    shares: Sequence[Number],
    phi: Sequence[Number],
    c: Number,
    starts: Sequence[float],
) -> Callable[[Number, Number], tuple[Number, Number]]:
    """Return G and H as functions of the price and of Q per active agent."""
    kappa_q, kappa_r = map(exact, economy.mechanism.kappa)

    def both(p: Number, Q: Number) -> tuple[Number, Number]:
        trades = [trade(economy, y, p, c / Q, phi, t) for y, t in enumerate(starts)]
        bought = sum(s * t for s, t in zip(shares, trades, strict=True))
        sold = sum(s * max(-t, mpf(0)) for s, t in zip(shares, trades, strict=True))
        return bought - kappa_q + kappa_r / p, Q - kappa_q - sold

    return both


def value(
    economy: Economy, x: int, price: Number, k: Number, phi: Sequence[Number], start: float
) -> Number:
    """Return the greatest payoff of a type against P₋ and k₋ = c/Q₋."""
    q_bar, r_bar = map(exact, economy.environment.endowment)

    def slope(t: Number) -> Number:
        bundle = q_bar + t, r_bar - price * t / (1 - k * t)
        return sum(
            w
            * (
                partial(economy, x, z, 1, 0)(*bundle)
                - price / (1 - k * t) ** 2 * partial(economy, x, z, 0, 1)(*bundle)
            )
            for z, w in enumerate(phi)
        )

    t = mp.findroot(slope, (start, start + 1e-3))
    bundle = q_bar + t, r_bar - price * t / (1 - k * t)
    return sum(w * partial(economy, x, z, 0, 0)(*bundle) for z, w in enumerate(phi))


def derivative(function: Callable[[Number], Number], at: Number) -> Number:
    """Return a central difference; its error is far below double precision."""
    return (function(at + STEP) - function(at - STEP)) / (2 * STEP)


@dataclass(frozen=True)
class Path:
    """The path between the two games of a deviation.

    Shares and posteriors are linear in θ, and the deviator's totals as in ``gain_density``.

    Args:
        economy: The economy.
        others: The others' counts n.
        own: x.
        other: x̄.
        near: A price, Q per agent and the trades near those of the path.
    """

    economy: Economy
    others: tuple[int, ...]
    own: int
    other: int
    near: tuple[float, float, list[float]]

    @property
    def active(self) -> int:
        """M."""
        return sum(self.others) + 1

    def belief(self, taken: int) -> list[Number]:
        """Return the posterior of n and one agent of a type."""
        e = self.economy.environment
        weights = [
            exact(w)
            * mp.fprod(
                exact(m) ** (n + (y == taken))
                for y, (m, n) in enumerate(zip(row, self.others, strict=True))
            )
            for w, row in zip(e.prior, e.signal, strict=True)
        ]
        return [w / sum(weights) for w in weights]

    def shares(self, at: Number) -> list[Number]:
        """Return the shares at θ."""
        return [
            (n + (1 - at) * (y == self.own) + at * (y == self.other)) / self.active
            for y, n in enumerate(self.others)
        ]

    def game(self, at: Number) -> tuple[list[Number], Number, Number, list[Number]]:
        """Return posterior, price, Q per agent and trades at θ."""
        ends, c = (self.belief(self.own), self.belief(self.other)), 1 / mpf(self.active)
        phi = [(1 - at) * a + at * b for a, b in zip(*ends, strict=True)]
        price, first, starts = self.near
        both = equations(self.economy, self.shares(at), phi, c, starts)
        p, Q = mp.findroot(both, (mpf(price), mpf(first)))
        return phi, p, Q, [trade(self.economy, y, p, c / Q, phi, t) for y, t in enumerate(starts)]

    def paid(self, at: Number) -> Number:
        """Return the deviator's best payoff at θ; it knows the posterior of θ = 0."""
        _, p, Q, trades = self.game(at)
        t, u, c = trades[self.own], trades[self.other], 1 / mpf(self.active)
        of_own, of_other = omega(c / Q * t), omega(c / Q * u)
        price = p / of_own ** (1 - at) / of_other**at
        first = Q + c * ((1 - at) * min(t, mpf(0)) + at * min(u, mpf(0)))
        return value(self.economy, self.own, price, c / first, self.belief(self.own), float(t))
