"""One seat played by the visitor, the others by the candidate.

A game waits in memory under a name that cannot be guessed, and never tells the state or another's
type before it is over.

Paper: section 2.2; equations (8)-(11).
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from numeric.economy.economy import Economy
from numeric.mechanism.play import Round, play
from numeric.probability.posterior import type_posterior
from numeric.stage1 import solve_stage1
from proofs_check.answers.beliefs import belief_of_each
from proofs_check.answers.play import utilities
from proofs_check.answers.solve import finite
from proofs_check.demo.choices import Choice
from symbolic.language.errors import InputError

Data = dict[str, Any]
MOST_GAMES = 500
ME = 0
"""The visitor's number among the agents."""


@dataclass
class Game:
    """A game: the economy, what was drawn, the round after stage 1 once it is there."""

    economy: Economy
    drawn: Round
    seed: int
    split: Round | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Table:
    """The games that are being played; the oldest makes room for a new one beyond ``MOST_GAMES``."""

    def __init__(self) -> None:
        self._games: OrderedDict[str, Game] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, choice: Choice) -> Data:
        """Draw a state and types, and say the visitor's own.

        Raises:
            InputError: α* does not separate the types, so that the others do not know what to do.
        """
        economy = choice.economy
        first = solve_stage1(economy)
        if not first.separating:
            raise InputError("economy", f"must have a separating α*: {first.status}")
        seed = secrets.randbits(62)
        drawn = play(economy, choice.agents, seed=seed, stop_after_stage1=True)
        name, mine = secrets.token_urlsafe(18), int(drawn.types[ME])
        with self._lock:
            self._games[name] = Game(economy, drawn, seed)
            while len(self._games) > MOST_GAMES:
                self._games.popitem(last=False)
        belief = finite(type_posterior(economy)[mine])
        return {
            "game": name,
            "agents": choice.agents,
            "active": economy.active(choice.agents),
            "type": economy.types[mine],
            "endowment": finite(economy.floats.endowment),
            "belief": dict(zip(economy.states, belief, strict=True)),
        }

    def first(self, given: Mapping[str, Any]) -> Data:
        """Take the visitor's first offer, draw the active, and announce the histogram."""
        game = self._game(given)
        with game.lock:
            if game.split is not None:
                raise InputError("game", "is past its first stage")
            offers = game.drawn.offers1.copy()
            offers[ME] = _offer(game.economy, given)
            game.split = play(
                game.economy,
                types=game.drawn.types,
                offers1=offers,
                seed=game.seed,
                state=game.drawn.state,
                stop_after_stage1=True,
            )
            held = belief_of_each(game.economy, game.split)[ME]
        split = game.split
        return {
            "active": bool(split.active[ME]),
            "histogram": [{"offer": list(o), "count": n} for o, n in split.histogram],
            "belief": held,
        }

    def second(self, given: Mapping[str, Any]) -> Data:
        """Take the second offer, settle, and say what came of it; the game is over.

        Raises:
            InputError: There is no such game, or it is not at its second stage.
            NotSolved: The others' offers were not found.
        """
        game = self._game(given)
        with game.lock:
            if game.split is None:
                raise InputError("game", "must have had its first stage")
            split = game.split
            known: dict[str, Any] = {
                "types": split.types,
                "offers1": split.offers1,
                "active": split.active,
                "state": split.state,
            }
            theory = play(game.economy, **known)
            offers = theory.offers2.copy()
            if split.active[ME]:
                offers[ME] = _offer(game.economy, given)
            settled = play(game.economy, **known, offers2=offers)
        with self._lock:
            self._games.pop(str(given["game"]), None)
        economy, state = game.economy, int(settled.state or 0)
        counts = np.bincount(settled.types, minlength=len(economy.types))
        return {
            "state": economy.states[state],
            "types": dict(zip(economy.types, map(int, counts), strict=True)),
            "price": settled.price,
            "offer": finite(offers[ME]),
            "bundle": finite(settled.allocation[ME]),
            "utility": finite(utilities(economy, settled)[ME, state]),
            "theory": {
                "first": finite(solve_stage1(economy).offers[settled.types[ME]]),
                "second": finite(theory.offers2[ME]),
                "utility": finite(utilities(economy, theory)[ME, state]),
            },
        }

    def _game(self, given: Mapping[str, Any]) -> Game:
        with self._lock:
            game = self._games.get(str(given.get("game", "")))
        if game is None:
            raise InputError("game", "must be one that has begun and is not over")
        return game


def _offer(economy: Economy, given: Mapping[str, Any]) -> tuple[float, float]:
    side, amount, e = given.get("side"), given.get("amount"), economy.floats.endowment
    if side not in ("q", "r"):
        raise InputError("side", "must be q or r", repr(side)[:40])
    most = float(e["qr".index(side)])
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount <= most:
        raise InputError("amount", f"must be a number from 0 to {most:g}", repr(amount)[:40])
    return (float(amount), 0.0) if side == "q" else (0.0, float(amount))
