"""Steps and starts of solvers: whatever they are, what is called solved is the solution."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from bite.guided import SOLVERS
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.games import bounded, debreu, private, sides
from numeric.games.sell_all import bids_at
from numeric.mechanism.rebated_market import RebatedMarket
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.problem import Stage2Problem
from numeric.stage2.signed_newton import Signed
from numeric.status import NotSolved
from proofs_check.paper.shared.probes import LOGARITHMS
from tests.bite.test_guided import SCALES, moved

COUNTS = np.array([[3, 2, 4], [1, 5, 2]])
Values = np.ndarray | None
"""What a solver calls solved, or None."""


def two() -> Economy:
    return load_economy("examples/log.toml")


def aggregative(times: int = 8) -> Values:
    counts, beliefs = np.tile(COUNTS.astype(float), (times, 1)), np.tile(_beliefs(), (times, 1))
    found = Aggregative.solve(Stage2Problem(LOGARITHMS, counts, beliefs))
    return np.where(found.residual[:, None, None] <= 1e-10, found.offers, np.nan)


def one_by_one() -> Values:
    return aggregative(1)


def signed() -> Values:
    found = Signed.solve(Stage2Problem(LOGARITHMS, COUNTS.astype(float), _beliefs()))
    return np.where(found.residual[:, None, None] <= 1e-10, found.offers, np.nan)


def _beliefs() -> np.ndarray:
    return np.array([[0.2, 0.3, 0.5], [0.6, 0.1, 0.3]])


def shares_of_resources() -> Values:
    types, state = np.array([0, 1, 2]), np.array([0, 2])
    bundles = np.array([[[1.2, 0.7], [0.5, 1.5], [0.9, 0.8]], [[0.4, 1.1], [1.3, 0.6], [0.8, 0.9]]])
    counts = np.array([[2.0, 1.0, 3.0], [1.0, 4.0, 2.0]])
    used = np.asarray((counts[..., None] * bundles).sum(axis=1))
    return np.array(debreu.coefficients(LOGARITHMS, types, state, counts, bundles, [1.2 * used]))


def one_stage() -> Values:
    found = sides.solve_on_o(two(), 8)
    return found.offers if found.solved else None


def in_the_box() -> Values:
    found = bounded.solve_bounded(two(), 8, "box")
    return found.offers if found.solved else None


def by_newton() -> Values:
    economy = two()
    game = private.others(economy, 8, economy.floats.kappa)
    start = np.array([[0.1, 0.0], [0.0, 0.1]])
    found = private.newton(game, start, start > 0, economy.floats.endowment)
    return found.offers if found.solved else None


def selling_all() -> Values:
    bids, _ = bids_at(two(), np.array([[3.0, 5.0], [6.0, 2.0]]), np.array([0, 1]))
    return bids


def with_rebate() -> Values:
    market = RebatedMarket.of(LOGARITHMS, np.array([0.1, 0.1]), 12, 3)
    return market.solve(COUNTS, np.array([0.1, -0.05, 0.02])).sold


WITNESSES: dict[str, Callable[[], Values]] = {
    "aggregative": aggregative,
    "few_games": one_by_one,
    "signed_newton": signed,
    "debreu": shares_of_resources,
    "games.sides": one_stage,
    "games.bounded": in_the_box,
    "games.private": by_newton,
    "sell_all": selling_all,
    "rebated_market": with_rebate,
}


@cache
def _known(name: str) -> Values:
    return WITNESSES[name]()


def _owner(name: str) -> tuple[Any, str]:
    module, _, function = name.rpartition(".")
    try:
        return importlib.import_module(module), function
    except ModuleNotFoundError:  # a method
        outer, _, class_ = module.rpartition(".")
        return getattr(importlib.import_module(outer), class_), function


@pytest.mark.parametrize("name", SOLVERS)
@pytest.mark.parametrize("scale", SCALES)
def test_what_is_solved_does_not_rest_on_a_step_or_a_start(
    name: str, scale: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = next(key for key in WITNESSES if key in name)
    right = _known(witness)
    assert right is not None
    assert np.isfinite(right).any()
    owner, function = _owner(name)
    original, asked = getattr(owner, function), []

    def spoiled(*arguments: Any, **named: Any) -> Any:
        asked.append(name)
        found = original(*arguments, **named)
        if isinstance(found, Iterator):
            return (moved(v, scale) for v in found)
        return moved(found, scale)

    static = isinstance(vars(owner).get(function), staticmethod)
    monkeypatch.setattr(owner, function, staticmethod(spoiled) if static else spoiled)
    try:
        with np.errstate(all="ignore"):
            found = WITNESSES[witness]()
    except (NotSolved, ArithmeticError):
        found = None
    assert asked
    if found is not None:
        solved = np.isfinite(found)
        assert np.abs(found - right)[solved].max(initial=0.0) <= 1e-7
