"""One-line mutants of the bound of Theorem 1.

Each must be noticed by a test of true gains, or of a part.

As a pytest plugin (``-p tests.numeric.certify.theorem_1.mutants`` with MUTANT=n in the environment)
this module replaces one line of one module before it is imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

ROOM = "numeric.certify.theorem_1."
BELOW = "numeric.certify.last_failure."
ARRAYS = "numeric.certify.arithmetic."

MUTANTS: tuple[tuple[str, str, str], ...] = (
    # the cells: dilation, covering, posteriors
    (ROOM + "cells", "(boxes + added * (1 - boxes)).hi", "boxes.hi"),
    (ROOM + "cells", "np.maximum(shrunk.lo, 0.0)", "boxes.lo"),
    (ROOM + "cells", "left[rows, 1, axis] = middle[rows, axis]", "left[rows, 1, axis] = 0.99 * "
                                                                 "middle[rows, axis]"),
    (ROOM + "cells", "own = max(", "own = min("),
    (ROOM + "cells", "* (active - 1)) * own", "* (2 * active)) * own"),
    (ROOM + "cells", "np.where(move.negative, bound.hi, np.inf)", "np.where(most < 1, bound.hi, np.inf)"),
    (
        ROOM + "cells",
        "return tightened(by_ratio.meet(by_move).meet(parents))",
        "return tightened(rows)",
    ),
    (ROOM + "cells", "scale = stacked([(mean / ratios[z]).hull(1.0)", "scale = stacked([(ratios[z] / mean).hull(1.0)"),
    (ROOM + "cells", "float(((rho - 1) / (rho + 1)).hi)", "0.2 * float(((rho - 1) / (rho + 1)).hi)"),
    (ROOM + "cells", "wide = width.max(axis=-1) > BELIEF", "wide = width.max(axis=-1) > BELIEF; "
                                                           "pending = Intervals(pending.lo, "
                                                           "np.minimum(pending.hi, 0.9))"),
    (ROOM + "cells", "ratios[:, z].min(axis=-1)", "ratios[:, :, z].min(axis=-1)"),
    # trades and prices
    (ROOM + "trades", "values, slopes = sold * above,", "values, slopes = above,"),
    (ROOM + "trades", "values, slopes = sold * above,", "values, slopes = sold,"),
    (ROOM + "trades", "sign * np.minimum(sign * t, 0.0)", "sign * np.maximum(sign * t, 0.0)"),
    (ROOM + "trades", "np.where(above, expected.negative, expected.positive)", "np.where(above, expected.lo < 0, expected.hi > 0)"),
    (ROOM + "price_hull", "Intervals.points(way * excess).negative", "(way * excess > -1)"),
    (ROOM + "price_hull", "np.minimum(first.hi, second.hi)", "0.1 * np.minimum(first.hi, second.hi)"),
    (ROOM + "price_hull", "both.beliefs, -direction)", "both.beliefs, direction)"),
    (ROOM + "price_hull", "sold, bought = (-trades).positive_part(), trades.positive_part()", "sold, bought = trades.positive_part(), (-trades).positive_part()"),
    (ROOM + "price_hull", "lowest = (np.fmax(lowest[0], first.lo)", "lowest = (np.fmax(lowest[0], first.hi)"),
    (ROOM + "price_range", "left = np.flatnonzero(~(most.negative | least.positive))", "left = np.flatnonzero(~(most.negative | (least.lo > -1)))"),
    # the equilibrium and how it moves
    (ROOM + "equilibria", "np.where(trades.positive, 0.0, 1.0))", "np.where(trades.hi > 0, 0.0, 1.0))"),
    (ROOM + "equilibria", "t_p.append(-by_p / by_t)", "t_p.append(by_p / by_t)"),
    (ROOM + "equilibria", "t_q.append(by_k * k / (by_t * first))", "t_q.append(-by_k * k / (by_t "
                                                                   "* first))"),
    (ROOM + "equilibria", "(f[:, b] - f[:, a]) / by_t", "(f[:, a] - f[:, b]) / by_t"),
    (ROOM + "equilibria", "determinant = A * (E + 1) - B * C", "determinant = A * (E + 1) + B * C"),
    (ROOM + "equilibria", "& determinant.negative", "| True"),
    (ROOM + "equilibria", "np.fmin(influence, (cells.c / first.lo).hi)", "cells.c.hi + 0 * first.lo"),
    # the density
    (ROOM + "gain_density", "-1 / (p * A) - 1 / q", "-1 / (p * A) + 1 / q"),
    (ROOM + "gain_density", "(-1 / (p * A) - 1 / q)", "(-1 / (p * A))"),
    (ROOM + "gain_density", "- bend", "+ bend"),
    (ROOM + "gain_density", "price / found.price - _bend(", "price / found.price + _bend("),
    (ROOM + "gain_density", "price = correction - moved / A", "price = correction + moved / A"),
    (ROOM + "gain_density", "+ gaps[:, y]", "- gaps[:, y]"),
    (ROOM + "gain_density", "(total - offers + c * _sides(", "(total + offers + c * _sides("),
    (ROOM + "gain_density", "return -B * (offered + C * moved / A) / determinant", "return B * (offered + C * moved / A) / determinant"),
    (ROOM + "deviator", "price = found.price / around", "price = found.price * around"),
    (ROOM + "deviator", "first = found.first - cells.c * sold", "first = found.first + cells.c * "
                                                                "sold"),
    (ROOM + "deviator", "np.where(above[rows], slope.negative,", "np.where(above[rows], slope.lo < 0,"),
    # the bound
    (ROOM + "bound", "(a, b): r[a] - r[b]", "(a, b): r[b] - r[a]"),
    (ROOM + "bound", "/ mean.lo", "/ (mean.hi * 4)"),
    (ROOM + "bound", "np.maximum.at(result, covered.owner", "np.minimum.at(result, covered.owner"),
    (ROOM + "expectation", "columns = [away.lo, (-away).lo, away.square().lo]", "columns = [away.hi, (-away).lo, away.square().lo]"),
    (ROOM + "expectation", "side.lo[:, d, None] >= distances[d]", "side.hi[:, d, None] >= "
                                                                  "distances[d]"),
    (ROOM + "expectation", "return float(gap.hi.max())", "return float(gap.lo.min())"),
    (ROOM + "expectation", "Intervals.points(self.variance) / draws", "Intervals.points(self.variance) / draws**2"),
    (ROOM + "exponents", "exp(-(Intervals.points(finite) * draws)).hi", "exp(-(Intervals.points(finite) * draws * 2)).hi"),
    (ROOM + "exponents", "if (C * active - 1).positive:", "if True:"),
    (ROOM + "exponents", "(weight, weight * second)", "(weight, second)"),
    (ROOM + "exponents", "place = mean + side *", "place = mean + 1.5 * side *"),
    (ROOM + "comparison", "(active - 1) / (1 - economy.mechanism.eta)", "(active + 1) / (1 - economy.mechanism.eta)"),
    (ROOM + "comparison", "(agents - active) * costs[pair]", "agents * costs[pair]"),
    (ROOM + "covers", "if cut is None:", "if False:"),
    # the last failure
    (BELOW + "chances", "parts.append(exp(ways + likely) * weight)", "parts.append(exp(likely) * weight)"),
    (BELOW + "chances", "parts.append(exp(move) * (prior[b] / prior[z]))", "parts.append(exp(move))"),
    (BELOW + "chances", "return Intervals(math.nextafter(lo, -math.inf), math.nextafter(hi, math.inf))", "return Intervals(lo + 1e-9, hi + 1e-9)"),
    (BELOW + "gains", "first = Q - cells.c * (-t).positive_part()", "first = Q + cells.c * (-t).positive_part()"),
    (BELOW + "gains", "price = p / Omega.at(t * (cells.c / Q)).value", "price = p * Omega.at(t * (cells.c / Q)).value"),
    (BELOW + "gains", "known = posteriors(economy, others + unit[own])", "known = posteriors(economy, others + unit[taken])"),
    (BELOW + "gains", "(values[a, b] - values[a, a]) * number", "(values[a, b] - values[b, b]) * number"),
    (BELOW + "margins", "costs[p] * (N - M) - at.values[p]", "costs[p] * N - at.values[p]"),
    (BELOW + "sharp_equilibria", "(m.lo > a.lo) & (m.hi < a.hi)", "(m.lo > a.lo) | True"),
    (BELOW + "sharp_equilibria", "return G, first - kappa_q -", "return G, first + kappa_q -"),
    (BELOW + "downwards", "if economy.active(N) < least or total > TOGETHER:", "if total > TOGETHER:"),
    # only at roots
    (ROOM + "equilibria", "plainly.meet(weighted_sum(values + f * factor[:, None], beliefs))", "plainly.meet(weighted_sum(values + factor[:, None], beliefs))"),
    (ROOM + "price_range", "(slope + f * factor[:, None]).negative", "((slope + factor[:, None]).hi < 9e9)"),
    # pieces of prices, and parts of them
    (ROOM + "price_range", "- price * t).negative", "- price * t).lo <= 0"),
    (ROOM + "price_range", "Intervals(piece.middle, piece.hi)", "Intervals(piece.middle, piece.middle)"),
    (ROOM + "price_range", "holds[_failing(economy, y, boxes, owner, cap)] = False", "_failing(economy, y, boxes, owner, cap)"),
    (ROOM + "trades", "tried = start[rows] + way * step * scale[rows]", "tried = start[rows] + step * scale[rows]"),
    (ROOM + "deviator", "v.hi.reshape(parts, -1).max(axis=0)", "v.hi.reshape(parts, -1)[0]"),
    # what is left out
    (ROOM + "rare", "-greatest_sum(-h, boxes)", "greatest_sum(h, boxes)"),
    (ROOM + "rare", "rate.positive, rate.lo, 0.0", "rate.positive, 1.2 * rate.lo, 0.0"),
    (ROOM + "rare", "bought = r_end * (by_q / lowest - by_r)", "bought = r_end * (by_q / highest - by_r)"),
    (ROOM + "rare", "> needed).all(axis=0)", "> needed).any(axis=0)"),
    (ROOM + "bound", "result = result + Intervals.points(factor) * decaying(rate, active)\n        return", "pass\n        return"),
    (ROOM + "bound", "np.where(lost, 0.0, self.by_shares)", "np.where(lost, -9.0, self.by_shares)"),
    # the arithmetic
    (ARRAYS + "elementary_functions", "ROUNDED = 2.0**-50", "ROUNDED = 2.0**-60"),
    (ARRAYS + "interval_arrays", "self.no_negative and b.no_negative", "self.no_negative"),
    (ARRAYS + "array_tape", 'key = ("logarithm", node)', 'key = "logarithm"'),
    (ARRAYS + "interval_arrays", "    more *= UNITS\n    more += LEASTS\n", "    more *= 0\n"),
    (ARRAYS + "interval_arrays", "lo, hi = self.lo - b.hi, self.hi - b.lo", "lo, hi = self.lo - b.lo, self.hi - b.hi"),
    (ARRAYS + "interval_arrays", "known = positive | (self.hi < 0)", "known = (self.lo > -9e9) | (self.hi < 0)"),
    (ARRAYS + "simplex_boxes", "        bound = up(bound + part)\n    return bound", "        bound = up(bound + part)\n    return bound - 1e-3"),
    ("symbolic.model.signed_trade", "return OmegaSlope(self.args[0])", "return 2 * OmegaSlope(self.args[0])"),
    ("symbolic.model.signed_trade", "-k_others * diff(value, k_others)", "k_others * diff(value, k_others)"),
    ("symbolic.model.signed_trade", "return u_q(*consumed) - p * Omega(k * t)", "return u_q(*consumed) - p * Omega(-k * t)"),
)  # fmt: skip

PARTS = (
    "theorem_1/test_cells.py",
    "theorem_1/test_roots_only.py",
    "theorem_1/test_density_sharply.py",
    "theorem_1/test_order_c.py",
    "theorem_1/test_gain_density.py",
    "theorem_1/test_tail.py",
)


def noticing(module: str) -> tuple[str, ...]:
    """Return the tests that must notice a mutant of a module, the likeliest first."""
    first = {
        ARRAYS: ("arithmetic/test_interval_arrays.py",),
        ROOM + "exp": ("theorem_1/test_expectation.py",),
        ROOM + "bound": (
            "theorem_1/test_rare.py",
            "theorem_1/test_gain_density.py",
            "theorem_1/test_tail.py",
        ),
        ROOM + "comp": ("theorem_1/test_tail.py",),
        BELOW: ("last_failure/test_margins.py", "last_failure/test_downwards.py"),
        ROOM + "equil": ("theorem_1/test_order_c.py",),
        ROOM + "gain": ("theorem_1/test_order_c.py", "theorem_1/test_density_sharply.py"),
        "symbolic": ("../../symbolic/model/test_signed_trade.py",),
        ROOM + "dev": (
            "theorem_1/test_deviator.py",
            "theorem_1/test_order_c.py",
            "theorem_1/test_density_sharply.py",
        ),
        ROOM + "price_r": ("theorem_1/test_price_range.py", "theorem_1/test_roots_only.py"),
        ROOM + "rare": ("theorem_1/test_rare.py",),
        ROOM + "trades": (
            "theorem_1/test_density_sharply.py",
            "theorem_1/test_price_range.py",
        ),
    }
    chosen = next((files for start, files in first.items() if module.startswith(start)), ())
    return (*chosen, *(file for file in PARTS if file not in chosen))


class _Mutated(SourceLoader):
    """Loads a module with one line replaced."""

    def __init__(self, name: str, path: str, old: str, new: str) -> None:
        self._name, self._path, self._old, self._new = name, path, old, new

    def get_filename(self, fullname: str) -> str:
        return self._path

    def get_data(self, path: str | bytes) -> bytes:
        if not str(path).endswith(".py"):
            raise OSError("no compiled form is kept of a mutant")
        source = Path(str(path)).read_text(encoding="utf-8")
        if source.count(self._old) < 1:
            raise LookupError(f"{self._name} has no line with {self._old!r}")
        return source.replace(self._old, self._new, 1).encode()


class Finder(MetaPathFinder):
    def __init__(self, name: str, old: str, new: str) -> None:
        self._wanted = (name, old, new)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        name, old, new = self._wanted
        if fullname != name:
            return None
        found = PathFinder.find_spec(fullname, path)
        assert found is not None
        assert found.origin is not None
        return spec_from_loader(name, _Mutated(name, found.origin, old, new))


if "MUTANT" in os.environ:
    sys.meta_path.insert(0, Finder(*MUTANTS[int(os.environ["MUTANT"])]))
