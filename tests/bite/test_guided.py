"""What is listed as a guess is one: whatever it returns, what is certified afterwards is right."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from math import exp, log
from typing import Any

import flint
import numpy as np
import pytest

from bite.guided import GUIDED, reason
from bite.mutants import Mutant
from bite.noticing import Notice
from bite.report import caught_share, last_line
from bite.running import Tried
from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import between
from numeric.certify.last_failure.gains import gains
from numeric.certify.stage2 import sides
from numeric.certify.stage2.enclose import certify_stage2
from numeric.certify.theorem_1 import deviator, price_hull, trades
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.certify.theorem_2 import random_offers
from numeric.certify.theorem_2.block_cells import block_cells
from numeric.certify.theorem_2.random_offers import unbounded
from numeric.certify.theorem_3 import price_pieces
from numeric.stage2.solve import solve_stage2
from proofs_check.paper.certified.markets import BEYOND, INFERIOR
from proofs_check.paper.certified.pooling.blocks import PARTITIONS, STATE
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS
from tests.bulk import leading

COUNTS = (3, 2, 4)
Spoiled = Callable[..., Any]
SCALES = (0.97, 1.2)


def moved(value: Any, scale: float) -> Any:
    """Return a value with every number in it moved."""
    if isinstance(value, np.ndarray | float):
        return value * scale
    if isinstance(value, tuple | list):
        return type(value)(moved(v, scale) for v in value)
    if isinstance(value, dict):
        return {k: moved(v, scale) for k, v in value.items()}
    if isinstance(value, flint.arb):
        return value * scale
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: moved(getattr(value, f.name), scale) for f in fields(value)}
        )
    return value


def stage_2() -> Any:
    """Return whether all that is certified of a configuration contains the solution."""
    price = KNOWN["price"]
    found = [certify_stage2(LOGARITHMS, COUNTS, scope=scope) for scope in ("global", "local")]
    contained = [price in e.price for f in found for e in f.enclosures]
    return all(contained) and not any(f.unique and not f.enclosures for f in found)


def one_root() -> bool:
    """Return whether nothing is said to have one root that is not known to."""
    belief = posterior_belief(BEYOND, (3, 2))
    inferior = known_state(INFERIOR, 0)
    sides.one_root(belief, 0, 0, between(1.2, 1.25), 0.55)
    return not sides.one_root(inferior, 0, 0, between(50, 51), 3.9)


def of_trades() -> bool:
    """Return whether bounds on trades, and on best responses, contain those of an unspoiled search."""
    price, cap = np.array([0.9, 1.6]), np.array([0.3, 0.3])
    beliefs = Intervals.points(np.full((2, 3), 1 / 3))
    found = _trades(price, cap, beliefs)
    inside = (found.lo <= KNOWN["trades"].hi) & (found.hi >= KNOWN["trades"].lo)
    answer = deviator.response(
        LOGARITHMS, Intervals.points(price), Intervals.points(cap), beliefs, 1
    )
    known = KNOWN["response"]
    return bool(inside.all() and ((answer.lo <= known.hi) & (answer.hi >= known.lo)).all())


def _trades(price: np.ndarray, cap: np.ndarray, beliefs: Intervals) -> Intervals:
    ends = (trades.bounds_from(LOGARITHMS, price, cap, beliefs, way) for way in (-1, 1))
    return Intervals(*ends)


def of_prices() -> bool:
    """Return whether prices enclosed on a cell contain the solution."""
    counts = np.array([[12, 8, 16]])
    games, prices = solve_stage2(LOGARITHMS, counts), KNOWN["prices"]
    assert isinstance(prices, PriceRange)
    cells = price_hull.Cells(Intervals.points(counts / 36), Intervals.points(games.posterior), 36)
    with np.errstate(all="ignore"):
        found = price_hull.enclose_prices(LOGARITHMS, cells, prices)[0]
    return bool((found.lo <= games.price).all() and (games.price <= found.hi).all())


def of_gains() -> bool:
    """Return whether enclosed gains overlap those of an unspoiled guess."""
    (found,) = gains(LOGARITHMS, [3], None, known_unique=True)
    return all(
        bool(v.lo <= KNOWN["gains"][pair].hi and v.hi >= KNOWN["gains"][pair].lo)
        for pair, v in found.values.items()
    )


def of_random_offers() -> bool:
    """Return whether bounds on offers contain those of price-takers, of so many that nothing is random."""
    cells = block_cells(LOGARITHMS, PARTITIONS[0], STATE, 10**9)[np.array([9, 15])]
    prices = np.array([0.9, 1.6])
    pieces = Intervals(prices * (1 - 1e-9), prices * (1 + 1e-9))
    found = random_offers.offers(LOGARITHMS, cells, pieces, unbounded(LOGARITHMS, 2), 2)
    known = [float(z == STATE) for z in range(3)]
    return all(
        bool(found.sold[side].lo[i, x] <= offer <= found.sold[side].hi[i, x])
        for i, p in enumerate(prices.tolist())
        for x in range(3)
        for side, offer in enumerate(by_hand.price_taker(LOGARITHMS, x, known, p))
    )


def of_losses() -> bool:
    """Return whether bounds on what the inactive lose are at least what the cheapest bundles by hand say."""
    prices, state, more = np.array([0.9, 1.6]), 1, Fraction(1, 10)
    own = by_hand.endowment(LOGARITHMS)
    for x, theta in enumerate(
        float(row[state]) for row in LOGARITHMS.environment.parameters["theta"]
    ):
        c = by_hand.best_consumption(LOGARITHMS, x)
        bundle = c, own[1] / own[0] * (2 * own[0] - c)
        level = theta * log(bundle[0]) + log(bundle[1]) + float(more)
        found = price_pieces._inactive(LOGARITHMS, x, state, Intervals.points(prices), more)
        for p, bound in zip(prices.tolist(), found.tolist(), strict=True):
            spent = (1 + theta) * exp((level - theta * log(theta / p)) / (1 + theta))
            if not bound >= p * bundle[0] + bundle[1] - spent - 1e-12:
                return False
    return True


def _known() -> dict[str, Any]:
    price, cap = np.array([0.9, 1.6]), np.array([0.3, 0.3])
    beliefs = Intervals.points(np.full((2, 3), 1 / 3))
    with np.errstate(all="ignore"):
        totals = solve_stage2(LOGARITHMS, [COUNTS]).totals[0]
        return {
            "price": float(totals[1] / totals[0]),
            "trades": _trades(price, cap, beliefs),
            "response": deviator.response(
                LOGARITHMS, Intervals.points(price), Intervals.points(cap), beliefs, 1
            ),
            "prices": price_range(LOGARITHMS, 36),
            "gains": gains(LOGARITHMS, [3], None, known_unique=True)[0].values,
        }


KNOWN: dict[str, Any] = {}
"""What an unspoiled guess leads to."""


@pytest.fixture(scope="module", autouse=True)
def unspoiled() -> None:
    """Compute what is known before anything is spoiled."""
    KNOWN.update(_known())


WITNESSES = {
    "stage2.sides": one_root,
    "falling_root": of_trades,
    "theorem_1.trades": of_trades,
    "theorem_1.deviator": of_trades,
    "theorem_1.price_hull": of_prices,
    "last_failure.gains": of_gains,
    "theorem_2.random_offers": of_random_offers,
    "theorem_3.bundles": of_losses,
}
USERS = {
    "section": ("numeric.certify.stage2.enclose", "numeric.certify.stage2.excess"),
    "_approximate_inverse": (),
    "quick_root": (
        "numeric.certify.theorem_1.deviator",
        "numeric.certify.theorem_1.price_hull",
        "numeric.certify.theorem_1.trades",
    ),
    "about": ("numeric.certify.theorem_1.price_hull",),
    "cheapest": ("numeric.certify.theorem_3.price_pieces",),
}
"""Modules into which a listed function is imported by name."""


@pytest.mark.parametrize("name", leading(6, GUIDED))
def test_what_is_certified_does_not_rest_on_a_guess(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, _, function = name.rpartition(".")
    owner: Any
    try:
        owner = importlib.import_module(module)
    except ModuleNotFoundError:  # a method
        outer, _, class_ = module.rpartition(".")
        owner = getattr(importlib.import_module(outer), class_)
    original = getattr(owner, function)
    witness = next((w for key, w in WITNESSES.items() if key in name), stage_2)
    for scale in SCALES:

        def spoiled(*arguments: Any, scale: float = scale, **named: Any) -> Any:
            return moved(original(*arguments, **named), scale)

        monkeypatch.setattr(owner, function, spoiled)
        for user in USERS.get(function, ()):
            monkeypatch.setattr(importlib.import_module(user), function, spoiled)
        try:
            with np.errstate(all="ignore"):
                assert witness()
        except (ArithmeticError, ValueError):  # nothing is certified
            continue


def test_few_functions_are_listed() -> None:
    assert len(GUIDED) < 20
    name = next(iter(GUIDED))
    inner = Mutant("numeric/a.py", f"{name}.inner", "sign", (1, 0), (1, 1), "a", "b")
    assert reason(inner) == GUIDED[name]
    assert reason(replace(inner, function="numeric.certify.stage2.sides.cap")) is None


def test_at_most_a_twentieth_is_excused() -> None:
    mutant = Mutant("numeric/a.py", "numeric.a.f", "sign", (1, 0), (1, 1), "a", "b")
    caught = [Tried(mutant, Notice("caught"))] * 18
    few, many = (caught + [Tried(mutant, Notice("guided"))] * n for n in (1, 2))
    assert caught_share(few) == 18 / 19
    assert caught_share(caught + [Tried(mutant, Notice("guided"))] * 2) == 18 / 19
    assert "2 where no result rests on the value" in last_line(many)
