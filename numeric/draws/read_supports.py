r"""Ranges of numbers in the specification of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from numeric.draws.defaults import Support
from numeric.economy import fields
from numeric.economy.fields import written
from symbolic.language.errors import InputError

MOST = 10_000_000


MOST_VALUES = 100_000


def flag(data: Mapping[str, Any], key: str) -> bool:
    """Read true or false; true if the key is absent."""
    value = data.get(key, True)
    if not isinstance(value, bool):
        raise InputError(key, "must be true or false", written(value))
    return value


def pair(value: Any, key: str) -> tuple[Support, Support]:
    """Read the distributions of a pair (one per good), or one for both."""
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, dict) for v in value):
        return support(value[0], key), support(value[1], key)
    both = support(value, key)
    return both, both


def support(value: Any, where: str) -> Support:
    """Read a distribution.

    Raises:
        InputError: It is none of the forms that the module's docstring names.

    >>> support({"low": "0.1", "high": "0.3", "step": "0.1"}, "eta").values
    (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))
    """
    if not isinstance(value, dict):
        return Support(
            fields.row(value, where)
            if isinstance(value, list) and value
            else (fields.number(value, where),)
        )
    keys = set(value)
    if keys in ({"values"}, {"values", "weights"}):
        return _weighted(value, where)
    if keys not in ({"low", "high", "step"}, {"low", "high", "points"}):
        raise InputError(
            where,
            "must be a number, a list, or a table of values and weights, of low, high and step, "
            "or of low, high and points",
        )
    low, high = (fields.number(value[k], f"{where}, {k},") for k in ("low", "high"))
    if low > high:
        raise InputError(where, "must have low at most high", f"{written(low)} and {written(high)}")
    return (
        _logarithmic(low, high, value["points"], where)
        if "points" in keys
        else _grid(low, high, fields.number(value["step"], f"{where}, step,"), where)
    )


def _weighted(value: Mapping[str, Any], where: str) -> Support:
    values = fields.row(value["values"], f"{where}, values,")
    weights = fields.items(value.get("weights", [1] * len(values)), f"{where}, weights,")
    if (
        not values
        or len(weights) != len(values)
        or not all(
            isinstance(w, int) and not isinstance(w, bool) and 0 < w <= MOST for w in weights
        )
    ):
        raise InputError(
            where, f"must have as many weights as values, whole numbers from 1 to {MOST}"
        )
    return Support(values, tuple(weights))


def _grid(low: Fraction, high: Fraction, step: Fraction, where: str) -> Support:
    if step <= 0 or (high - low) / step > MOST_VALUES:
        raise InputError(where, f"must have a positive step and at most {MOST_VALUES} values")
    return Support(tuple(low + k * step for k in range(int((high - low) / step) + 1)))


def _logarithmic(low: Fraction, high: Fraction, points: Any, where: str) -> Support:
    """Decimal arithmetic rounds its logarithms correctly, so the grid is the same on every machine."""
    if (
        low <= 0
        or isinstance(points, bool)
        or not isinstance(points, int)
        or not 2 <= points <= MOST_VALUES
    ):
        raise InputError(where, f"must have a positive low and 2 to {MOST_VALUES} points")
    with localcontext() as context:
        context.prec = 30
        start, end = (Decimal(v.numerator) / Decimal(v.denominator) for v in (low, high))
        step = (end.ln() - start.ln()) / (points - 1)
        grid = {Fraction(Decimal(f"{(start.ln() + k * step).exp():.2e}")) for k in range(points)}
    return Support(tuple(sorted(grid)))
