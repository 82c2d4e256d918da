r"""Mechanical reasons for which an edit changes nothing.

* The compiled module is the same, line numbers aside.
* Both texts are the same expression: read as polynomials and quotients over what they call, index
  and name, their difference cancels to zero.
* A function of ``symbolic/model`` without arguments returns the same expression; decided by the
  ring of ``symbolic.deciding``.

That no claim depends on an edit is no such reason.
"""

from __future__ import annotations

import ast
import marshal
import operator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import sympy as sp

from bite.mutants import Mutant

BYTECODE, EXPRESSION, VALUE = (
    "the same bytecode",
    "the same expression",
    "a function that returns the same expression",
)


def reason(mutant: Mutant, source: str) -> str | None:
    r"""Return why an edit changes nothing, as far as its text tells, or None.

    >>> m = Mutant("numeric/a.py", "numeric.a.f", "type", (2, 11), (2, 16), "a + b", "b + a")
    >>> reason(m, "def f(a, b):\n    return a + b\n")
    'the same expression'
    """
    if _code(source) == _code(mutant.applied(source)):
        return BYTECODE
    return EXPRESSION if _same_expression(mutant.before, mutant.after) else None


def _code(source: str) -> bytes:
    return marshal.dumps(_without_lines(compile(source, "module", "exec", dont_inherit=True)))


def _without_lines(code: CodeType) -> CodeType:
    inner = tuple(_without_lines(c) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(
        co_consts=inner,
        co_firstlineno=1,
        co_linetable=b"",
        co_exceptiontable=code.co_exceptiontable,
        co_qualname="",
        co_name="",
    )


def _same_expression(before: str, after: str) -> bool:
    try:
        one, two = (_read(ast.parse(f"({t})", mode="eval").body) for t in (before, after))
    except (SyntaxError, ZeroDivisionError, TypeError, ValueError):
        return False
    return one == two or bool(sp.cancel(one - two) == 0)


_OPERATIONS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv
}  # fmt: skip


def _read(node: ast.expr) -> sp.Expr:
    """Read an expression; what is no arithmetic is a symbol."""
    match node:
        case ast.BinOp(left, sign, right) if type(sign) in _OPERATIONS:
            return _OPERATIONS[type(sign)](_read(left), _read(right))
        case ast.BinOp(left, ast.Pow(), ast.Constant(value)) if (
            isinstance(value, int) and 0 <= value <= 8
        ):
            return _read(left) ** value
        case ast.UnaryOp(ast.USub(), operand):
            return -_read(operand)
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            return sp.Rational(str(value))
        case _:
            return sp.Symbol(ast.dump(node))


def returns_the_same(mutant: Mutant, mutated: ModuleType) -> bool:
    """Whether a function of exact mathematics without arguments returns the same expression.

    Called where the mutated project is imported.
    """
    names = mutant.function.removeprefix(f"{mutated.__name__}.").split(".")
    if not mutant.path.startswith("symbolic/") or len(names) != 1:
        return False
    original = ModuleType(mutated.__name__)
    original.__file__ = mutated.__file__
    source = Path(str(mutated.__file__)).read_text(encoding="utf-8")
    exec(compile(source, mutant.path, "exec", dont_inherit=True), original.__dict__)
    try:
        return _identical(getattr(original, names[0])(), getattr(mutated, names[0])())
    except (TypeError, AttributeError):
        return False


def _identical(one: Any, two: Any) -> bool:
    from symbolic.deciding.ring import identical

    if isinstance(one, tuple) and isinstance(two, tuple):
        return len(one) == len(two) and all(map(_identical, one, two))
    if not (isinstance(one, sp.Expr) and isinstance(two, sp.Expr)):
        return False
    return one == two or identical(one, two) is True
