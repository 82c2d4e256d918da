r"""A walk over a module that collects the edits which the operators propose.

Not mutated, since no formula stands there: documentation, annotations, decorators, default values,
texts, errors and what leads to them (a condition whose branch only raises), settings of types and
of warnings, readings of a clock, and methods that show a value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from bite.operators import arithmetic, choices, economics
from bite.operators.place import Place, called, text

Position = tuple[int, int]

OPERATORS = {**economics.OPERATORS, **arithmetic.OPERATORS, **choices.OPERATORS}
"""Where two operators propose the same edit, the first has it."""

_SPARED = (
    cst.Annotation,
    cst.Decorator,
    cst.Raise,
    cst.Assert,
    cst.Import,
    cst.ImportFrom,
    cst.FormattedString,
    cst.SimpleString,
    cst.Global,
    cst.Del,
)
_SETTINGS = frozenset(
    {
        "dtype",
        "maxsize",
        "copy",
        "order",
        "keepdims",
        "minlength",
        "kind",
        "strict",
        "default",
        "all",
        "invalid",
        "evaluate",
    }
)
_CALLS = frozenset(
    {
        "isinstance",
        "errstate",
        "lru_cache",
        "astype",
        "dataclass",
        "field",
        "catch_warnings",
        "print",
        "reshape",
        "enter",
    }
)
_CLOCKS = frozenset({"monotonic", "perf_counter", "process_time"})
_SHOWN = frozenset(
    {
        "__repr__",
        "__str__",
        "_latex",
        "_sympystr",
        "__hash__",
        "_eval_is_finite",
        "_eval_is_extended_real",
    }
)


@dataclass(frozen=True)
class Proposal:
    """What an operator proposes: the functions around the place, its ends, and the new text."""

    functions: tuple[str, ...]
    operator: str
    start: Position
    end: Position
    after: str


def proposals(source: str, exact: bool) -> list[Proposal]:
    """List the edits that the operators propose for a module, in the order of the text.

    Args:
        source: The module.
        exact: Whether it is exact mathematics; then formulas outside functions count too.
    """
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = _Visitor(wrapper, exact)
    wrapper.module.visit(visitor)
    return visitor.proposed


class _Visitor(cst.CSTVisitor):
    """Walks over a module and collects edits."""

    def __init__(self, wrapper: MetadataWrapper, exact: bool) -> None:
        super().__init__()
        self.positions = wrapper.resolve(PositionProvider)
        self.parents = wrapper.resolve(ParentNodeProvider)
        self.globals = frozenset(_bound(wrapper.module))
        self.exact = exact
        self.functions: list[cst.FunctionDef | cst.ClassDef] = []
        self.attributes = _attributes(wrapper.module)
        called = _called(wrapper.module)
        self.places = [Place(self.parents, self.globals, self.exact, self.attributes, called)]
        self.assigned: list[dict[str, Position]] = []
        self.taken: set[tuple[object, ...]] = set()
        self.proposed: list[Proposal] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _spared(node):
            return False
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.functions.append(node)
            self.assigned.append(self._first_assigned(node))
            self.places.append(replace(self.places[-1], names=self.places[-1].names | _bound(node)))
        elif self._counts():
            self._propose(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.functions and self.functions[-1] is original_node:
            self.functions.pop()
            self.assigned.pop()
            self.places.pop()

    def _counts(self) -> bool:
        """Whether formulas stand here: in functions, and in modules of exact formulas."""
        return self.exact or any(isinstance(f, cst.FunctionDef) for f in self.functions)

    def _propose(self, node: cst.CSTNode) -> None:
        for name, operator in OPERATORS.items():
            for replaced, after in operator(node, self.places[-1]):
                place = self.positions[replaced]
                start = (place.start.line, place.start.column)
                end = (place.end.line, place.end.column)
                same = (start, end, after) in self.taken or after == text(replaced)
                if not (same or self._of_a_header(replaced) or self._too_early(after, start)):
                    self.taken.add((start, end, after))
                    functions = tuple(f.name.value for f in self.functions)
                    self.proposed.append(Proposal(functions, name, start, end, after))

    def _first_assigned(self, function: cst.FunctionDef | cst.ClassDef) -> dict[str, Position]:
        """Return where each name that a function assigns, but is not given, is assigned first."""
        visitor = _Names(function)
        function.visit(visitor)
        found: dict[str, Position] = {}
        for name, node in visitor.assigned:
            place = self.positions[node].end  # of the whole statement: its value comes first
            found[name] = min(
                found.get(name, (place.line, place.column)), (place.line, place.column)
            )
        return {n: p for n, p in found.items() if n not in visitor.given}

    def _too_early(self, name: str, place: Position) -> bool:
        """Whether a name stands for nothing yet at a place: the function assigns it further below."""
        return bool(self.assigned) and self.assigned[-1].get(name, place) > place

    def _of_a_header(self, node: cst.CSTNode) -> bool:
        """Whether a node is part of a function's header."""
        above = self.places[-1].above_expression(node)
        return any(isinstance(n, cst.Parameters) for n in above)


def _spared(node: cst.CSTNode) -> bool:
    """Whether nothing below a node counts."""
    if isinstance(node, cst.BinaryOperation | cst.Comparison) and _reads_a_clock(node):
        return True
    if isinstance(node, cst.FunctionDef):
        return node.name.value in _SHOWN
    if isinstance(node, cst.If):
        return _only_raises(node.body) and node.orelse is None
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in _SETTINGS
    if isinstance(node, cst.Call):
        return called(node) in _CALLS or _is_error(node)
    return isinstance(node, _SPARED)


def _reads_a_clock(node: cst.CSTNode) -> bool:
    """Whether an operand is the time of day: how long something took is no formula."""
    return any(called(child) in _CLOCKS or _reads_a_clock(child) for child in node.children)


def _is_error(node: cst.Call) -> bool:
    return (called(node) or "").endswith(("Error", "Exception"))


def _only_raises(body: cst.BaseSuite) -> bool:
    statements = [
        s
        for line in body.body
        for s in (line.body if isinstance(line, cst.SimpleStatementLine) else [line])
    ]
    return isinstance(statements[-1], cst.Raise)


class _Names(cst.CSTVisitor):
    """Collects the names that a module or a function binds, those of inner functions aside."""

    def __init__(self, scope: cst.CSTNode) -> None:
        super().__init__()
        self.scope, self.names = scope, set[str]()
        self.given: set[str] = set()
        self.assigned: list[tuple[str, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef | cst.ClassDef) and node is not self.scope:
            self.names.add(node.name.value)
            return False
        if isinstance(node, cst.ImportAlias):
            self.names.add(node.evaluated_alias or node.evaluated_name.split(".")[0])
        elif isinstance(node, cst.Param):
            self.names.add(node.name.value)
            self.given.add(node.name.value)
        elif isinstance(node, cst.Assign):
            for target in node.targets:
                self._targets(target.target, node)
        elif isinstance(node, cst.AnnAssign | cst.CompFor | cst.For):
            before = len(self.assigned)
            self._targets(node.target, node if isinstance(node, cst.AnnAssign) else node.target)
            if isinstance(node, cst.CompFor):  # it is known where it is read, further left
                self.given.update(name for name, _ in self.assigned[before:])
        return True

    def _targets(self, target: cst.CSTNode, statement: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self.names.add(target.value)
            self.assigned.append((target.value, statement))
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._targets(element.value, statement)


class _Attributes(cst.CSTVisitor):
    """Collects the attributes that a module reads, each with what has it, such as ``self.counts``."""

    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.names.add(text(node))


class _Called(cst.CSTVisitor):
    """Collects the names that a module calls."""

    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name):
            self.names.add(node.func.value)


def _called(module: cst.Module) -> frozenset[str]:
    visitor = _Called()
    module.visit(visitor)
    return frozenset(visitor.names)


def _attributes(module: cst.Module) -> frozenset[str]:
    visitor = _Attributes()
    module.visit(visitor)
    return frozenset(visitor.names)


def _bound(scope: cst.CSTNode) -> frozenset[str]:
    visitor = _Names(scope)
    scope.visit(visitor)
    return frozenset(visitor.names)
