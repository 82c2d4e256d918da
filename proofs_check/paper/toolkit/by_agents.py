r"""One-stage games by hand: what an agent expects from an offer, over every profile of the others' types.

Everybody offers on the own signal; a *kind* is a type, or a type with one of the offers between
which it mixes.  Slopes are written out from (3) and (4) by the chain rule.

Conventions: kinds are pairs (type, probability with which the type plays it); exogenous offers are
per agent; in the limit of large N the totals per agent are certain in each state, and the own offer
does not move the price.

Paper: equations (3), (4), (14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from numeric.economy.economy import Economy
from proofs_check.paper.shared import by_hand

Kind = tuple[int, float]
Offers = Sequence[by_hand.Pair]


@dataclass(frozen=True)
class ByHand:
    """A game with the offers of all kinds.

    Args:
        economy: The economy.
        agents: N, or None in the limit.
        kinds: Types with the probabilities of their offers.
        offers: One for each kind.
        exogenous: Exogenous offers per agent.
    """

    economy: Economy
    agents: int | None
    kinds: Sequence[Kind]
    offers: Offers
    exogenous: by_hand.Pair

    @cached_property
    def totals(self) -> list[list[tuple[float, by_hand.Pair]]]:
        """For each state the probabilities of the others' totals, exogenous offers included."""
        listed = []
        for row in self.economy.environment.signal:
            chance = [float(row[x]) * share for x, share in self.kinds]
            if self.agents is None:
                Q, R = (
                    self.exogenous[i]
                    + sum(c * b[i] for c, b in zip(chance, self.offers, strict=True))
                    for i in (0, 1)
                )
                listed.append([(1.0, (Q, R))])
                continue
            listed.append([
                (prod(chance[y] for y in profile), self._total(profile))
                for profile in product(range(len(self.kinds)), repeat=self.agents - 1)
            ])  # fmt: skip
        return listed

    def _total(self, profile: tuple[int, ...]) -> by_hand.Pair:
        Q, R = (
            (len(profile) + 1) * self.exogenous[i] + sum(self.offers[y][i] for y in profile)
            for i in (0, 1)
        )
        return Q, R

    def bundle(self, own: by_hand.Pair, others: by_hand.Pair) -> by_hand.Pair:
        """Return consumption by (3): at the price of the others' totals in the limit."""
        if self.agents is not None:
            return by_hand.active_bundle(self.economy, own, others)
        top, price = by_hand.endowment(self.economy), others[1] / others[0]
        return top[0] - own[0] + own[1] / price, top[1] - own[1] + own[0] * price

    def _moves(self, own: by_hand.Pair, others: by_hand.Pair, good: int) -> by_hand.Pair:
        """Return how consumption of both goods moves with the offer of one."""
        (Q, R), (b_q, b_r) = others, own
        if self.agents is None:
            return (-1.0, R / Q) if good == 0 else (Q / R, -1.0)
        if good == 0:
            return -1 + b_r / (R + b_r), (R + b_r) * Q / (Q + b_q) ** 2
        return (Q + b_q) * R / (R + b_r) ** 2, -1 + b_q / (Q + b_q)

    def payoff(self, x: int, own: by_hand.Pair) -> float:
        """Return what a type expects from an offer."""
        value = 0.0
        for z, tau in enumerate(by_hand.tau(self.economy, x)):
            for chance, others in self.totals[z]:
                bundle = self.bundle(own, others)
                value += float(tau) * chance * by_hand.utility(self.economy, x, z)(*bundle)
        return value

    def slope(self, x: int, own: by_hand.Pair, good: int) -> float:
        """Return the slope of it in the offer of one good."""
        value, e = 0.0, self.economy
        for z, tau in enumerate(by_hand.tau(e, x)):
            for chance, others in self.totals[z]:
                bundle, moves = self.bundle(own, others), self._moves(own, others, good)
                rate = sum(
                    by_hand.utility(e, x, z, order)(*bundle) * v
                    for order, v in zip(((1, 0), (0, 1)), moves, strict=True)
                )
                value += float(tau) * chance * rate
        return value

    def scale(self, x: int, good: int) -> float:
        """Return the expected marginal utility of a good at the endowment."""
        own = by_hand.endowment(self.economy)
        belief = [float(t) for t in by_hand.tau(self.economy, x)]
        return by_hand.slope(self.economy, own, x, belief, good)

    def with_offer(self, y: int, good: int, by: float) -> ByHand:
        """Return the game in which a kind offers more of a good."""
        offers = [
            (b[0] + by * (good == 0), b[1] + by * (good == 1)) if i == y else b
            for i, b in enumerate(self.offers)
        ]
        return ByHand(self.economy, self.agents, self.kinds, offers, self.exogenous)
