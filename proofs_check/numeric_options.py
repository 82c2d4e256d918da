"""Numbers that are typed: one rule for every numeric option of every command.

A number is written with the digits 0 to 9, a point and an exponent where it need not be whole, and a
minus where it is negative.  What ``int`` and ``float`` also read is refused: digits of other
scripts, ``1_0``, blanks, ``+3``, ``nan`` and ``inf``.  In a list blanks may follow a comma.

>>> Whole(2).convert("10", None, None), Real(min=0).convert("2.5e-1", None, None)
(10, 0.25)
>>> split("3, 5", ",")
['3', '5']
"""

from __future__ import annotations

import re
from typing import Any

import click

LONGEST = 200
"""Characters of a number at most."""

WHOLE = re.compile(r"-?\d+", re.ASCII)
REAL = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
RATIO = re.compile(r"-?\d+/\d+", re.ASCII)

Parameter = click.Parameter | None
Context = click.Context | None


def is_whole(text: str) -> bool:
    """Tell whether a text is a whole number as one may be typed.

    >>> is_whole("10"), is_whole("+3"), is_whole("1_0"), is_whole(" 3")
    (True, False, False, False)
    """
    return len(text) <= LONGEST and WHOLE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Tell whether a text is a number as one may be typed, a ratio such as 1/3 among them."""
    return len(text) <= LONGEST and bool(REAL.fullmatch(text) or RATIO.fullmatch(text))


def split(text: str, separator: str) -> list[str]:
    """Return the parts of a list; a blank may follow a separator, and stands nowhere else."""
    return [part.removeprefix(" ") if i else part for i, part in enumerate(text.split(separator))]


class Whole(click.IntRange):
    """A whole number in a range."""

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Any:
        """Read the number.

        Raises:
            click.BadParameter: It is no whole number, or lies outside the range.
        """
        if isinstance(value, str) and not is_whole(value):
            self.fail(f"must be a whole number in digits 0 to 9, found {value[:40]!r}", param, ctx)
        return super().convert(value, param, ctx)


class Real(click.FloatRange):
    """A number in a range."""

    def convert(self, value: Any, param: Parameter, ctx: Context) -> Any:
        """Read the number.

        Raises:
            click.BadParameter: It is no number, or lies outside the range.
        """
        if isinstance(value, str) and not (len(value) <= LONGEST and REAL.fullmatch(value)):
            self.fail(f"must be a number such as 2.5, found {value[:40]!r}", param, ctx)
        return super().convert(value, param, ctx)


class Exact(click.ParamType[str]):
    """A number that is kept as it is written: 0.02, 1e-3 or 1/50."""

    name = "number"

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """Return the text.

        Raises:
            click.BadParameter: It is no number.
        """
        if not is_number(value):
            self.fail(f"must be a number such as 0.02 or 1/50, found {value[:40]!r}", param, ctx)
        return str(value)


class Counts(click.ParamType[str]):
    """Whole numbers with separators between them, kept as text: 10,100 or 3,5/2,4."""

    name = "numbers"

    def __init__(self, example: str, separators: str = ",") -> None:
        self.example, self.separators = example, separators

    def convert(self, value: Any, param: Parameter, ctx: Context) -> str:
        """Return the text.

        Raises:
            click.BadParameter: A part of it is no whole number.
        """
        parts = [value]
        for separator in reversed(self.separators):
            parts = [p for part in parts for p in split(part, separator)]
        if not all(is_whole(p) for p in parts):
            told = f"must be whole numbers in digits 0 to 9, such as {self.example}"
            self.fail(f"{told}; found {value[:40]!r}", param, ctx)
        return str(value)
