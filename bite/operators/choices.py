"""Edits of a choice: min for max, strict for weak, the wrong axis of a sum."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bite.operators.place import Edit, Place, called, is_tolerance, text

_PAIRS = (
    ("min", "max"), ("minimum", "maximum"), ("argmin", "argmax"), ("Min", "Max"),
    ("fmin", "fmax"), ("nanmin", "nanmax"), ("any", "all"),
)  # fmt: skip
EXTREMA = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}
REDUCTIONS = frozenset(
    {"sum", "mean", "min", "max", "prod", "cumsum", "argmin", "argmax", "any", "all", "norm"}
)
AXES = {"-1": "0", "0": "-1", "1": "0", "-2": "-1"}
_STRICTNESS: dict[type[cst.BaseCompOp], str] = {
    cst.LessThan: "<=",
    cst.LessThanEqual: "<",
    cst.GreaterThan: ">=",
    cst.GreaterThanEqual: ">",
}


def extremum(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """The least for the greatest, some for all, and the other way round."""
    name = called(node)
    if isinstance(node, cst.Call) and name in EXTREMA:
        yield (node.func.attr if isinstance(node.func, cst.Attribute) else node.func), EXTREMA[name]


def strict(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """< for <=, and the like, but not with a tolerance, where equality does not matter."""
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return
    (target,) = node.comparisons
    other = _STRICTNESS.get(type(target.operator))
    if other and not any(is_tolerance(side) for side in (node.left, target.comparator)):
        yield node, f"{text(node.left)} {other} {text(target.comparator)}"


def axis(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """A sum, a mean or an extremum along another axis."""
    if called(node) in REDUCTIONS and isinstance(node, cst.Call):
        for argument in node.args:
            if (
                argument.keyword is not None
                and argument.keyword.value == "axis"
                and text(argument.value) in AXES
            ):
                yield argument.value, AXES[text(argument.value)]


OPERATORS = {"extremum": extremum, "strictness": strict, "axis": axis}
