r"""Read a utility u(q, r) from text, through a whitelist of syntax and within bounds of size.

The grammar: the names q and r, the names of the parameters, exact numbers (``0.45`` is 9/20), ``+ -
* / **``, parentheses, and calls of ``log``, ``exp`` and ``sqrt`` with one argument.  As in
mathematics ``ln`` is the logarithm and ``^`` a power, with the precedence of a power.  Text is
parsed into a syntax tree and the tree is walked; nothing is evaluated as a program.  SymPy carries
out numerical powers as soon as they are built, so every power is bounded *before* it is built:
``9**9**9`` is refused, not computed.

Conventions: the result is in the symbols ``notation.q`` and ``notation.r`` and one real symbol for
each parameter; constants are exact; a ``ParseError`` is one sentence that begins with ``utility``
(or ``parameter``).

Paper: section 2.1, the function u(q, r; x, z).
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import sympy as sp

from symbolic.language.as_typed import as_typed
from symbolic.language.notation import q, r
from symbolic.language.parse_limits import ParseError, examined
from symbolic.language.parse_reader import FUNCTIONS, Reader, decimal, short, unknown
from symbolic.language.utility_text import utility_text

__all__ = ["ParseError", "check_utility", "parameter_symbols", "parse_utility"]


MAX_CHARACTERS = 2000

SHOWN = 120
"""Characters up to which the line that was meant is shown."""


ROUNDS = 8


RESERVED = frozenset({"q", "r", *FUNCTIONS})


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,49}")


def parameter_symbols(parameters: Iterable[str]) -> dict[str, sp.Symbol]:
    """Return one real symbol for each parameter.

    Raises:
        ParseError: A name is not an identifier in ASCII letters, digits and underscores, is a
            Python keyword or reserved, or occurs twice.

    >>> parameter_symbols(["theta"])
    {'theta': theta}
    """
    symbols: dict[str, sp.Symbol] = {}
    for name in parameters:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or keyword.iskeyword(name):
            raise ParseError(
                f'parameter "{str(name)[:60]}" must be an identifier of ASCII letters, digits and '
                "underscores, and no Python keyword"
            )
        if name in RESERVED:
            raise ParseError(
                f'parameter "{name}" has a reserved name; reserved are {", ".join(sorted(RESERVED))}'
            )
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
        The expression in ``notation.q``, ``notation.r`` and ``Symbol(name, real=True)`` for each
        parameter that it uses.

    Raises:
        ParseError: The text is outside the grammar, exceeds a bound, or is not a finite real
            expression.

    Paper: section 2.1.

    >>> parse_utility("0.45*log(q) + theta*log(r)", ["theta"])
    theta*log(r) + 9*log(q)/20
    """
    names = {"q": q, "r": r, **parameter_symbols(parameters)}
    if not isinstance(text, str):
        raise ParseError(f"utility must be text, got {type(text).__name__}")
    try:
        known = tuple(names.items())
        return _settled(_read(_one_line(text), known), known)
    except ParseError as error:
        raise _with_the_line_to_type(error, text, names) from None


def _with_the_line_to_type(error: ParseError, text: str, names: dict[str, sp.Symbol]) -> ParseError:
    """Return the refusal of what is written as on paper with the line that can be read."""
    if len(text) > SHOWN or (line := as_typed(text)) == text:
        return error
    try:
        _read(_one_line(line), tuple(names.items()))
    except ParseError:
        return error
    return ParseError(f'{error}; if "{line}" is meant, write that')


def check_utility(expression: Any, parameters: Iterable[str] = ()) -> sp.Expr:
    """Check a SymPy expression against the same whitelist and express it in the project's symbols.

    Symbols are matched by name, whatever their assumptions, and a floating-point number is read as
    the decimal that it prints as.

    Raises:
        ParseError: The expression has a foreign function, an unknown symbol or two symbols of one
            name, exceeds a bound, or is not finite and real.

    >>> check_utility(sp.log(sp.Symbol("q")) * 0.5)
    log(q)/2
    """
    if not isinstance(expression, sp.Expr):
        raise ParseError(
            f"utility must be text or a SymPy expression, got {type(expression).__name__}"
        )
    return _checked(expression, tuple(parameters))


@lru_cache(maxsize=512)
def _checked(expression: sp.Expr, parameters: tuple[str, ...]) -> sp.Expr:
    names = {"q": q, "r": r, **parameter_symbols(parameters)}
    replacements: dict[sp.Expr, sp.Expr] = {}
    for atom in sorted(expression.atoms(sp.Symbol, sp.Float), key=str):
        if isinstance(atom, sp.Float):
            replacements[atom] = decimal(repr(float(atom)))
        elif atom.name not in names:
            raise ParseError(unknown(atom.name, names))
        elif names[atom.name] in replacements.values():
            raise ParseError(f'utility has two different symbols named "{atom.name}"')
        else:
            replacements[atom] = names[atom.name]
    return _settled(
        examined(examined(expression, replaced=set(replacements)).xreplace(replacements)),
        tuple(names.items()),
    )


@lru_cache(maxsize=1024)
def _read(line: str, names: tuple[tuple[str, sp.Symbol], ...]) -> sp.Expr:
    return examined(Reader(line, dict(names)).expression(_syntax_tree(line), 0))


@lru_cache(maxsize=1024)
def _settled(expression: sp.Expr, names: tuple[tuple[str, sp.Symbol], ...]) -> sp.Expr:
    """Return what the expression's own text reads back as, so that an economy's file gives the same expression.

    SymPy has more than one way to write some products of roots: it makes sqrt(30)*5**(1/4)/10 of
    sqrt(sqrt(9/20)), and 5**(3/4)*sqrt(6)/10 of that product of three.

    Raises:
        ParseError: The text is outside the grammar or its bounds, or goes on changing.
    """
    for _ in range(ROUNDS):
        text = utility_text(expression)
        try:
            again = _read(_one_line(text), names)
        except ParseError as error:
            raise ParseError(
                f'utility cannot be written out within the bounds: as "{short(text)}" it would '
                f"be refused, because {error}"
            ) from None
        if again == expression:
            return expression
        expression = again
    raise ParseError("utility has constants that SymPy writes in more than one way")


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ParseError("utility must not be empty")
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"utility must have at most {MAX_CHARACTERS} characters, got {len(text)}")
    foreign = next((c for c in line if not " " <= c <= "~"), None)
    if foreign is not None:
        raise ParseError(
            f"utility must be written in printable ASCII characters, found {foreign!a}"
        )
    return line.replace("^", "**")


def _syntax_tree(line: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        raise ParseError(
            f'utility is not a well-formed expression: "{short(line)}", near character '
            f"{error.offset or 1}"
        ) from None
    except (ValueError, MemoryError, RecursionError):
        raise ParseError("utility is nested too deeply") from None
