r"""Results that print themselves and turn into tables, named by types and states.

A result says in ``AXES`` what the axes of each of its arrays are.  The first axis of all of them is
that of the table's rows; the others make columns such as ``offers[q, keen]``.

Conventions: without an economy types and states are numbered from 0; names are escaped in HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import islice, product
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from symbolic.language.errors import MissingExtra

if TYPE_CHECKING:
    from numeric.economy.economy import Economy

GOODS, ENDS = ("q", "r"), ("low", "high")
PRINTED, WRITTEN = 6, 20
"""Rows of a result that are printed, and written in HTML."""


class Shown:
    """A result whose arrays have named axes."""

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {}

    def columns(self, economy: Economy | None = None) -> dict[str, Any]:
        """Return the result as columns by name, each one-dimensional.

        Args:
            economy: Gives the names of types and states; they are numbered if left out.
        """
        first = next(iter(self.AXES.values()))[0]
        found: dict[str, Any] = {}
        for field, (_, *axes) in self.AXES.items():
            given = getattr(self, field)
            if given is None:
                continue
            values: Any = np.asarray(given)
            if not found:
                found[first] = _labels(first, len(values), economy)
            names = [_labels(a, n, economy) for a, n in zip(axes, values.shape[1:], strict=True)]
            for place in product(*(range(len(n)) for n in names)):
                at = [str(n[i]) for n, i in zip(names, place, strict=True)]
                name = f"{field}[{', '.join(at)}]" if at else field
                found[name] = values[(slice(None), *place)]
        return found

    def to_frame(self, economy: Economy | None = None) -> Any:
        """Return the result as a pandas data frame.

        Args:
            economy: Gives the names of types and states.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra("pandas", "frames", "data frames") from None
        columns = self.columns(economy)
        first = next(iter(columns))
        return pd.DataFrame(columns).set_index(first)

    def __repr__(self) -> str:
        head, rows, left = self._cells(PRINTED)
        widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
        lines = [
            "  ".join(c.rjust(w) for c, w in zip(row, widths, strict=True)) for row in (head, *rows)
        ]
        more = [f"… {left} more"] if left else []
        return "\n".join([f"{type(self).__name__}:", *lines, *more])

    def _repr_html_(self) -> str:
        head, rows, left = self._cells(WRITTEN)
        lines = "".join(
            "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows
        )
        top = "".join(f"<th>{escape(c)}</th>" for c in head)
        more = f"<p>… {left} more</p>" if left else ""
        return f"<table><caption>{type(self).__name__}</caption><tr>{top}</tr>{lines}</table>{more}"

    def _cells(self, most: int) -> tuple[list[str], list[list[str]], int]:
        """Return the names of the columns, the first rows, and how many rows there are besides."""
        columns = self.columns()
        written = ([_written(v) for v in row] for row in zip(*columns.values(), strict=True))
        left = len(next(iter(columns.values()))[most:])
        return list(columns), list(islice(written, most)), left


def _labels(axis: str, n: int, economy: Economy | None) -> Sequence[Any]:
    if axis == "good":
        return GOODS
    if axis == "end":
        return ENDS
    if economy is not None and axis in ("type", "state"):
        return economy.types if axis == "type" else economy.states
    return range(n)


def _written(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float | np.floating) else str(value)
