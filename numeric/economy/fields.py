r"""The fields of an economy, read exactly: numbers, pairs, rows, tables, names.

A number may be an int, a ``Fraction``, a ``Decimal``, a float, a NumPy scalar, a SymPy rational or
text such as ``"1/3"`` or ``"0.45"``; a float is read as the decimal that it prints as, so 0.45 is
9/20.  Every reader names the field in its error, says what is required and what was found.

Conventions: ``where`` is how the field is called in a sentence, such as ``signal row "low"``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from symbolic.language.errors import InputError as InputError
from symbolic.language.errors import MissingExtra as MissingExtra

Row = tuple[Fraction, ...]
Table = tuple[Row, ...]
Pair = tuple[Fraction, Fraction]

TOLERANCE = Fraction(1, 10**12)
"""How far from 1 probabilities may sum; they are not renormalised."""

JOINERS = "\u200c\u200d"
"""Marks without which some languages, and some pictures, cannot be written."""

MAX_DIGITS = 200
LONGEST_NAME = 200
MAX_MAGNITUDE = 300
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?|[+-]?\d+/\d+", re.ASCII)


class EconomyError(InputError):
    """An economy's data are unusable.

    The message is one sentence that names the field, the requirement and what was found.
    """


def written(value: Any) -> str:
    """Write a value for an error message, shortly; exact fractions as decimals where they terminate.

    >>> written(Fraction(97, 100)), written(Fraction(1, 3)), written("a")
    ('0.97', '1/3', '"a"')
    """
    if isinstance(value, str):
        return f'"{value[:40]}"'
    if isinstance(value, Fraction):
        text = decimal_text(value) or str(value)
        return text if len(text) <= 40 else f"about {float(value)!r}"
    if isinstance(value, list | tuple | np.ndarray):
        return (
            "a list of " + "x".join(map(str, np.shape(value)))
            if _regular(value)
            else "an irregular list"
        )
    if isinstance(value, dict):
        return "a table"
    return (
        str(value)[:40] if isinstance(value, int | float | Decimal) else f"{type(value).__name__}"
    )


def _regular(value: Any) -> bool:
    try:
        np.shape(value)
    except ValueError:
        return False
    return True


def decimal_text(value: Fraction) -> str | None:
    """Return the terminating decimal expansion of a fraction, or None if it has none of moderate length.

    >>> decimal_text(Fraction(9, 20)), decimal_text(Fraction(-3)), decimal_text(Fraction(1, 3))
    ('0.45', '-3.0', None)
    """
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives, 1)
    if rest != 1 or places > 30 or abs(value) >= 10**30:
        return None
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def number(value: Any, where: str) -> Fraction:
    """Read one exact number.

    Raises:
        EconomyError: It is not a finite real number of moderate size.

    >>> number(0.45, "eta"), number("1/3", "eta")
    (Fraction(9, 20), Fraction(1, 3))
    """
    exact = _exact(value.item() if isinstance(value, np.ndarray) and value.shape == () else value)
    if exact is None:
        raise EconomyError(where, "must be a finite number", written(value))
    if exact and not Fraction(1, 10**MAX_MAGNITUDE) <= abs(exact) <= 10**MAX_MAGNITUDE:
        raise EconomyError(
            where,
            f"must be 0 or between 1e-{MAX_MAGNITUDE} and 1e{MAX_MAGNITUDE} in absolute value",
            written(value),
        )
    return exact


def _exact(value: Any) -> Fraction | None:
    """Return the exact value, or None if there is none.

    Sizes are bounded before anything is computed.
    """
    match value:
        case bool() | np.bool_():
            return None
        case Fraction() | int():
            return Fraction(value)
        case np.integer():
            return Fraction(int(value))
        case sp.Rational():
            return Fraction(int(value.p), int(value.q))
        case Decimal():
            return _from_decimal(value)
        case float():
            return _from_decimal(Decimal(repr(float(value))))
        case np.floating():
            return _from_decimal(Decimal(str(value)))
        case str() if len(value) <= MAX_DIGITS and _NUMBER.fullmatch(value.strip()):
            return (
                _from_ratio(value.strip())
                if "/" in value
                else _from_decimal(Decimal(value.strip()))
            )
        case _:
            return None


def _from_ratio(text: str) -> Fraction | None:
    above, below = map(int, text.split("/"))
    return Fraction(above, below) if below else None


def _from_decimal(value: Decimal) -> Fraction | None:
    if not value.is_finite():
        return None
    if value and abs(value.adjusted()) > MAX_MAGNITUDE:
        return Fraction(10) ** (2 * MAX_MAGNITUDE * (1 if value.adjusted() > 0 else -1))
    return Fraction(value) if len(value.as_tuple().digits) <= MAX_DIGITS else None


def items(value: Any, where: str, what: str = "numbers") -> list[Any]:
    """Read a list (a Python list or tuple, or a NumPy array with at least one axis).

    Raises:
        EconomyError: It is not a list.
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return list(value)
    if isinstance(value, list | tuple):
        return list(value)
    raise EconomyError(where, f"must be a list of {what}", written(value))


def row(value: Any, where: str, length: int | None = None, of: str = "") -> Row:
    """Read a list of numbers, of a given length if there is one.

    Args:
        value: What the user gave.
        where: The field, for the error.
        length: The required length.
        of: What the length counts, such as ``one per type``.

    Raises:
        EconomyError: Not a list, of another length, or an entry is not a number.
    """
    entries = items(value, where)
    if length is not None and len(entries) != length:
        raise EconomyError(
            where,
            f"must have {length} number{'s' * (length != 1)}{', ' + of if of else ''}",
            str(len(entries)),
        )
    return tuple(number(entry, f"{where}, entry {i + 1},") for i, entry in enumerate(entries))


def probabilities(values: Row, where: str) -> Row:
    """Check that numbers are positive and sum to 1 within 1e-12.

    Raises:
        EconomyError: They do not.
    """
    for value in values:
        if value <= 0:
            raise EconomyError(where, "must have positive probabilities", written(value))
    total = sum(values, Fraction(0))
    if abs(total - 1) > TOLERANCE:
        raise EconomyError(where, f"sums to {written(total)}, must sum to 1")
    return values


def pair(value: Any, where: str, *, zero_allowed: bool = False) -> Pair:
    """Read one number for each good, positive or, if allowed, zero.

    Raises:
        EconomyError: Not a list of two numbers of that sign.
    """
    first, second = row(value, where, 2, "one per good")
    for entry in (first, second):
        if entry < 0 or (entry == 0 and not zero_allowed):
            raise EconomyError(
                where,
                f"must be {'nonnegative' if zero_allowed else 'positive'} for both goods",
                written(entry),
            )
    return first, second


def names(value: Any, where: str, default: str, count: int) -> tuple[str, ...]:
    """Read distinct names, or number them from 1 if none are given.

    Raises:
        EconomyError: Not a list of ``count`` distinct nonempty texts.
    """
    if value is None:
        return tuple(f"{default}_{i + 1}" for i in range(count))
    found = tuple(
        text(entry, f"{where}, entry {i + 1},")
        for i, entry in enumerate(items(value, where, "names"))
    )
    repeated = next((name for i, name in enumerate(found) if name in found[:i]), None)
    if repeated is not None:
        raise EconomyError(where, "must be distinct", f"{written(repeated)} twice")
    return found


def text(value: Any, where: str, longest: int = LONGEST_NAME) -> str:
    """Read a name: what people see of it, wherever it is typed.

    Blanks at its ends are dropped, runs of blanks are one, and letters are composed as Unicode has
    them (NFC), so that a name in an economy file and the same name in a table are equal.

    Raises:
        EconomyError: Not text, empty, too long, or with characters that cannot be seen.

    >>> text("  two   words ", "name"), text("e\u0301", "name") == "\u00e9"
    ('two words', True)
    """
    if not isinstance(value, str):
        raise EconomyError(where, "must be text", written(value))
    composed = unicodedata.normalize("NFC", value).strip()
    blanks = "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed)
    name = " ".join(filter(None, blanks.split(" ")))
    hidden = next((c for c in name if not (c.isprintable() or c in JOINERS)), None)
    if hidden is not None:
        found = f"U+{ord(hidden):04X}"
        raise EconomyError(where, f"must have 1 to {longest} printable characters", found)
    if not 0 < len(name) <= longest or not name.strip(JOINERS):
        found = str(len(name)) if len(name) > longest else written("")
        raise EconomyError(where, f"must have 1 to {longest} printable characters", found)
    return name


def parameter_table(value: Any, name: str, types: Sequence[str], states: Sequence[str]) -> Table:
    """Read a parameter of the utility.

    It is a scalar shared by all, or one row per type and one column per state.

    Raises:
        EconomyError: A list of another shape, or an entry that is not a number.
    """
    where = f'parameter "{name}"'
    if not isinstance(value, list | tuple) and not (isinstance(value, np.ndarray) and value.ndim):
        return ((number(value, where),) * len(states),) * len(types)
    rows = list(value)
    if len(rows) != len(types) or not all(isinstance(v, list | tuple | np.ndarray) for v in rows):
        raise EconomyError(
            where,
            f"must be one number or {len(types)} rows (one per type) of {len(states)} (one per "
            "state)",
            written(value),
        )
    return tuple(
        row(v, f'{where} row "{t}"', len(states), "one per state")
        for v, t in zip(rows, types, strict=True)
    )
