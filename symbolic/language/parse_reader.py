r"""Reading the syntax tree of a utility, node by node, through the whitelist."""

from __future__ import annotations

import ast
import re
from fractions import Fraction

import sympy as sp

from symbolic.language.parse_limits import ParseError, call, finite, power

MAX_SYNTAX_DEPTH = 150


MAX_NODES = 500


MAX_LITERAL = 30


MAX_INTEGER = 301


FUNCTIONS = ("exp", "ln", "log", "sqrt")


_LITERAL = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


_FOREIGN_OPERATORS = {ast.Mod: "%", ast.FloorDiv: "//", ast.MatMult: "@"}


_FOREIGN_SYNTAX: tuple[tuple[type[ast.AST], str], ...] = (
    (ast.Attribute, "an attribute access"),
    (ast.Subscript, "a subscript"),
    (ast.Lambda, "a lambda"),
    (ast.Compare, "a comparison"),
    (ast.BoolOp, "a logical operator"),
    (ast.IfExp, "a conditional"),
    (ast.Tuple, "a comma"),
    (ast.NamedExpr, "an assignment"),
)


def short(text: str) -> str:
    """Quote a text of a user, cut if it is long."""
    return text if len(text) <= 60 else text[:57] + "..."


def unknown(name: str, names: dict[str, sp.Symbol]) -> str:
    """Say which names there are, where one is not known."""
    return f'utility uses an unknown name "{short(name)}"; known are {", ".join(names)}'


def decimal(text: str) -> sp.Rational:
    """Read a number exactly."""
    try:
        value = Fraction(text)
    except ValueError:
        raise ParseError(f"utility must contain finite numbers only, got {text}") from None
    return sp.Rational(value)


class Reader:
    """Walks a syntax tree; ``line`` is the text that it came from and ``names`` the symbols in scope."""

    def __init__(self, line: str, names: dict[str, sp.Symbol]) -> None:
        self.line = line
        self.names = names
        self.nodes = 0

    def expression(self, node: ast.expr, depth: int) -> sp.Expr:
        """Read a node and what is below it."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ParseError(f"utility must have at most {MAX_NODES} names, numbers and operations")
        if depth > MAX_SYNTAX_DEPTH:
            raise ParseError("utility is nested too deeply")
        return finite(self._built(node, depth + 1))

    def _built(self, node: ast.expr, depth: int) -> sp.Expr:
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.expression(operand, depth)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.expression(operand, depth)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._binary(operator, left, right, depth)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments, depth)
            case _:
                raise ParseError(
                    f"utility contains {self._kind(node)}, which is not allowed: "
                    f'"{self._source(node)}"'
                )

    def _source(self, node: ast.expr) -> str:
        return short(ast.get_source_segment(self.line, node) or self.line)

    def _kind(self, node: ast.expr) -> str:
        return next(
            (words for cls, words in _FOREIGN_SYNTAX if isinstance(node, cls)),
            "syntax outside the grammar",
        )

    def _number(self, node: ast.Constant) -> sp.Rational:
        written = self.line[node.col_offset : node.end_col_offset]
        if not _LITERAL.fullmatch(written):
            raise ParseError(f'utility contains "{short(written)}", which is not a decimal number')
        if written.isdigit() and len(written) <= MAX_INTEGER:
            return sp.Integer(written)
        exponent = int(re.split("[eE]", written)[1]) if re.search("[eE]", written) else 0
        if len(written) > MAX_LITERAL or abs(exponent) > MAX_LITERAL:
            raise ParseError(
                f'utility contains "{short(written)}", which must have at most {MAX_LITERAL} '
                f"characters and an exponent of at most {MAX_LITERAL}"
            )
        return decimal(written)

    def _name(self, name: str) -> sp.Symbol:
        if name in FUNCTIONS:
            raise ParseError(
                f'utility names the function "{name}" without an argument in parentheses'
            )
        if name not in self.names:
            raise ParseError(unknown(name, self.names))
        return self.names[name]

    def _binary(
        self, operator: ast.operator, left: ast.expr, right: ast.expr, depth: int
    ) -> sp.Expr:
        if not isinstance(operator, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow):
            sign = _FOREIGN_OPERATORS.get(type(operator), "of another kind")
            raise ParseError(
                f"utility uses the operator {sign}; allowed are + - * / and ** for powers"
            )
        a, b = self.expression(left, depth), self.expression(right, depth)
        match operator:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div() if b.is_zero:
                raise ParseError(f'utility divides by zero: "{self._source(right)}"')
            case ast.Div():
                return a / b
            case _:
                return power(a, b)

    def _call(self, name: str, arguments: list[ast.expr], depth: int) -> sp.Expr:
        if name not in FUNCTIONS:
            raise ParseError(f'utility calls "{name}"; only log, exp and sqrt may be called')
        if len(arguments) != 1 or isinstance(arguments[0], ast.Starred):
            raise ParseError(
                f"utility calls {name} with {len(arguments)} argument(s); it takes exactly one, a "
                "plain expression"
            )
        argument = self.expression(arguments[0], depth)
        return call("log" if name == "ln" else name, argument)
