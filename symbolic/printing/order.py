r"""The order in which factors and terms are printed: the paper's, endowments before totals before offers.

Paper: the notation of sections 2, 3 and 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy as sp

from symbolic.language.local_symbols import LOCAL
from symbolic.language.notation import LABELS, TABLE, Indexed
from symbolic.language.quotient import Quotient
from symbolic.language.sums import SumOver, _Over
from symbolic.language.utility import UtilityPartial

ORDER = (
    *(
        "pi",
        "tau",
        "phi",
        "mu",
        "eta",
        "p_1",
        "p_2",
        "p",
        "p_z",
        "q_bar",
        "r_bar",
        "N",
        "M",
        "Q_others",
        "R_others",
        "Q_j",
        "R_j",
        "Q",
        "R",
    ),
    *(
        "b_q",
        "b_r",
        "b_q_prime",
        "b_r_prime",
        "b_q_double",
        "b_r_double",
        "c_1",
        "c_2",
        "sigma",
        "sigma_star",
        "sigma_prime",
        "s_q",
        "s_r",
    ),
    *(
        "a_q",
        "a_r",
        "beta_q",
        "beta_r",
        "beta_z_q",
        "beta_z_r",
        "kappa_q",
        "kappa_r",
        "q",
        "r",
        "q_z",
        "r_z",
        "gamma",
    ),
)
"""Terms of a sum are written in this order of the symbols that they contain."""


FACTORS = (
    *(
        "pi",
        "tau",
        "phi",
        "gamma_z",
        "mu",
        "mu_block",
        "mu_A",
        "eta",
        "p_1",
        "p_2",
        "p",
        "p_z",
        "c_1",
        "c_2",
        "N",
        "M",
        "kappa_q",
        "kappa_r",
    ),
    *(
        "sigma",
        "sigma_star",
        "sigma_prime",
        "s_q",
        "s_r",
        "a_q",
        "a_r",
        "beta_q",
        "beta_r",
        "beta_z_q",
        "beta_z_r",
        "b_q",
        "b_r",
    ),
    *(
        "b_q_prime",
        "b_r_prime",
        "b_q_double",
        "b_r_double",
        "Q_others",
        "R_others",
        "Q_j",
        "R_j",
        "Q",
        "R",
        "q_bar",
        "r_bar",
    ),
    *("q", "r", "q_z", "r_z", "gamma"),
)
"""Factors of a product are written in this order."""

_TERM_RANKS, _FACTOR_RANKS = ({name: k for k, name in enumerate(t)} for t in (ORDER, FACTORS))


PARAMETERS = frozenset({"theta", "share", "aversion", "rho", "degree", "power_q", "power_r"})


def signed(e: sp.Expr) -> tuple[int, sp.Expr]:
    """Return the sign that a term is written with, -1 or 1, and the rest.

    A fraction's sign is its numerator's.
    """
    if isinstance(e, Quotient) and e.args[1] != 1:
        sign, above = signed(e.args[0])
        return sign, e if sign > 0 else Quotient(above, e.args[1])
    if e.is_Number:
        return (-1, -e) if e.is_negative else (1, e)
    if not isinstance(e, sp.Mul):
        return 1, e
    number, rest = e.as_coeff_Mul()
    parts = [signed(f) if isinstance(f, Quotient) else (1, f) for f in sp.Mul.make_args(rest)]
    negatives = sum(s < 0 for s, _ in parts) + bool(number.is_negative)
    return -1 if negatives % 2 else 1, sp.Mul(
        abs(number), *(f for _, f in parts)
    ) if negatives else e


def sign_of_term(e: sp.Expr) -> int:
    """Return the sign with which a term is printed."""
    return signed(e)[0]


def is_below(f: sp.Expr) -> bool:
    """Whether a factor is printed below a fraction bar."""
    return (
        isinstance(f, sp.Pow)
        and not isinstance(f, sp.exp)
        and bool(f.exp.is_number)
        and bool(f.exp.is_negative)
    )


def is_heavy(f: sp.Expr) -> bool:
    """Whether a factor is better written beside a fraction than above its bar."""
    short = (
        isinstance(f, sp.Add) and len(f.args) == 2 and not f.has(Quotient, UtilityPartial, SumOver)
    )
    return isinstance(f, UtilityPartial | _Over | Quotient | sp.Add) and not short


def _ranks(e: sp.Expr, table: Mapping[str, int], unknown: int) -> list[int]:
    """Return the places of all names of a formula in a table, sorted; its end if there are none."""
    found, left = [], [e]
    while left:
        node = left.pop()
        if isinstance(node, Indexed | sp.Symbol) and node not in LABELS:
            name = type(node).__name__ if isinstance(node, Indexed) else node.name
            found.append(table.get(name, unknown))
        left.extend(node.args)
    return sorted(found) or [len(table)]


def factors_in_order(factors: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Return the factors of a product in the order in which they are printed."""
    return _sorted(factors, _factor_key, _base)


def _base(f: sp.Expr) -> sp.Expr:
    return f.base if isinstance(f, sp.Pow) else f


def _factor_key(f: sp.Expr) -> tuple[int, int]:
    base = _base(f)
    return _kind(base), _ranks(base, _FACTOR_RANKS, _unknown(base))[0]


def _sorted(
    items: Iterable[sp.Expr],
    key: Callable[[sp.Expr], tuple[Any, ...]],
    bare: Callable[[sp.Expr], sp.Expr],
) -> list[sp.Expr]:
    """Sort by a key; those for which it is the same as SymPy sorts what is bare of them."""
    groups: dict[tuple[Any, ...], list[sp.Expr]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    placed = []
    for _, same in sorted(groups.items(), key=lambda group: group[0]):
        if len(same) > 1:
            same.sort(key=lambda item: sp.default_sort_key(bare(item)))
        placed += same
    return placed


def _kind(base: sp.Expr) -> int:
    """Sort factors: numbers and symbols, sums, fractions, named functions, utilities, sums over sets."""
    shifted = (
        isinstance(base, sp.Add) and any(t.is_Number for t in base.args) and not base.has(Quotient)
    )
    if isinstance(base, UtilityPartial):
        return 5
    if isinstance(base, _Over):
        return 6
    if (
        isinstance(base, Indexed)
        and type(base).__name__ not in TABLE
        and not set(base.args) <= LABELS
    ):
        return 4
    if shifted or isinstance(base, sp.Symbol | Indexed) or base.is_number:
        return 0
    return 2 if isinstance(base, Quotient) else 3 if base.has(Quotient) else 1


def _unknown(base: sp.Expr) -> int:
    """Rank a symbol outside the table.

    A parameter comes first, a symbol of one statement after the prices.
    """
    name = type(base).__name__ if isinstance(base, Indexed) else getattr(base, "name", "")
    return _FACTOR_RANKS["p_z"] if name in LOCAL and name not in PARAMETERS else -1


def _term_key(term: sp.Expr) -> tuple[Any, ...]:
    kind = (
        0
        if isinstance(term, sp.Symbol | Indexed)
        or (isinstance(term, sp.Mul) and len(term.args) == 2 and term.args[0] == -1)
        else 1
    )
    if isinstance(term, sp.Mul) and any(isinstance(f, sp.Add) for f in term.args):
        kind = 2
    if isinstance(term, _Over) or term.has(UtilityPartial) or term.has(SumOver):
        kind = 3
    return kind, tuple(_ranks(_unsigned(term), _TERM_RANKS, len(ORDER)))


def _unsigned(term: sp.Expr) -> sp.Expr:
    return signed(term)[1]


def in_order(terms: Iterable[sp.Expr]) -> list[sp.Expr]:
    """Return the terms of a sum in the order in which they are printed.

    A positive number comes first and a negative one last; if the first of the others is negative,
    all positive terms come before the negative ones.
    """
    listed = _sorted((t for t in terms if not t.is_Number), _term_key, _unsigned)
    if listed and sign_of_term(listed[0]) < 0:
        listed = [t for t in listed if sign_of_term(t) > 0] + [
            t for t in listed if sign_of_term(t) < 0
        ]
    numbers = [t for t in terms if t.is_Number]
    return [n for n in numbers if n > 0] + listed + [n for n in numbers if n <= 0]
