"""A utility as a postfix program: what a page computes with, without evaluating any text.

The engine has the formula; a browser must show what an offer would be worth while a participant
moves a slider.  The text of the economy's file is read through a whitelist of syntax into a list of
numbers and words, which ``value`` here and ``utilityOf`` in ``offer.js`` work off with a stack.

Conventions: a program is a list of floats, of the names ``q`` and ``r``, and of the words in
``OPERATIONS``; parameters are already numbers.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence

Program = list[float | str]
OPERATIONS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: math.pow(a, b),
    "neg": lambda a: -a,
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
}
_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_FUNCTIONS = {"log": "log", "ln": "log", "exp": "exp", "sqrt": "sqrt"}
_UNARY = {"neg", *_FUNCTIONS.values()}


def program(text: str, parameters: Mapping[str, float]) -> Program:
    """Return the program of a utility in q, r and parameters.

    Raises:
        ValueError: The text has other syntax, or a name that is neither q, r nor a parameter.

    >>> program("2*log(q) - r", {})
    [2.0, 'q', 'log', '*', 'r', '-']
    """
    try:
        tree = ast.parse(text.strip().replace("^", "**"), mode="eval")
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError(f"utility must be a formula, got {text[:60]!r}") from None
    return _read(tree.body, parameters)


def _read(node: ast.expr, parameters: Mapping[str, float]) -> Program:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return [float(number)]
        case ast.Name(id="q" | "r" as name):
            return [name]
        case ast.Name(id=name) if name in parameters:
            return [float(parameters[name])]
        case ast.BinOp(left=a, op=op, right=b) if type(op) in _BINARY:
            return [*_read(a, parameters), *_read(b, parameters), _BINARY[type(op)]]
        case ast.UnaryOp(op=ast.UAdd(), operand=a):
            return _read(a, parameters)
        case ast.UnaryOp(op=ast.USub(), operand=a):
            return [*_read(a, parameters), "neg"]
        case ast.Call(func=ast.Name(id=name), args=[a], keywords=[]) if name in _FUNCTIONS:
            return [*_read(a, parameters), _FUNCTIONS[name]]
    raise ValueError(
        f"utility must have q, r, parameters, numbers, + - * / ** and log, exp, sqrt; got {ast.unparse(node)[:60]!r}"
    )


def value(steps: Sequence[float | str], q: float, r: float) -> float:
    """Return the value of a program at (q, r); NaN where it is not real or not finite.

    >>> value([2.0, "q", "*", "r", "+"], 3, 1)
    7.0
    """
    stack: list[float] = []
    try:
        for step in steps:
            if isinstance(step, float | int):
                stack.append(float(step))
            elif step in ("q", "r"):
                stack.append(q if step == "q" else r)
            elif step in _UNARY:
                stack.append(OPERATIONS[step](stack.pop()))
            else:
                b = stack.pop()
                stack.append(OPERATIONS[step](stack.pop(), b))
        return stack[0] if math.isfinite(stack[0]) else math.nan
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan
