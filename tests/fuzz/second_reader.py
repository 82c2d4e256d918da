"""A second evaluation of expressions, which shares nothing with the reader.

Python's syntax tree and 120 digits of mpmath, at one point.
"""

import ast
from decimal import Decimal
from typing import Any

from mpmath import MPContext

POINT = {"q": "1.25", "r": "0.75", "theta": "0.625", "beta": "1.5"}
LARGEST = 10**6
"""Arguments of exp, and logarithms of powers, beyond which nothing is compared."""

context = MPContext()
context.dps = 120


def value(text: str) -> Any:
    """Return the value of an expression at the point, real or complex.

    Raises:
        ArithmeticError: It has none, or one that is too large.
    """
    line = " ".join(text.split())
    return _value(ast.parse(line, mode="eval").body, line)


def _value(node: ast.expr, line: str) -> Any:
    match node:
        case ast.Constant():
            top, bottom = Decimal(ast.get_source_segment(line, node) or "").as_integer_ratio()
            return context.mpf(top) / bottom
        case ast.Name(id=name):
            return context.mpf(POINT[name])
        case ast.UnaryOp(op=operator, operand=operand):
            return (
                -_value(operand, line) if isinstance(operator, ast.USub) else _value(operand, line)
            )
        case ast.BinOp(left=left, op=operator, right=right):
            return _combined(operator, _value(left, line), _value(right, line))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return _applied(name, _value(argument, line))
        case _:
            raise AssertionError(f"the reader accepted {ast.dump(node)[:200]}")


def _combined(operator: ast.operator, a: Any, b: Any) -> Any:
    match operator:
        case ast.Add():
            return a + b
        case ast.Sub():
            return a - b
        case ast.Mult():
            return a * b
        case ast.Div():
            return a / b
        case ast.Pow():
            if a and abs(b * context.log(a)) > LARGEST:
                raise OverflowError("a power")
            return a**b
        case _:
            raise AssertionError(f"the reader accepted {operator}")


def _applied(name: str, a: Any) -> Any:
    if name == "exp" and abs(a) > LARGEST:
        raise OverflowError("exp")
    if name == "log" and not a:
        raise ZeroDivisionError("log of zero")
    return {"log": context.log, "exp": context.exp, "sqrt": context.sqrt}[name](a)
