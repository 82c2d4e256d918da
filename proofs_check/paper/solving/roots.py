r"""Roots of falling functions inside brackets, to the last bit, and how many evaluations they need.

Roots of several equations are refused where they are none.

Paper: equations (18), (19); section 6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.fixed_points import solved_root
from numeric.formulas.roots import decreasing_roots, newton_roots, roots_from
from numeric.status import NotSolved
from proofs_check.claims.checks import Check, Exact, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
TARGETS = np.array([0.3, 1.7, 2.9e-9, 3.9999])


class _Counted:
    """A function that counts how often it is evaluated, and remembers where it was last."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.calls = function, 0
        self.last: tuple[Any, ...] = ()

    def __call__(self, *arguments: Any) -> Any:
        self.calls, self.last = self.calls + 1, arguments
        return self.function(*arguments)


UNITS = (2.0**-24, 2.0**13)
FALLING: tuple[Callable[[Array], Array], ...] = (
    lambda t: np.exp(-t) - np.exp(-1.7),
    lambda t: 1.7**9 - t**9,
    lambda t: 1.7 - t,
    lambda t: np.where(t < 1.7, 1.0, 100.0) * (1.7 - t),
    lambda t: np.where(t < 1.7, 100.0, 1.0) * (1.7 - t),
    lambda t: np.where(t < 1.7, 1.0, -1.0),
)
"""Smooth, straight, with a kink either way, and with a jump."""


def _scaled(function: Callable[[Array], Array], unit: float, tolerance: float) -> tuple[float, int]:
    """Return the root in other units, where powers of two leave no rounding, and evaluations needed."""
    counted = _Counted(lambda t: function(t / unit))
    found = decreasing_roots(counted, 0.0, 4.0 * unit, tolerance=tolerance)
    return float(found) / unit, counted.calls


def _unlike() -> float:
    """Return how far from each other roots, or numbers of evaluations, in different units are."""
    pairs = [
        (_scaled(f, unit, tolerance), _scaled(f, 1.0, tolerance))
        for f in FALLING
        for unit in UNITS
        for tolerance in (0.0, 1e-8, 1e-3)
    ]
    return largest(*(abs(a - b) for pair in pairs for a, b in zip(*pair, strict=True)))


def roots(parameters: Parameters) -> Outcome:
    """Roots of four falling functions at once, by regula falsi and by Newton, and evaluations needed.

    Neither depends on the unit in which the argument is measured.
    """
    wanted = TARGETS * float(parameters["value"])
    zero, four = np.zeros(4), np.full(4, 4.0)
    steep = _Counted(lambda t: np.log(TARGETS) - np.log(np.maximum(t, 1e-300)))
    first = decreasing_roots(steep, zero, four)
    cubic = _Counted(lambda t: TARGETS**3 - t**3)
    second = decreasing_roots(cubic, zero, four)
    loose = _Counted(lambda t: TARGETS**3 - t**3)
    third = decreasing_roots(loose, zero, four, tolerance=1e-3)
    never = decreasing_roots(lambda t: -1 - t, zero, four)
    part = _Counted(lambda t: np.where(t < 3.5, 1.0, np.nan) * (TARGETS - t))
    fourth = roots_from(part, np.full(4, 1.0), np.full(4, -4.0), four)

    def slopes(b: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
        return 1 / b - 1 / TARGETS[rows], -1 / b**2

    pair = newton_roots(slopes, np.full(2, 0.5), 4.0, np.array([0, 1]))
    if not float(np.abs(pair / wanted[:2] - 1).max()) < 4e-15:
        return sampled(False, "two roots are missed")
    newton = _Counted(slopes)
    fifth = newton_roots(newton, np.full(4, 0.5), 4.0, np.array([0, 1, 3]))
    worst = largest(*(float(np.abs(v / wanted - 1).max()) for v in (first, second)))
    worst = largest(worst, float(np.abs(fourth[:3] - wanted[:3]).max()), float(np.abs(never).max()))
    worst = largest(
        worst,
        float(np.abs(fifth[[0, 1, 3]] / wanted[[0, 1, 3]] - 1).max()),
        abs(float(fifth[2]) - 0.5),
    )
    rough = float(np.abs(third / wanted - 1)[[0, 1, 3]].max())
    # Next to an end a step is as long as the bracket that is wanted, so that it closes at once.
    last_one = TARGETS[3]
    ending = (
        _Counted(lambda t: np.exp(-t) - np.exp(-last_one)),
        _Counted(lambda t: last_one**9 - t**9),
    )
    for falling in ending:
        last = float(decreasing_roots(falling, 0.0, 4.0, tolerance=1e-3))
        rough = largest(rough, abs(last / float(wanted[3]) - 1))

    def jump(b: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
        return np.where(b < TARGETS[rows], 1.0, -1.0), np.full(len(b), -1e-30)

    sudden = _Counted(jump)
    sixth = newton_roots(sudden, np.full(2, 0.5), 4.0, np.array([0, 1]))
    worst = largest(worst, float(np.abs(sixth / wanted[:2] - 1).max()))
    if not _at_ends():
        return sampled(False, "an end, or the last point of two as near, is not what is returned")
    if not _inside():
        return sampled(False, "Newton's method asks for a value at an end of the bracket")
    counted = (steep, cubic, loose, part, newton, *ending, sudden)
    calls = tuple(f.calls for f in counted)
    told = f"largest gap {worst:.1e}; evaluations {calls}; a loose root is {rough:.0e} off"
    few = all(a <= b for a, b in zip(calls, MOST, strict=True))
    worst = largest(worst, _unlike())
    return sampled(worst < 4e-15 and few and rough < 2e-3, told)


def _inside() -> bool:
    """Whether the function is asked between the ends only, where Newton's first step ends at one exactly."""
    asked = []

    def value(b: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
        asked.extend(b.tolist())
        at_start = b == 0.5
        falls = np.where(rows == 0, 0.25, 3.0) - b
        return np.where(at_start, (-1.0, 7.0), falls)[rows], np.where(at_start, -2.0, -1.0)

    found = newton_roots(value, np.full(2, 0.5), 4.0, np.array([0, 1]))
    return all(0 < b < 4 for b in asked) and np.allclose(found, (0.25, 3.0), rtol=1e-15)


def _at_ends() -> bool:
    """Whether a root at an end is that end, exactly; and of two points as near the last one is returned."""
    zero, four = np.zeros(2), np.full(2, 4.0)
    rises = decreasing_roots(np.abs, zero, four, at_end=True)
    falls = decreasing_roots(lambda t: -t, zero, four)
    ends = decreasing_roots(lambda t: 4 - t, zero, four).tolist() == [4.0, 4.0]
    start = roots_from(lambda t: 1 - t, np.ones(2), -four, four).tolist() == [1.0, 1.0]
    jump = _Counted(lambda t: np.where(t < 1.7, 1.5, -1.5))
    near = decreasing_roots(jump, 0.0, 4.0) == jump.last[0]
    return rises.tolist() == falls.tolist() == [0.0, 0.0] and ends and start and bool(near)


def fixed(parameters: Parameters) -> Outcome:
    """A root of two equations, and what is refused: a gap above the tolerance, of either sign, or no number."""

    def gaps(v: Array) -> Array:
        return np.array([v[0] ** 2 + v[1] - 3, v[0] - v[1] + 1])

    found = solved_root("two equations", gaps, [2.0, 2.5], 1e-12)
    worst = float(np.abs(found - np.array([1, 2]) * float(parameters["value"])).max())

    def refused(left: float) -> bool:
        try:
            solved_root(
                "one equation of two", lambda v: np.array([v[0] - 1, left]), [1.5, 1.0], 1e-6
            )
        except NotSolved:
            return True
        return False

    said = [refused(left) for left in (9.9e-7, -9.9e-7, 1.01e-6, -1.01e-6, np.nan)]
    right = said == [False, False, True, True, True]
    told = f"largest gap {worst:.1e}"
    return sampled(worst < 1e-12 and right, told if right else f"{told}; refused are {said}")


MOST = (40, 41, 39, 64, 14, 6, 7, 56)
"""Evaluations that suffice for each of the eight."""


CHECKS: dict[str, Check] = {
    "eq-18.roots": Exact(roots, corners=("no root", "a function without values")),
    "sec-6.fixed-points": Exact(fixed, corners=("no root", "a function without values")),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-18.roots",
        "roots of falling functions are found to the last bit, with few evaluations, as many in any unit",
        "equations (18), (19)",
        r"\forall f\ \text{falling},\ f(t^*) = 0:\quad |t - t^*| \le 4 \cdot 10^{-15} t^*,\quad "
        r"\text{in any unit of } t",
        "value",
    ),
    stated(
        "sec-6.fixed-points",
        "prices and offers that reproduce themselves are returned where all gaps vanish, and refused elsewhere",
        "section 6",
        r"\forall i:\quad |g_i(v)| \le \epsilon",
        "value",
    ),
)
