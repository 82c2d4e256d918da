r"""Functions of numbers in C, Fortran, Julia, NumPy, JAX and PyTorch, printed by SymPy.

Common subexpressions are computed once.  What the printers do not do is only the frame: declarations,
the function's head and how its values are returned.

Conventions: in C and Fortran a function fills an array ``out``; in the other languages it returns a
tuple.  Exact numbers are printed as quotients of floating-point numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any

import sympy as sp

from symbolic.language.errors import InputError

LANGUAGES = ("c", "fortran", "julia", "numpy", "jax", "torch")
SUFFIX = {"c": "c", "fortran": "f90", "julia": "jl", "numpy": "py", "jax": "py", "torch": "py"}
Printer = Callable[[sp.Expr], str]


def checked(language: str) -> str:
    """Return the language.

    Raises:
        InputError: It is not one of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise InputError("language", f"must be one of {', '.join(LANGUAGES)}", repr(language))
    return language


def printer(language: str) -> Printer:
    """Return SymPy's printer of a language."""
    if language == "c":
        from sympy.printing.c import C99CodePrinter

        c: Printer = _ordered(
            C99CodePrinter
        )().doprint  # which takes longer to make than to print a formula
        return c
    if language == "fortran":  # a printer remembers the names that it has printed
        from sympy.printing.fortran import FCodePrinter

        free = _ordered(FCodePrinter)
        return lambda e: str(free({"standard": 95, "source_format": "free"}).doprint(e))
    if language == "julia":
        return lambda e: str(sp.julia_code(e, inline=True))
    if language == "torch":
        from sympy.printing.pytorch import TorchPrinter

        torch: Printer = _ordered(TorchPrinter)({"fully_qualified_modules": True}).doprint
        return torch
    from sympy.printing.numpy import JaxPrinter, NumPyPrinter

    kind: Any = JaxPrinter if language == "jax" else NumPyPrinter
    write: Printer = _ordered(kind)({"fully_qualified_modules": True}).doprint
    return write


@cache
def _ordered(kind: Any) -> Any:
    """Return a kind of printer whose sums have their terms in an order that all languages look up."""
    return type(
        kind.__name__, (kind,), {"_as_ordered_terms": lambda _, e, order=None: [*_terms(e)]}
    )


@lru_cache(maxsize=4096)
def _terms(e: sp.Expr) -> tuple[sp.Expr, ...]:
    return tuple(e.as_ordered_terms())


def source(
    language: str,
    name: str,
    says: str,
    arguments: Sequence[sp.Symbol],
    outputs: dict[str, sp.Expr],
) -> str:
    """Return the source of one function.

    Args:
        language: One of ``LANGUAGES``.
        name: The function's name.
        says: What it is, in one line.
        arguments: Its arguments.
        outputs: Its values, by name.

    Raises:
        InputError: The language is not known.
    """
    write = printer(checked(language))
    steps, values = _shared(tuple(arguments), tuple(outputs.values()))
    lines = [(str(s), write(e)) for s, e in steps]
    results = [write(e) for e in values]
    names = [str(a) for a in arguments]
    if language == "c":
        return _c(name, says, names, list(outputs), lines, results)
    if language == "fortran":
        return _fortran(name, says, names, list(outputs), lines, results)
    if language == "julia":
        return _julia(name, says, names, lines, results)
    return _python(name, names, lines, results)


@lru_cache(maxsize=512)
def _shared(
    arguments: tuple[sp.Symbol, ...], values: tuple[sp.Expr, ...]
) -> tuple[list[tuple[sp.Symbol, sp.Expr]], list[sp.Expr]]:
    """Return steps that the values share, under names that no argument has, and the values in them."""
    taken = {str(a) for a in arguments}
    fresh = (s for i in count() if str(s := sp.Symbol(f"v{i}", real=True)) not in taken)
    steps, rest = sp.cse(list(values), symbols=fresh)
    return steps, rest


def _c(
    name: str, says: str, arguments: list[str], outputs: list[str],
    lines: list[tuple[str, str]], results: list[str],
) -> str:  # fmt: skip
    body = [f"    const double {n} = {e};" for n, e in lines]
    body += [
        f"    out[{i}] = {e};  /* {n} */"
        for i, (n, e) in enumerate(zip(outputs, results, strict=True))
    ]
    return "\n".join([f"/* {says} */", c_head(name, arguments, len(outputs)), "{", *body, "}"])


def c_head(name: str, arguments: Sequence[str], outputs: int) -> str:
    """Return the head of a C function, without a semicolon."""
    return f"void ts_{name}({', '.join(f'double {a}' for a in arguments)}, double out[{outputs}])"


def _fortran(
    name: str, says: str, arguments: list[str], outputs: list[str],
    lines: list[tuple[str, str]], results: list[str],
) -> str:  # fmt: skip
    given = ", &\n    ".join([*arguments, "out"])
    head = [f"! {says}", f"subroutine ts_{name}({given}) bind(c)"]
    head += ["  use iso_c_binding, only: c_double", "  implicit none"]
    head += [f"  real(c_double), value, intent(in) :: {a}" for a in arguments]
    head += [f"  real(c_double), intent(out) :: out({len(outputs)})"]
    head += [f"  real(c_double) :: {n}" for n, _ in lines]
    body = [f"  {n} = {e}" for n, e in lines]
    body += [f"  out({i}) = {e}" for i, e in enumerate(results, 1)]
    return "\n".join([*head, *body, f"end subroutine ts_{name}"])


def _tuple(values: list[str]) -> str:
    """Return a tuple, also of one value."""
    return f"({', '.join(values)}{',' if len(values) == 1 else ''})"


def _julia(
    name: str, says: str, arguments: list[str], lines: list[tuple[str, str]], results: list[str]
) -> str:
    body = [f"    {n} = {e}" for n, e in lines]
    head = [f"# {says}", f"function {name}({', '.join(arguments)})"]
    return "\n".join([*head, *body, f"    return {_tuple(results)}", "end"])


def _python(
    name: str, arguments: list[str], lines: list[tuple[str, str]], results: list[str]
) -> str:
    body = [f"    {n} = {e}" for n, e in lines]
    return "\n".join(
        [f"def {name}({', '.join(arguments)}):", *body, f"    return {_tuple(results)}"]
    )
