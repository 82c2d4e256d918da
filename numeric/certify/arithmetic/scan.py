r"""Roots of a continuous function of the price by exclusion.

Boxes either have a sign, or the function is monotone on them, or they are left undecided.

The range is cut into boxes.  On each a *judge* certifies that the function is positive, or
negative, or falling, or rising, or says nothing; then the box is halved (in logarithms) until it is
too short.  A run of falling boxes between a positive and a negative end holds exactly one root, and
so on: the number of roots follows from the labels.  Boxes are closed and neighbours share their
ends.

Conventions: the ends are floats, hence exact; at the left end of the whole range the function is
positive and at the right end negative.

Paper: the equilibrium prices lie in :math:`[\kappa_r/(\bar q+\kappa_q), (\bar
r+\kappa_r)/\kappa_q]`, section 3.1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

POSITIVE, NEGATIVE, FALLING, RISING, OPEN = "positive", "negative", "falling", "rising", "undecided"
SIGN = {POSITIVE: 1, NEGATIVE: -1}

Ends = tuple[float, float]
Judge = Callable[[Sequence[Ends]], Sequence[str]]
SHORTEST = 1e-9
"""Relative length of a box that is not halved further."""

MOST = 1500
"""Boxes that may be judged."""


@dataclass(frozen=True)
class Box:
    """A box with what is certified about the function on it."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Scan:
    """What a scan found.

    Args:
        roots: Boxes in which the function is monotone and has exactly one root.
        undecided: Boxes about which nothing is certified, neighbours joined.
        judged: Number of boxes judged.
    """

    roots: tuple[Box, ...]
    undecided: tuple[Box, ...]
    judged: int


def scan(boxes: Sequence[Ends], judge: Judge) -> Scan:
    """Judge boxes that cover the range, in increasing order, halving where needed, and count the roots."""
    done: list[Box] = []
    pending, judged = list(boxes), 0
    while pending:
        labels = judge(pending)
        judged += len(pending)
        halves: list[Ends] = []
        for (low, high), label in zip(pending, labels, strict=True):
            middle = math.sqrt(low) * math.sqrt(high)
            if (
                label == OPEN
                and high / low > 1 + SHORTEST
                and low < middle < high
                and judged < MOST
            ):
                halves += [(low, middle), (middle, high)]
            else:
                done.append(Box(low, high, label))
        pending = halves
    done.sort(key=lambda b: b.low)
    return _counted(done, judge, judged)


def _counted(boxes: Sequence[Box], judge: Judge, judged: int) -> Scan:
    """Read the roots off the labels."""
    groups = [(label, list(group)) for label, group in groupby(boxes, key=lambda b: b.label)]
    runs = [Box(group[0].low, group[-1].high, label) for label, group in groups]
    roots, undecided = [], [b for b in runs if b.label == OPEN]
    labels = [POSITIVE, *(b.label for b in runs), NEGATIVE]
    for before, run, after in zip(labels, runs, labels[2:], strict=False):
        if run.label in (FALLING, RISING):
            left = SIGN.get(before) or _sign_at(judge, run.low)
            right = SIGN.get(after) or _sign_at(judge, run.high)
            if left is None or right is None:
                undecided.append(Box(run.low, run.high, OPEN))
            elif left != right:
                if (left > right) != (run.label == FALLING):
                    raise ArithmeticError(
                        f"the function is certified {run.label} between {run.low} and {run.high}, "
                        "against the signs at the ends"
                    )
                roots.append(run)
    _check_order(runs)
    return Scan(tuple(roots), tuple(sorted(undecided, key=lambda b: b.low)), judged)


def _sign_at(judge: Judge, price: float) -> int | None:
    return SIGN.get(judge([(price, price)])[0])


def _check_order(runs: Sequence[Box]) -> None:
    """Refuse labels that contradict each other: a function cannot jump, nor rise where it falls.

    Raises:
        ArithmeticError: They do; some certificate is wrong.
    """
    if runs[0].label == NEGATIVE or runs[-1].label == POSITIVE:
        raise ArithmeticError("the function has the wrong sign at an end of the range")
    for before, after in pairwise(runs):
        if {before.label, after.label} == {POSITIVE, NEGATIVE}:
            raise ArithmeticError(
                f"the function is certified positive and negative at {before.high}"
            )
