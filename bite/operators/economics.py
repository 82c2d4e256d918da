"""Edits that an author would fear: the other good or type, another's belief, other counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from bite.operators.place import Edit, Place, called, text

_GOODS = (
    ("Q", "R"),
    ("q", "r"),
    ("q_", "r_"),
    ("a_q", "a_r"),
    ("c_1", "c_2"),
    ("f_q", "f_r"),
    ("G_q", "G_r"),
    ("at_q", "at_r"),
)
GOODS = {a: b for pair in _GOODS for a, b in (pair, pair[::-1])}
_TYPES = (
    ("x", "y"), ("x", "x_bar"), ("y", "x_bar"), ("z", "z_prime"), ("x", "taken_for"),
    ("own", "taken_for"), ("own_type", "read_as"), ("kinds", "read"),
)  # fmt: skip
_COUNTS = (
    ("N", "M"), ("agents", "active"), ("sigma", "others"), ("seen", "chosen"),
    ("configuration", "believed_by_others"), ("sigma_star", "sigma_prime"),
    ("counts", "others"), ("believed", "realised"), ("first", "second"), ("passive", "active"),
)  # fmt: skip
_BELIEFS = (
    ("type_posterior", "posterior"),
    ("tau", "phi"),
    ("belief", "tau"),
    ("own_posterior", "posterior"),
    ("alone", "beliefs"),
)
SYMMETRIC = frozenset(
    {
        "min",
        "max",
        "minimum",
        "maximum",
        "Min",
        "Max",
        "isclose",
        "allclose",
        "zip",
        "hypot",
        "isinstance",
        "broadcast_shapes",
    }
)


def _pairs(table: tuple[tuple[str, str], ...], name: str) -> Iterator[str]:
    for a, b in table:
        if name in (a, b):
            yield b if name == a else a


def other_good(name: str) -> str | None:
    """Return the name of the same quantity of the other good, or None.

    >>> other_good("kappa_q"), other_good("R_minus"), other_good("price")
    ('kappa_r', 'Q_minus', None)
    """
    if name in GOODS:
        return GOODS[name]
    for a, b in (("q", "r"), ("r", "q"), ("Q", "R"), ("R", "Q")):
        if name.endswith(f"_{a}"):
            return name[: -len(a)] + b
        if name.startswith(f"{a}_"):
            return b + name[len(a) :]
        if f"_{a}_" in name:
            return name.replace(f"_{a}_", f"_{b}_")
    return None


def goods(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """The other good: a name, an attribute, or the place 0 or 1 in a pair."""
    if isinstance(node, cst.Name) and place.is_read(node):
        other = other_good(node.value)
        if other in place.names:
            yield node, str(other)
    elif (
        isinstance(node, cst.Subscript)
        and not isinstance(node.value, cst.Call)
        and not _a_shape(node.value)
    ):
        last = node.slice[-1].slice
        if isinstance(last, cst.Index) and text(last.value) in ("0", "1"):
            yield last.value, str(1 - int(text(last.value)))
    elif isinstance(node, cst.Call) and called(node) not in SYMMETRIC:
        for one, two in zip(node.args, node.args[1:], strict=False):
            if not (
                one.keyword or two.keyword or one.star or two.star
            ) and _the_same_but_for_the_good(one.value, two.value):
                swapped = ", ".join(
                    text(a.with_changes(comma=cst.MaybeSentinel.DEFAULT))
                    for a in _swapped(node.args, one, two)
                )
                yield node, f"{text(node.func)}({swapped})"


def _swapped(arguments: Sequence[cst.Arg], one: cst.Arg, two: cst.Arg) -> list[cst.Arg]:
    return [two if a is one else one if a is two else a for a in arguments]


def _a_shape(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Attribute) and node.attr.value in {
        "shape",
        "args",
        "types",
        "states",
    }


def _the_same_but_for_the_good(one: cst.BaseExpression, two: cst.BaseExpression) -> bool:
    """Whether two arguments are one quantity of either good, such as ``Q, R``."""
    if isinstance(one, cst.Name) and isinstance(two, cst.Name):
        return other_good(one.value) == two.value
    if isinstance(one, cst.Subscript) and isinstance(two, cst.Subscript):
        return text(one).replace("0]", "1]") == text(two) != text(one) or text(two).replace(
            "0]", "1]"
        ) == text(one) != text(two)
    return False


def types(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Another type or state: a label, or two indices that change places."""
    if isinstance(node, cst.Name) and place.is_read(node) and not _within_belief(node, place):
        for other in _pairs(_TYPES, node.value):
            if place.holds(other):
                yield node, other
    elif isinstance(node, cst.Subscript):
        for one, two in zip(node.slice, node.slice[1:], strict=False):
            if all(
                isinstance(e.slice, cst.Index)
                and isinstance(e.slice.value, cst.Name)
                and e.slice.value.value != "None"  # a new axis, before or after an index alike
                for e in (one, two)
            ):
                swapped = [two if e is one else one if e is two else e for e in node.slice]
                yield node, f"{text(node.value)}[{', '.join(text(e.slice) for e in swapped)}]"


def _within_belief(node: cst.CSTNode, place: Place) -> bool:
    """Whether a node is part of what a belief is computed from."""
    for parent in place.above(node):
        if "posterior" in (called(parent) or "") or "belief" in (called(parent) or ""):
            return True
        if isinstance(parent, cst.Assign) and any(
            "belie" in text(t.target) for t in parent.targets
        ):
            return True
        if isinstance(parent, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            return False
    return False


def belief(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """The own for the other's belief."""
    if isinstance(node, cst.Name) and place.is_read(node):
        tables = (*_BELIEFS, *_TYPES) if _within_belief(node, place) else _BELIEFS
        for other in _pairs(tables, node.value):
            if place.holds(other):
                yield node, other


def counts(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """Realised for believed counts, all for the active, and the like."""
    if isinstance(node, cst.Name) and place.is_read(node):
        for other in _pairs(_COUNTS, node.value):
            if place.holds(other):
                yield node, other
    elif isinstance(node, cst.Attribute) and not _is_called(node, place):
        for other in _pairs(_COUNTS, node.attr.value):
            if f"{text(node.value)}.{other}" in place.attributes:
                yield node.attr, other


def _is_called(node: cst.Attribute, place: Place) -> bool:
    """Whether an attribute is a method that is called: what has it need not have the other."""
    parent = place.parents.get(node)
    return isinstance(parent, cst.Call) and parent.func is node


def kappa(node: cst.CSTNode, place: Place) -> Iterator[Edit]:
    """The exogenous offer of one agent for that of all M, or none."""
    if (
        isinstance(node, cst.BinaryOperation)
        and isinstance(node.operator, cst.Multiply | cst.Add)
        and "kappa" in text(node)
    ):
        for kept, left_out in ((node.left, node.right), (node.right, node.left)):
            if ("kappa" in text(kept)) != ("kappa" in text(left_out)):
                yield node, f"({text(kept)})"


OPERATORS = {"kappa": kappa, "goods": goods, "belief": belief, "type": types, "counts": counts}
