r"""Tables of a document about a given economy, with the users' own names in them."""

from __future__ import annotations

from collections.abc import Sequence


def table_row(label: str, values: Sequence[str]) -> str:
    """Return a row."""
    return " & ".join((label, *values)) + r" \\"


def table(
    head: Sequence[str], rows: Sequence[str], labels: Sequence[str], over: Sequence[str]
) -> str:
    """Return a table; long labels and headings are set on several lines.

    Args:
        head: What stands above the columns.
        rows: The rows, as LaTeX.
        labels: The users' texts in the first column.
        over: The users' texts above the others.
    """
    first = 0.28 if max(map(room_of, labels)) > 20 else 0.0
    wide = max(map(room_of, over), default=0) > 60 // len(head)
    share = (0.9 - (first or 0.15)) / (len(head) - 1) - 0.03
    left, right = (rf">{{\{side}\arraybackslash}}p" for side in ("raggedright", "raggedleft"))
    columns = rf"{left}{{{first}\textwidth}}" if first else "l"
    columns += (rf"{right}{{{share:.3f}\textwidth}}" if wide else "r") * (len(head) - 1)
    body = "\n".join(rows)
    opening = f"\\begin{{center}}\\begin{{tabular}}{{{columns}}}\\toprule\n"
    above = f"{table_row(head[0], head[1:])} \\midrule\n"
    return f"{opening}{above}{body}\n\\bottomrule\\end{{tabular}}\\end{{center}}\n"


LONGEST = 48
"""Names that take more room than so many letters are written out once, and numbered elsewhere."""


def room_of(name: str) -> int:
    """Return the room that a name takes, in letters; one without a font takes that of eight."""
    return sum(1 if c < "\u0700" else 8 for c in name)


def short_names(kind: str, names: Sequence[str]) -> list[str]:
    """Return the names as tables show them: a long one by its kind and number."""
    return [f"{kind} {i}" if room_of(n) > LONGEST else n for i, n in enumerate(names, 1)]
