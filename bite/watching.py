r"""Whether a mutant is stillborn: the edited code is ill-typed, so that no call of it ever returns.

The function that the edit is in counts the calls that reach the edited statement, and those of
them that end in an error of type or shape (``TypeError``, ``AttributeError``, ``NameError``,
``IndexError``, or NumPy's ``ValueError`` for arrays that do not fit).  Where all did, over all
claims that ran, the edited code has no value that a claim could notice, as code that does not
compile has none.  So has a module that can no longer be imported.

Conventions: a single call that returns is enough for the mutant to count in full, unless every
claim ends in an error of type or shape further on (``bite.noticing``); so is one that ends in any
other error, such as a division by zero, since whether that happens depends on values.
"""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass, field

_CLASSES = ("TypeError", "AttributeError", "NameError", "IndexError")
Position = tuple[int, int]
SEEN, ENDED, REACHED = "__bite_seen__", "__bite_ended__", "__bite_reached__"
_SHAPES = re.compile(
    r"broadcast|not aligned|mismatch|inhomogeneous|same number of dimensions|"
    r"array element with a sequence|out of bounds|axes don't match|dimension|"
    r"(too many|not enough) values to unpack|truth value of an array|incorrect shape|"
    r"reshape array|must have the same shape|must have shape"
)


@dataclass
class Watch:
    """What was seen of the edited statement.

    Args:
        calls: The calls of its function that reached it.
        ill_typed: Those of them that ended in an error of type or shape.
        errors: What the first of these said.
    """

    calls: int = 0
    ill_typed: int = 0
    errors: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Make the reports known to code that was made by ``watched``."""
        setattr(builtins, SEEN, self._seen)
        setattr(builtins, ENDED, self._ended)

    def _seen(self) -> bool:
        self.calls += 1
        return True

    def _ended(self, error: BaseException) -> None:
        if ill_typed(error):
            self.ill_typed += 1
            if not self.errors:
                self.errors.append(f"{type(error).__name__}: {error}")

    @property
    def stillborn(self) -> bool:
        """Whether every call that reached the edit ended in an error of type or shape."""
        return self.calls > 0 and self.calls == self.ill_typed


def ill_typed(error: BaseException) -> bool:
    """Whether an error says that types or shapes do not fit.

    >>> ill_typed(TypeError("'float' object is not subscriptable")), ill_typed(ValueError("N > 0"))
    (True, False)
    """
    if isinstance(error, TypeError | AttributeError | NameError | IndexError):
        return True
    return type(error) is ValueError and _SHAPES.search(str(error)) is not None


def says_ill_typed(told: str) -> bool:
    """Whether what is told of an error, its class first, says that types or shapes do not fit.

    >>> says_ill_typed("IndexError: index 3 is out of bounds"), says_ill_typed("ValueError: N > 0")
    (True, False)
    """
    name, _, said = told.partition(": ")
    return name in _CLASSES or (name == "ValueError" and _SHAPES.search(said) is not None)


def says_no_program(told: str) -> bool:
    """Whether what is told of an error says that code names what is bound nowhere, or cannot be parsed.

    >>> says_no_program("NameError: name 'b_r' is not defined"), says_no_program("TypeError: no")
    (True, False)
    """
    return told.partition(": ")[0] in ("NameError", "SyntaxError")


def watched(source: str, place: Position) -> ast.Module:
    """Return the tree of a module whose function around a place reports what becomes of it.

    A module whose place is outside all functions is returned as it is.
    """
    tree = ast.parse(source)
    path = _around(tree, place)
    inside = [i for i, node in enumerate(path) if isinstance(node, ast.FunctionDef)]
    if not inside or path[-1] is path[inside[-1]]:
        return tree
    function = path[inside[-1]]
    assert isinstance(function, ast.FunctionDef)
    _report(function, path[inside[-1] + 1 :])
    return ast.fix_missing_locations(tree)


def _around(tree: ast.Module, place: Position) -> list[ast.stmt]:
    """Return the statements around a place, the outermost first."""
    path: list[ast.stmt] = []
    node: ast.AST | None = tree
    while node is not None:
        node = next((s for s in _statements(node) if _within(s, place)), None)
        if node is not None:
            path.append(node)
    return path


def _statements(node: ast.AST) -> list[ast.stmt]:
    """Return the statements directly below a node."""
    found: list[ast.stmt] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            found.append(child)
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            found += _statements(child)
    return found


def _within(statement: ast.stmt, place: Position) -> bool:
    end = (statement.end_lineno or 0, statement.end_col_offset or 0)
    return (statement.lineno, statement.col_offset) <= place < end


def _report(function: ast.FunctionDef, path: list[ast.stmt]) -> None:
    """Let a function say that a statement is reached, once a call, and how such a call ends."""
    statement = path[-1]
    owner: ast.AST = path[-2] if len(path) > 1 else function
    reported = ast.parse(f"if not {REACHED}:\n {REACHED} = {SEEN}()").body[0]
    for listed in _lists(owner):
        if statement in listed:
            listed.insert(listed.index(statement), reported)
    documented = ast.get_docstring(function, clean=False) is not None
    body = function.body[int(documented) :]
    guard = ast.parse(
        f"{REACHED} = False\ntry:\n pass\nexcept BaseException as __bite_error__:\n"
        f" if {REACHED}:\n  {ENDED}(__bite_error__)\n raise"
    ).body
    tried = guard[1]
    assert isinstance(tried, ast.Try)
    tried.body = body
    function.body = [*function.body[: int(documented)], *guard]


def _lists(node: ast.AST) -> list[list[ast.stmt]]:
    """Return the lists of statements of a node, those of its handlers and cases included."""
    listed = [
        value
        for _, value in ast.iter_fields(node)
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt)
    ]
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ExceptHandler | ast.match_case):
            listed += _lists(child)
    return listed
