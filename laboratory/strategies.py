"""How bots offer: as the theory says, at random, and by learning from what came of it.

A bot knows what its page shows and nothing else; the theory's offers it asks of the engine, which
has the same economy.

Paper: α* of section 3.1 at stage 1, s_2^* of equation (11) at stage 2.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from laboratory import engine
from laboratory.economies import DATA, ONE_STAGE_ETA, LabEconomy, read
from laboratory.utility import value

Offer = tuple[float, float]
Seen = Mapping[str, Any]
GRID = 200
"""Points on each side of the market among which the learning bot takes the best."""


class Strategy(Protocol):
    """A way to play: an offer for each stage, and what is made of a round's results."""

    name: str

    def first(self, seen: Seen) -> Offer:
        """Return the offer of stage 1."""

    def second(self, seen: Seen) -> Offer:
        """Return the offer of stage 2."""

    def results(self, seen: Seen) -> None:
        """Learn from a round, or do not."""


class Theory:
    """The engine's offers, each asked once however many bots want it.

    With the η of the one-stage game everybody in a histogram is active, which is all that matters
    once it is announced; α* depends on neither κ nor η.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.known: dict[Any, Offer] = {}

    def first(self, seen: Seen) -> Offer:
        """Return α* of one's type."""
        kind, played = seen["type"], tuple(seen["played"])
        with self.lock:
            if (kind, played) not in self.known:
                for name, (q, r) in engine.stage1(self._economy(played)[1], 2).items():
                    self.known[name, played] = (q, r)
            return self.known[kind, played]

    def second(self, seen: Seen) -> Offer:
        """Return the candidate's offer after the histogram, as one who offered ``own`` sees it."""
        shown = tuple((tuple(bar["offer"]), bar["count"]) for bar in seen["histogram"])
        wanted = (seen["type"], tuple(seen["own"]), tuple(seen["played"]), shown)
        with self.lock:
            if wanted not in self.known:
                self.known[wanted] = self._asked(*wanted)
            return self.known[wanted]

    def _economy(self, played: Sequence[str]) -> tuple[LabEconomy, Path]:
        economy = read(played[0]).changed(played[1:], ONE_STAGE_ETA)
        return economy, economy.written(DATA)

    def _asked(self, kind: str, own: Offer, played: Sequence[str], shown: Any) -> Offer:
        # The others' types do not matter, only their offers.
        offers = [offer for offer, count in shown for _ in range(count)]
        offers.remove(own)
        seats = [("0", kind, own)] + [(str(i + 1), kind, o) for i, o in enumerate(offers)]
        economy, file = self._economy(played)
        told = engine.split(file, seats, "0", economy.states[0], follow=True)
        q, r = told["each"]["0"]["stage2"]
        return (0.0, 0.0) if q is None else (q, r)


class Equilibrium:
    """α* and s_2^*; where no histogram was announced, α* again."""

    name = "equilibrium"

    def __init__(self, theory: Theory) -> None:
        self.theory = theory

    def first(self, seen: Seen) -> Offer:
        """Return α*."""
        return self.theory.first(seen)

    def second(self, seen: Seen) -> Offer:
        """Return the candidate's offer after the announced histogram."""
        if not seen["histogram"]:
            return self.theory.first(seen)
        return self.theory.second(seen)

    def results(self, seen: Seen) -> None:
        """Learn nothing: the theory is known."""


class Random:
    """Any offer, either side with the same chance."""

    name = "random"

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def first(self, seen: Seen) -> Offer:
        """Return an offer up to a third of the endowment."""
        q, r = seen["endowment"]
        amount = round(self.chance.random() / 3, 4)
        return (amount * q, 0.0) if self.chance.random() < 0.5 else (0.0, amount * r)

    def second(self, seen: Seen) -> Offer:
        """Return another."""
        return self.first(seen)

    def results(self, seen: Seen) -> None:
        """Learn nothing."""


class Learning:
    """The best offer at the price that the rounds so far suggest, as if the price were given."""

    name = "learning"

    def __init__(self) -> None:
        self.prices: list[float] = []

    def first(self, seen: Seen) -> Offer:
        """Return the best offer at the fixed price."""
        return self._best(seen, seen["endowment"][1] / seen["endowment"][0])

    def second(self, seen: Seen) -> Offer:
        """Return the best offer at the mean of the last prices."""
        fixed = seen["endowment"][1] / seen["endowment"][0]
        last = self.prices[-4:]
        return self._best(seen, sum(last) / len(last) if last else fixed)

    def results(self, seen: Seen) -> None:
        """Keep the price."""
        self.prices.append(seen["price"])

    def _best(self, seen: Seen, price: float) -> Offer:
        q, r = seen["endowment"]
        offers = [(q * i / GRID, 0.0) for i in range(GRID)]
        offers += [(0.0, r * i / GRID) for i in range(1, GRID)]

        def worth(offer: Offer) -> float:
            held = (q - offer[0] + offer[1] / price, r - offer[1] + price * offer[0])
            values = [
                seen["belief"][state] * value(steps, *held)
                for state, steps in seen["programs"].items()
            ]
            total = sum(values)
            return total if total == total else float("-inf")

        return max(offers, key=worth)


def strategy(name: str, theory: Theory, chance: random.Random) -> Strategy:
    """Return a strategy by its name.

    Raises:
        ValueError: There is none of that name.
    """
    match name:
        case "equilibrium":
            return Equilibrium(theory)
        case "random":
            return Random(chance)
        case "learning":
            return Learning()
    raise ValueError(f"a bot plays equilibrium, random or learning, got {name!r}")
