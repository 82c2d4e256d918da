"""The scan counts the roots of functions whose boxes are judged, and leaves what is not certified undecided."""

from collections.abc import Sequence

import flint
import pytest

from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.krawczyk import krawczyk
from numeric.certify.arithmetic.scan import (
    FALLING,
    NEGATIVE,
    OPEN,
    POSITIVE,
    RISING,
    Ends,
    Judge,
    scan,
)
from numeric.certify.arithmetic.tape import Ball


def judge_of(roots: Sequence[float]) -> Judge:
    """Judge minus the product of (t - root), by balls; the derivative by the product rule."""

    def product(t: Ball, skipped: int | None = None) -> Ball:
        value = flint.arb(-1)
        for i, root in enumerate(roots):
            if i != skipped:
                value *= t - root
        return value

    def label(low: float, high: float) -> str:
        t = between(low, high)
        value, slope = product(t), sum((product(t, i) for i in range(len(roots))), flint.arb(0))
        if value > 0 or value < 0:
            return POSITIVE if value > 0 else NEGATIVE
        return FALLING if slope < 0 else RISING if slope > 0 else OPEN

    return lambda boxes: [label(*box) for box in boxes]


def test_three_roots_are_counted() -> None:
    found = scan([(0.5, 1.7), (1.7, 9.0)], judge_of([1.0, 2.0, 5.0]))
    assert not found.undecided
    assert [box.label for box in found.roots] == [FALLING, RISING, FALLING]
    assert all(
        box.low < root < box.high for box, root in zip(found.roots, (1.0, 2.0, 5.0), strict=True)
    )


def test_a_double_root_stays_undecided() -> None:
    found = scan([(0.5, 9.0)], judge_of([1.0, 3.0, 3.0]))
    assert len(found.roots) == 1
    assert any(box.low <= 3.0 <= box.high for box in found.undecided)


def test_contradicting_labels_are_refused() -> None:
    def judge(boxes: Sequence[Ends]) -> list[str]:
        return [POSITIVE if low < 1 else NEGATIVE for low, _ in boxes]

    with pytest.raises(ArithmeticError, match="positive and negative"):
        scan([(0.5, 1.0), (1.0, 2.0)], judge)
    with pytest.raises(ArithmeticError, match="wrong sign at an end"):
        scan([(0.5, 1.0)], lambda boxes: [NEGATIVE for _ in boxes])
    with pytest.raises(ArithmeticError, match="against the signs"):
        scan(
            [(0.5, 1.0), (1.0, 2.0), (2.0, 3.0)],
            lambda boxes: [
                POSITIVE if b[0] < 1 else RISING if b[0] < 2 else NEGATIVE for b in boxes
            ],
        )


def square(centre: float, radius: float, slope: tuple[float, float]) -> list[Ball] | None:
    """Apply the operator to t^2 - 2."""
    m = flint.arb(centre)
    return krawczyk([m], [flint.arb(centre, radius)], [m * m - 2], [[between(*slope)]])


def test_krawczyk_proves_a_root_and_refuses_a_box_without_one() -> None:
    found = square(1.41, 0.01, (2.8, 2.84))
    assert found is not None
    assert found[0].overlaps(flint.arb(2).sqrt())
    assert square(1.45, 0.01, (2.88, 2.92)) is None
    assert square(0.0, 2.0, (-4.0, 4.0)) is None
    assert krawczyk([flint.arb(0)], [flint.arb(0, 1)], [flint.arb.nan()], [[flint.arb(1)]]) is None


def test_a_run_whose_sign_at_an_end_is_not_told_stays_undecided() -> None:
    def judge(boxes: Sequence[Ends]) -> list[str]:
        return [FALLING if 1.0 <= low < high <= 2.0 else OPEN for low, high in boxes]

    found = scan([(0.999999, 1.0), (1.0, 2.0), (2.0, 2.000001)], judge)
    assert found.roots == ()
    assert any(
        (box.low <= 1.0 and box.high >= 2.0) or (box.low, box.high) == (1.0, 2.0)
        for box in found.undecided
    )
