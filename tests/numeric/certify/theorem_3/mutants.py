"""One-line mutants of the bounds of Theorems 2 and 3.  Each must be noticed by a test.

As a pytest plugin (``-p tests.numeric.certify.theorem_3.mutants`` with BOUND_MUTANT=n in the
environment) this module replaces one line of one module before it is imported.
"""

from __future__ import annotations

import os
import sys

import pytest

from tests.numeric.certify.theorem_1.mutants import Finder

TWO, THREE = "numeric.certify.theorem_2.", "numeric.certify.theorem_3."

MUTANTS: tuple[tuple[str, str, str], ...] = (
    # Theorem 3: events, pieces, the condition on them
    (THREE + "nearness", "widths, active) <= allowed", "widths, active) <= 9 * allowed"),
    (THREE + "nearness", "* (prior[other] / prior[state])", "* (prior[state] / prior[other])"),
    (THREE + "nearness", "exp(Intervals.points(most) * active)", "exp(Intervals.points(most) * (2 * active))"),
    (THREE + "price_pieces", "slope = price * (omega - 1) * u_r[:, state]", "slope = price * 0 * u_r[:, state]"),
    (THREE + "price_pieces", "slope = slope - f * Intervals(0.0, most)", "slope = slope - f * 0"),
    (THREE + "price_pieces", "* width - epsilon", "* width * 0.5 - 2 * epsilon"),
    (THREE + "price_pieces", "(at_own - u + epsilon)", "(at_own - u + 2 * epsilon)"),
    (THREE + "price_pieces", "largest = Intervals(np.maximum(by_q.lo, u_r.lo), np.maximum(by_q.hi, u_r.hi))", "largest = u_r"),
    (THREE + "price_pieces", "width = up(trade.hi - trade.lo)", "width = 0 * up(trade.hi - trade.lo)"),
    (THREE + "kappa_box", "(price * Intervals.points(-y.lo)).hi", "0 * (price * Intervals.points(-y.lo)).hi"),
    (THREE + "kappa_box", "(price * Intervals.points(y.hi)).hi", "0.5 * (price * Intervals.points(y.hi)).hi"),
    (THREE + "kappa_box", "kappa_q - kappa_r / price", "0.5 * kappa_q - kappa_r / price"),
    (THREE + "uniform", "parts = [\n            (inactive", "parts = [\n            0.5 * (inactive"),
    # Theorem 2: cells, totals, offers, values, the comparison
    (TWO + "block_cells", "own = max(ratios) * max(", "own = min(ratios) * min("),
    (TWO + "block_cells", "exp(Intervals.points(np.minimum(most, 0.0)) * (active - 1))", "exp(Intervals.points(np.minimum(most, 0.0)) * (2 * active))"),
    (TWO + "block_cells", "width = np.sqrt(", "width = 0.3 * np.sqrt("),
    (TWO + "block_cells", "met = np.searchsorted(np.array(RINGS)", "met = 2 + np.searchsorted(np.array(RINGS)"),
    (TWO + "faced_totals", "totals[1], totals[0])", "totals[0], totals[1])"),
    (TWO + "faced_totals", "Q.meet(R / price), R.meet(Q * price)", "Q.meet(R * price), R.meet(Q / price)"),
    (TWO + "random_offers", "np.where(sign == 1, -slope.hi, slope.lo)", "np.where(sign == 1, -slope.lo, slope.hi)"),
    (TWO + "random_offers", "last.hi <= 0", "last.hi <= 9e9"),
    (TWO + "value_ranges", "bought / price[:, None] - sold", "bought - sold"),
    (TWO + "value_ranges", "(kappa_r / price - kappa_q)", "(kappa_q - kappa_r / price)"),
    (TWO + "value_ranges", "(-next(ends) + next(ends))", "(-next(ends) + next(ends)) * 0"),
    (TWO + "exclusion", "math.ceil((C + V) / room)", "math.ceil(C / room)"),
    (TWO + "exclusion", "room = eta * C - (1 - eta) * V", "room = eta * C - eta * V"),
    (TWO + "cost", "np.maximum(least, _losses(", "np.maximum(least, 2 * _losses("),
)  # fmt: skip


def noticing(module: str) -> tuple[str, ...]:
    """Return the test files that must notice a mutant of a module."""
    two = (
        "theorem_2/test_faced_totals.py",
        "theorem_2/test_random_offers.py",
        "theorem_2/test_exclusion.py",
    )
    return two if module.startswith(TWO) else ("theorem_3/test_uniform.py",)


LIKELY: dict[str, tuple[str, ...]] = {
    THREE + "nearness": ("test_the_box_has_the_probability",),
    THREE + "price_pieces": (
        "test_what_own_influence",
        "test_what_bundles_are_worth",
        "test_all_prices_of_equilibria",
    ),
    THREE + "kappa_box": (
        "test_where_one_good",
        "test_one_kappa_is_judged",
        "test_the_loss_of_a_continuum",
    ),
    THREE + "uniform": ("test_what_kappa_and",),
    TWO + "block_cells": ("test_the_cells_hold", "test_the_types_inside_a_block"),
    TWO + "faced_totals": ("test_ratios_influence",),
    TWO + "random_offers": ("test_best_offers_at_both",),
    TWO + "exclusion": ("test_the_comparison_holds", "test_complete_pooling"),
    TWO + "cost": ("test_the_cost_is",),
}
"""By module the tests that are likeliest to notice a mutant; they run first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the likeliest tests run first."""
    if "BOUND_MUTANT" in os.environ:
        likely = LIKELY.get(MUTANTS[int(os.environ["BOUND_MUTANT"])][0], ())
        items.sort(key=lambda item: not item.name.startswith(likely))


if "BOUND_MUTANT" in os.environ:
    sys.meta_path.insert(0, Finder(*MUTANTS[int(os.environ["BOUND_MUTANT"])]))
