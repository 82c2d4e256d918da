r"""Read a utility u(q, r) from text, through a whitelist of syntax and within bounds of size.

The grammar: the names q and r, the names of the parameters, exact numbers (``0.45`` is 9/20), ``+ - * / **``, parentheses, and calls of ``log``, ``exp`` and
``sqrt`` with one argument.  Text is parsed into a syntax tree and the tree is walked; nothing is evaluated as a program.  SymPy carries out numerical powers
as soon as they are built, so every power is bounded *before* it is built: ``9**9**9`` is refused, not computed.

Conventions: the result is in the symbols ``notation.q`` and ``notation.r`` and one real symbol for each parameter; constants are exact; a ``ParseError`` is one
sentence that begins with ``utility`` (or ``parameter``).

Paper: section 2.1, the function u(q, r; x, z).
"""

from __future__ import annotations

import ast
import keyword
import math
import re
import warnings
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy as sp

from symbolic.notation import q, r

MAX_CHARACTERS = 2000
MAX_SYNTAX_DEPTH = 150
MAX_DEPTH = 30
MAX_NODES = 500
MAX_LITERAL = 30
MAX_EXPONENT = 1000
MAX_BITS = 4096
RANGE = (1e-300, 1e300)

FUNCTIONS: dict[str, Any] = {"log": sp.log, "exp": sp.exp, "sqrt": sp.sqrt}
RESERVED = frozenset({"q", "r", *FUNCTIONS})

_LITERAL = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,49}")
_FOREIGN_OPERATORS = {ast.BitXor: "^", ast.Mod: "%", ast.FloorDiv: "//", ast.MatMult: "@"}
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


class ParseError(ValueError):
    """A utility or a parameter's name is outside the grammar; the message is one sentence."""


def parameter_symbols(parameters: Iterable[str]) -> dict[str, sp.Symbol]:
    """Return one real symbol for each parameter.

    Raises:
        ParseError: A name is not an identifier in ASCII letters, digits and underscores, is a Python keyword or reserved, or occurs twice.

    >>> parameter_symbols(["theta"])
    {'theta': theta}
    """
    symbols: dict[str, sp.Symbol] = {}
    for name in parameters:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
            raise ParseError(f'parameter "{str(name)[:60]}" must be an identifier of ASCII letters, digits and underscores, and no Python keyword')
        if name in RESERVED:
            raise ParseError(f'parameter "{name}" has a reserved name; reserved are {", ".join(sorted(RESERVED))}')
        if name in symbols:
            raise ParseError(f'parameter "{name}" occurs twice')
        symbols[name] = sp.Symbol(name, real=True)
    return symbols


def parse_utility(text: str, parameters: Iterable[str] = ()) -> sp.Expr:
    """Read a utility from text.

    Args:
        text: An expression in q, r and the parameters, at most 2000 ASCII characters.
        parameters: The names of the parameters.

    Returns:
        The expression in ``notation.q``, ``notation.r`` and ``Symbol(name, real=True)`` for each parameter that it uses.

    Raises:
        ParseError: The text is outside the grammar, exceeds a bound, or is not a finite real expression.

    Paper: section 2.1.

    >>> parse_utility("0.45*log(q) + theta*log(r)", ["theta"])
    theta*log(r) + 9*log(q)/20
    """
    names = {"q": q, "r": r, **parameter_symbols(parameters)}
    if not isinstance(text, str):
        raise ParseError(f"utility must be text, got {type(text).__name__}")
    line = _one_line(text)
    return _examined(_Reader(line, names).expression(_syntax_tree(line), 0))


def check_utility(expression: Any, parameters: Iterable[str] = ()) -> sp.Expr:
    """Check a SymPy expression against the same whitelist and express it in the project's symbols.

    Symbols are matched by name, whatever their assumptions, and a floating-point number is read as the decimal that it prints as.

    Raises:
        ParseError: The expression has a foreign function, an unknown symbol or two symbols of one name, exceeds a bound, or is not finite and real.

    >>> check_utility(sp.log(sp.Symbol("q")) * 0.5)
    log(q)/2
    """
    names = {"q": q, "r": r, **parameter_symbols(parameters)}
    if not isinstance(expression, sp.Expr):
        raise ParseError(f"utility must be text or a SymPy expression, got {type(expression).__name__}")
    replacements: dict[sp.Expr, sp.Expr] = {}
    for atom in sorted(expression.atoms(sp.Symbol, sp.Float), key=str):
        if isinstance(atom, sp.Float):
            replacements[atom] = _decimal(repr(float(atom)))
        elif atom.name not in names:
            raise ParseError(_unknown(atom.name, names))
        elif names[atom.name] in replacements.values():
            raise ParseError(f'utility has two different symbols named "{atom.name}"')
        else:
            replacements[atom] = names[atom.name]
    return _examined(_examined(expression, symbols=set(replacements)).xreplace(replacements))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ParseError("utility must not be empty")
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"utility must have at most {MAX_CHARACTERS} characters, got {len(text)}")
    foreign = next((c for c in line if not " " <= c <= "~"), None)
    if foreign is not None:
        raise ParseError(f"utility must be written in printable ASCII characters, found {foreign!a}")
    return line


def _syntax_tree(line: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        raise ParseError(f'utility is not a well-formed expression: "{_short(line)}", near character {error.offset or 1}') from None
    except (ValueError, MemoryError, RecursionError):
        raise ParseError("utility is nested too deeply") from None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _unknown(name: str, names: dict[str, sp.Symbol]) -> str:
    return f'utility uses an unknown name "{name}"; known are {", ".join(names)}'


def _decimal(text: str) -> sp.Rational:
    try:
        value = Fraction(text)
    except ValueError:
        raise ParseError(f"utility must contain finite numbers only, got {text}") from None
    return sp.Rational(value.numerator, value.denominator)


class _Reader:
    """Walks a syntax tree; ``line`` is the text that it came from and ``names`` the symbols in scope."""

    def __init__(self, line: str, names: dict[str, sp.Symbol]) -> None:
        self.line = line
        self.names = names
        self.nodes = 0

    def expression(self, node: ast.expr, depth: int) -> sp.Expr:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ParseError(f"utility must have at most {MAX_NODES} names, numbers and operations")
        if depth > MAX_SYNTAX_DEPTH:
            raise ParseError("utility is nested too deeply")
        return _finite(self._built(node, depth + 1))

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
                raise ParseError(f'utility contains {self._kind(node)}, which is not allowed: "{self._source(node)}"')

    def _source(self, node: ast.expr) -> str:
        return _short(ast.get_source_segment(self.line, node) or self.line)

    def _kind(self, node: ast.expr) -> str:
        return next((words for cls, words in _FOREIGN_SYNTAX if isinstance(node, cls)), "syntax outside the grammar")

    def _number(self, node: ast.Constant) -> sp.Rational:
        written = self.line[node.col_offset : node.end_col_offset]
        if not _LITERAL.fullmatch(written):
            raise ParseError(f'utility contains "{_short(written)}", which is not a decimal number')
        exponent = int(re.split("[eE]", written)[1]) if re.search("[eE]", written) else 0
        if len(written) > MAX_LITERAL or abs(exponent) > MAX_LITERAL:
            raise ParseError(f'utility contains "{_short(written)}", which must have at most {MAX_LITERAL} characters and an exponent of at most {MAX_LITERAL}')
        return _decimal(written)

    def _name(self, name: str) -> sp.Symbol:
        if name in FUNCTIONS:
            raise ParseError(f'utility names the function "{name}" without an argument in parentheses')
        if name not in self.names:
            raise ParseError(_unknown(name, self.names))
        return self.names[name]

    def _binary(self, operator: ast.operator, left: ast.expr, right: ast.expr, depth: int) -> sp.Expr:
        if not isinstance(operator, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow):
            sign = _FOREIGN_OPERATORS.get(type(operator), "of another kind")
            raise ParseError(f"utility uses the operator {sign}; allowed are + - * / and ** for powers")
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
                return _power(a, b)

    def _call(self, name: str, arguments: list[ast.expr], depth: int) -> sp.Expr:
        if name not in FUNCTIONS:
            raise ParseError(f'utility calls "{name}"; only log, exp and sqrt may be called')
        if len(arguments) != 1 or isinstance(arguments[0], ast.Starred):
            raise ParseError(f"utility calls {name} with {len(arguments)} argument(s); it takes exactly one, a plain expression")
        argument = self.expression(arguments[0], depth)
        if name == "sqrt":
            return _power(argument, sp.Rational(1, 2))
        if name == "log" and argument.is_zero:
            raise ParseError("utility takes the logarithm of zero")
        if name == "exp" and (argument.has(sp.log) or (argument.is_number and abs(_value(argument)) > 690)):
            # SymPy would rewrite exp(n*log(2)) as the integer 2**n.
            raise ParseError("utility takes exp of a logarithm or of a number above 690; write base**exponent instead")
        return FUNCTIONS[name](argument)


def _power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """Build base**exponent after bounding what SymPy would compute."""
    if base.is_zero:
        raise ParseError("utility raises zero to a power")
    if base.is_number and _value(base) < 0 and not exponent.is_Integer:
        raise ParseError("utility raises a negative number to a power that is not an integer")
    numbers = exponent.atoms(sp.Rational)
    if any(abs(n) > MAX_EXPONENT for n in numbers):
        raise ParseError(f"utility has an exponent above {MAX_EXPONENT} in absolute value")
    bits = max((max(abs(n.p).bit_length(), n.q.bit_length()) for n in base.atoms(sp.Rational)), default=1)
    largest = max((math.ceil(abs(n)) for n in numbers), default=1)
    if largest > 1 and bits > 1 and bits * largest > MAX_BITS:
        raise ParseError("utility has a power that is too large to write out")
    return base**exponent


def _value(constant: sp.Expr) -> float:
    """Return the approximate value of an expression without symbols; NaN where it is not a finite real number of moderate size."""
    try:
        value = _approximate(constant)
    except (OverflowError, ValueError, ZeroDivisionError, TypeError):
        return math.nan
    return value if value == 0 or RANGE[0] <= abs(value) <= RANGE[1] else math.nan


def _approximate(constant: sp.Expr) -> float:
    parts = [_approximate(a) for a in constant.args]
    if constant.is_Rational:
        return float(constant.p / constant.q)
    if constant is sp.E:
        return math.e
    if constant.is_Add:
        return math.fsum(parts)
    if constant.is_Mul:
        return math.prod(parts)
    if constant.is_Pow:
        return math.pow(*parts)
    if isinstance(constant, sp.exp | sp.log):
        return math.exp(parts[0]) if isinstance(constant, sp.exp) else math.log(parts[0])
    raise TypeError(f"no value for {type(constant).__name__}")


def _finite(expression: sp.Expr) -> sp.Expr:
    if expression.is_number and math.isnan(_value(expression)):
        raise ParseError("utility contains a constant that is not a finite real number between 1e-300 and 1e300 in absolute value")
    return expression


def _examined(expression: sp.Expr, symbols: set[sp.Expr] | None = None) -> sp.Expr:
    """Check the finished tree: its size, its depth, and that every node is in the whitelist."""
    remaining, seen = [(expression, 0)], 0
    while remaining:
        node, depth = remaining.pop()
        seen += 1
        if seen > 4 * MAX_NODES or depth > MAX_DEPTH:
            raise ParseError("utility is too large or nested too deeply")
        if not (isinstance(node, sp.Symbol | sp.Rational | sp.Add | sp.Mul | sp.Pow | sp.log | sp.exp) or node is sp.E or (symbols and node in symbols)):
            raise ParseError(f'utility contains "{_short(str(node))}", which is not allowed; use + - * / **, log, exp and sqrt')
        if node.is_Pow and any(abs(n) > MAX_EXPONENT for n in node.exp.atoms(sp.Rational)):
            raise ParseError(f"utility has an exponent above {MAX_EXPONENT} in absolute value")
        if symbols is None:
            _finite(node)
        remaining.extend((a, depth + 1) for a in node.args)
    return expression
