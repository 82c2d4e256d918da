"""Edits of arithmetic: a sign, a dropped factor, off by one, a constant by one per cent."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from bite.operators.place import (
    LARGE,
    SMALL,
    Edit,
    Place,
    called,
    is_text,
    is_tolerance,
    number,
    text,
)

COUNTS = frozenset({"N", "M", "n", "agents", "active", "others", "total"})
ROUNDINGS = {"ceil": "floor", "floor": "ceil", "ceiling": "floor"}
OPPOSITE = {"positive": "negative", "negative": "positive"}
LETTERS = 2


def sign(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """+ for -, - for +, a minus left out, and what is negative for what is positive."""
    if isinstance(node, cst.BinaryOperation) and not is_text(node):
        if _setting(node.left, place) or _setting(node.right, place):
            return
        turned = {cst.Add: "-", cst.Subtract: "+"}.get(type(node.operator))
        if turned:
            yield node, f"{text(node.left)} {turned} {text(node.right)}"
    elif isinstance(node, cst.AugAssign) and not is_text(node.value):
        turned = {cst.AddAssign: "-=", cst.SubtractAssign: "+="}.get(type(node.operator))
        if turned:
            yield node, f"{text(node.target)} {turned} {text(node.value)}"
    elif (
        isinstance(node, cst.UnaryOperation)
        and isinstance(node.operator, cst.Minus)
        and number(node.expression) is None
    ):
        yield node, f"({text(node.expression)})"
    elif isinstance(node, cst.Attribute) and node.attr.value in OPPOSITE:
        yield node.attr, OPPOSITE[node.attr.value]


def dropped(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """A factor, a divisor, an exponent or a term left out."""
    if not isinstance(node, cst.BinaryOperation) or is_text(node):
        return
    kept: tuple[cst.CSTNode, ...] = ()
    if isinstance(node.operator, cst.Multiply | cst.Add):
        kept = (node.left, node.right)
    elif isinstance(node.operator, cst.Divide | cst.Subtract | cst.Power | cst.FloorDivide):
        kept = (node.left,)
    for operand in kept:
        left_out = node.right if operand is node.left else node.left
        shapeless = number(operand) is not None and _has_shape(left_out, place)
        one = abs(number(left_out) or 0) == 1  # off by one
        if not (one or shapeless or _setting(left_out, place)):
            yield node, f"({text(operand)})"


def _has_shape(node: cst.CSTNode, place: Place) -> bool:
    """Whether an operand seems to be an array: a number in its place would have no shape.

    It is indexed with several entries or a slice, reduced along an axis, or made by NumPy.
    """
    if place.exact:
        return False
    if isinstance(node, cst.Subscript):
        whole = [e.slice for e in node.slice]
        if len(whole) > 1 or isinstance(whole[0], cst.Slice):
            return True
    if isinstance(node, cst.Call) and text(node.func).startswith("np."):
        return True
    return any(
        _has_shape(child, place)
        for child in node.children
        if not isinstance(node, cst.Call) or isinstance(child, cst.BaseExpression)
    )


def _setting(node: cst.CSTNode, place: Place) -> bool:
    """Whether an operand is a tolerance or a size of blocks: a tiny literal, or a named constant."""
    value = number(node)
    if value is not None:
        return value != 0 and not SMALL <= abs(value) <= LARGE
    return not place.exact and is_tolerance(node) and isinstance(node, cst.Name)


def off_by_one(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """A count that is one too small; a 1 left out of a sum; a range that starts one later."""
    if (
        isinstance(node, cst.BinaryOperation)
        and isinstance(node.operator, cst.Add | cst.Subtract)
        and not is_text(node)
    ):
        if number(node.right) == 1:
            yield node, f"({text(node.left)})"
        elif number(node.left) == 1 and isinstance(node.operator, cst.Add):
            yield node, f"({text(node.right)})"
    elif (
        isinstance(node, cst.Name)
        and node.value in COUNTS
        and place.is_read(node)
        and not place.within_index(node)
    ):
        operation = place.operand_of(node)
        if operation is not None and isinstance(operation.operator, cst.Multiply | cst.Divide):
            yield node, f"({node.value} - 1)"
    elif (
        called(node) == "range"
        and isinstance(node, cst.Call)
        and len(node.args) > 1
        and number(node.args[0].value) is not None
    ):
        yield node.args[0].value, f"{text(node.args[0].value)} + 1"


def rounding(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Down for up, and up for down."""
    name = called(node)
    if isinstance(node, cst.Call) and name in ROUNDINGS:
        own = (
            node.func
            if isinstance(node.func, cst.Name)
            else node.func.attr
            if isinstance(node.func, cst.Attribute)
            else None
        )
        turned = "ceiling" if name == "floor" and place.exact else ROUNDINGS[str(name)]
        if isinstance(own, cst.Name) and (own is not node.func or turned in place.names):
            yield own, turned
        elif isinstance(own, cst.Name):
            yield node, f"({text(node)} {'- 1' if name == 'ceil' else '+ 1'})"
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.FloorDivide):
        yield node, f"-(-({text(node.left)}) // {text(node.right)})"


def hundredth(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """A constant, a result or a term that is one per cent too large."""
    value = number(node)
    factor = "sp.Rational(101, 100)" if place.exact else "1.01"
    if (place.exact and "sp" not in place.names) or _returns_whole_numbers(node, place):
        return
    if value is not None and SMALL <= abs(value) <= LARGE:
        operation = place.operand_of(node)
        if (
            operation is not None
            and not isinstance(operation.operator, cst.FloorDivide | cst.Modulo | cst.LeftShift)
            and not _counts(node, place)
        ):
            yield node, f"({factor} * {text(node)})"
    elif (
        isinstance(node, cst.BinaryOperation)
        and isinstance(node.operator, cst.Multiply | cst.Divide)
        and _whole(node, place)
    ):
        yield node, f"{factor} * ({text(node)})"


def _whole(node: cst.BinaryOperation, place: Place) -> bool:
    """Whether a product or quotient is assigned, returned or a term of a sum."""
    parent = place.parents[node]
    if is_text(node) or is_tolerance(node) or place.within_index(node):
        return False
    term = isinstance(parent, cst.BinaryOperation) and isinstance(
        parent.operator, cst.Add | cst.Subtract
    )
    return term or isinstance(parent, cst.Return | cst.Assign)


def _counts(node: cst.CSTNode, place: Place) -> bool:
    """Whether a literal is part of an index, a shape, the argument of ``range``, or a number of things."""
    operation = place.operand_of(node)
    beside = () if operation is None else (operation.left, operation.right)
    if any(called(n) == "len" or _of_a_shape(n) for n in beside):
        return True
    return place.within_index(node) or any(
        called(n) in {"range", "reshape", "arange", "zeros", "empty", "repeat", "load", "store"}
        for n in place.above_expression(node)
    )


def _returns_whole_numbers(node: cst.CSTNode, place: Place) -> bool:
    """Whether a node is in a function that returns an integer, which is not off by one per cent."""
    inside = next((n for n in place.above(node) if isinstance(n, cst.FunctionDef)), None)
    return (
        inside is not None
        and inside.returns is not None
        and text(inside.returns.annotation) == "int"
    )


def _of_a_shape(node: cst.CSTNode) -> bool:
    """Whether an operand is one of the numbers of a shape, such as ``a.shape[0]``, or a size."""
    if isinstance(node, cst.Subscript):
        node = node.value
    return isinstance(node, cst.Attribute) and node.attr.value in {"shape", "size", "ndim"}


OPERATORS = {
    "sign": sign,
    "dropped": dropped,
    "off by one": off_by_one,
    "rounding": rounding,
    "hundredth": hundredth,
}
