"""A node of the syntax tree with what its edits need to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

Edit = tuple[cst.CSTNode, str]
"""A node and the text that takes its place."""

SMALL, LARGE = 1e-4, 1e4
"""A literal outside these bounds is a tolerance, a limit of steps or a size of memory."""

_MODULE = cst.Module([])


def text(node: cst.CSTNode) -> str:
    """Return the source text of a node, its own parentheses included."""
    return _MODULE.code_for_node(node).strip()


@dataclass(frozen=True)
class Place:
    """Where a node stands.

    Args:
        parents: The parent of every node of the module.
        names: The names that can be read there: of the module, and bound in the function.
        exact: Whether the module is exact mathematics, so that a constant moves by a rational
        number.
        attributes: The attributes that are read anywhere in the module, with what has them.
        functions: The names that are called anywhere in the module: no type, count or belief.
    """

    parents: Mapping[cst.CSTNode, cst.CSTNode]
    names: frozenset[str]
    exact: bool
    attributes: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()

    def holds(self, name: str) -> bool:
        """Whether a name can be read here and stands for a quantity, as far as the text tells."""
        return name in self.names and name not in self.functions

    def above(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Iterate over the parent of a node, its parent, and so on."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def operand_of(self, node: cst.CSTNode) -> cst.BinaryOperation | None:
        """Return the arithmetic operation that a node is an operand of."""
        parent = self.parents.get(node)
        return parent if isinstance(parent, cst.BinaryOperation) else None

    def within_index(self, node: cst.CSTNode) -> bool:
        """Whether a node is part of an index, a slice or a shape."""
        return any(
            isinstance(n, cst.SubscriptElement | cst.Tuple | cst.List)
            for n in self.above_expression(node)
        )

    def above_expression(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """Iterate over the parents of a node up to the statement it belongs to."""
        for parent in self.above(node):
            if isinstance(parent, cst.BaseSmallStatement | cst.BaseCompoundStatement):
                return
            yield parent

    def is_read(self, name: cst.Name) -> bool:
        """Whether a name is read here: not bound, no keyword of an argument, no attribute."""
        parent = self.parents[name]
        if isinstance(parent, cst.Attribute):
            return parent.value is name
        if isinstance(parent, cst.Arg):
            return parent.value is name
        bound = (
            cst.AssignTarget
            | cst.Param
            | cst.NameItem
            | cst.AsName
            | cst.FunctionDef
            | cst.ClassDef
            | cst.NamedExpr
            | cst.CompFor
            | cst.For
        )
        return not any(
            isinstance(n, bound) and not self._value_of(n, name)
            for n in (parent, *self._tuples(parent))
        )

    def _tuples(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        while isinstance(node, cst.Element | cst.Tuple):
            node = self.parents[node]
            yield node

    def _value_of(self, binder: cst.CSTNode, name: cst.CSTNode) -> bool:
        if isinstance(binder, cst.CompFor | cst.For):
            return binder.iter is name
        return isinstance(binder, cst.NamedExpr) and binder.value is name


def is_text(node: cst.CSTNode) -> bool:
    """Whether an operand is text or a collection, so that + and * are no arithmetic."""
    collection = (
        cst.BaseList | cst.Tuple | cst.BaseSet | cst.BaseDict | cst.BaseString | cst.BaseComp
    )
    if isinstance(node, cst.BinaryOperation):
        return is_text(node.left) or is_text(node.right)
    return isinstance(node, collection)


def number(node: cst.CSTNode) -> float | None:
    """Return the value of a literal number, or None."""
    if isinstance(node, cst.Integer | cst.Float):
        return float(node.value.replace("_", ""))
    return None


def is_tolerance(node: cst.CSTNode) -> bool:
    """Whether a tolerance, a bound on steps or the like occurs in an expression."""
    if isinstance(node, cst.Name):
        return node.value.isupper() and len(node.value) > 1
    if isinstance(node, cst.Integer | cst.Float):
        value = abs(number(node) or 0.0)
        return value != 0 and not SMALL <= value <= LARGE
    return any(is_tolerance(child) for child in node.children)


def called(node: cst.CSTNode) -> str | None:
    """Return the last name of what a call calls, or None."""
    if not isinstance(node, cst.Call):
        return None
    function = node.func
    return (
        function.value
        if isinstance(function, cst.Name)
        else function.attr.value
        if isinstance(function, cst.Attribute)
        else None
    )
