r"""Formulas that were typed as text, such as ``4*q**(1 - g)/(1 - g)``, as LaTeX.

Counterexamples and hypotheses are kept as plain text so that a terminal and a program can show
them.  On a page they are set as mathematics where the whole text is a formula: numbers, names of
the paper or of one statement, arithmetic, roots and logarithms, one relation.  Any other text is
left to the caller.  The text is read by Python's grammar and never executed.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from symbolic.language.greek import NAMES as GREEK
from symbolic.language.local_symbols import ACCENTS, LOCAL, MARKS
from symbolic.language.notation import TABLE
from symbolic.printing.latex import name_latex

_RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.NotEq: r"\ne",
    ast.Lt: "<",
    ast.LtE: r"\le",
    ast.Gt: ">",
    ast.GtE: r"\ge",
}
_FUNCTIONS = {"log": r"\log", "exp": r"\exp", "Max": r"\max", "Min": r"\min", "min": r"\min"}
_LONGEST = 400
"""Longer texts are data, not formulas."""

_MANY_DIGITS = re.compile(r"\d\.\d{13}")
"""Enclosures: their digits are shown as they are."""

_EVENT = re.compile(r"\bP\([a-z]{4,}")
"""The probability of an event that is told in words, which may be names of symbols elsewhere."""

_AS_PYTHON = (
    (re.compile(r"\b([A-Za-z]+)-(bar|hat|tilde)\b"), r"\1_\2"),
    (re.compile(r"\b([A-Za-z]\w*)''(?![\w'])"), r"\1_double"),
    (re.compile(r"\b([A-Za-z]\w*)'(?![\w'])"), r"\1_prime"),
    (re.compile(r"\^"), "**"),
    (re.compile(r"(?<![<>=!])=(?!=)"), "=="),
    (re.compile(r"(?<![\w.])(\d+)(?=[A-DF-Za-df-z(])"), r"\1*"),
    (re.compile(r"(?<=[\w)])\s+(?=[A-Za-z(])"), "*"),
)
"""How mathematics is typed, and what Python's grammar takes for it."""

_SUM, _PRODUCT, _UNARY, _POWER, _ATOM = range(5)
"""How tightly a formula holds together."""


class _NotAFormula(ValueError):
    pass


@lru_cache(maxsize=4096)
def typed_latex(text: str) -> str | None:
    r"""Return LaTeX for a text that is one formula or one relation, else None.

    >>> typed_latex("4*q**(1 - g)/(1 - g)"), typed_latex("q_bar >= kappa_q")
    ('\\frac{4 q^{1 - g}}{1 - g}', '\\bar{q} \\ge \\kappa_q')
    >>> typed_latex("-sqrt(115)/23"), typed_latex("oo"), typed_latex("P(inactive)")
    ('-\\frac{\\sqrt{115}}{23}', '\\infty', None)
    """
    if len(text) > _LONGEST or not text.isascii():
        return None
    if _MANY_DIGITS.search(text) or _EVENT.search(text):
        return None
    parts = [_read(part) for part in text.split(";")]
    return None if None in parts else r";\ ".join(p for p in parts if p is not None)


def _read(text: str) -> str | None:
    written = text.strip()
    for pattern, python in _AS_PYTHON:
        written = pattern.sub(python, written)
    try:
        tree = ast.parse(written, mode="eval").body
        if isinstance(tree, ast.Tuple) and tree.elts and tree.elts[0].col_offset == 0:
            return r",\ ".join(_relation(e) for e in tree.elts)
        return _relation(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _relation(tree: ast.expr) -> str:
    if not isinstance(tree, ast.Compare):
        return _show(tree)[0]
    said = _show(tree.left)[0]
    for operator, right in zip(tree.ops, tree.comparators, strict=True):
        if type(operator) not in _RELATIONS:
            raise _NotAFormula
        said += f" {_RELATIONS[type(operator)]} {_show(right)[0]}"
    return said


def _show(tree: ast.expr) -> tuple[str, int]:
    match tree:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            return _number(number), _ATOM
        case ast.Name(name):
            return _name(name), _ATOM
        case ast.UnaryOp(ast.USub(), part):
            return "-" + _bracketed(part, _PRODUCT), _UNARY if _is_atom(part) else _SUM
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            sign = "+" if isinstance(operator, ast.Add) else "-"
            low = _SUM if sign == "+" else _PRODUCT
            return f"{_bracketed(left, _SUM)} {sign} {_bracketed(right, low)}", _SUM
        case ast.BinOp(left, ast.Mult(), right):
            return _product(left, right), _PRODUCT
        case ast.BinOp(left, ast.Div(), right):
            minus = isinstance(left, ast.UnaryOp)
            above = left.operand if isinstance(left, ast.UnaryOp) else left
            shown = rf"\frac{{{_show(above)[0]}}}{{{_show(right)[0]}}}"
            return ("-" if minus else "") + shown, _PRODUCT
        case ast.BinOp(left, ast.Pow(), right):
            return f"{_bracketed(left, _ATOM)}^{{{_show(right)[0]}}}", _POWER
        case ast.Call(ast.Name("sqrt"), [part], []):
            return rf"\sqrt{{{_show(part)[0]}}}", _ATOM
        case ast.Call(ast.Name("Quotient"), [above, below], []):
            return rf"\frac{{{_show(above)[0]}}}{{{_show(below)[0]}}}", _PRODUCT
        case ast.Call(ast.Name(name), parts, []):
            return _call(name, parts), _ATOM
        case ast.Tuple(parts):
            return "(" + ", ".join(_show(p)[0] for p in parts) + ")", _ATOM
        case ast.List(parts):
            return "[" + ", ".join(_show(p)[0] for p in parts) + "]", _ATOM
    raise _NotAFormula


def _number(number: float) -> str:
    mantissa, _, exponent = repr(number).partition("e")
    return mantissa if not exponent else rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _is_atom(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant | ast.Name)


def _bracketed(tree: ast.expr, least: int) -> str:
    shown, strength = _show(tree)
    if strength >= least:
        return shown
    tall = any(c in shown for c in (r"\frac", r"\sqrt"))
    return rf"\left( {shown} \right)" if tall else f"({shown})"


def _product(left: ast.expr, right: ast.expr) -> str:
    a, b = _bracketed(left, _PRODUCT), _bracketed(right, _PRODUCT)
    return rf"{a} \cdot {b}" if b[:1].isdigit() else f"{a} {b}"


def _name(name: str) -> str:
    if name == "oo":
        return r"\infty"
    known = name in TABLE or name in LOCAL
    parts = [p for p in name.split("_") if p]
    short = (
        bool(parts)
        and (len(parts[0]) == 1 or parts[0] in GREEK)
        and all(len(p) <= 2 or p in GREEK or p in MARKS or p in ACCENTS for p in parts[1:])
    )
    if not (known or short) or ("{0}" in name_latex(name)):
        raise _NotAFormula
    return name_latex(name)


def _call(name: str, parts: list[ast.expr]) -> str:
    inside = ", ".join(_show(p)[0] for p in parts)
    if name in _FUNCTIONS:
        return rf"{_FUNCTIONS[name]}\left({inside}\right)"
    if name in TABLE and TABLE[name].latex.count("{") >= len(parts) and "{0}" in TABLE[name].latex:
        return TABLE[name].latex.format(*(_show(p)[0] for p in parts))
    if len(name) == 1 or name in GREEK:
        return rf"{_name(name)}({inside})"
    raise _NotAFormula
