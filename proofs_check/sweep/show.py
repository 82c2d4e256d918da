"""The summary of a store for people: tables, and figures where matplotlib is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from proofs_check.answers.tables import table
from proofs_check.output.console import styled
from proofs_check.output.figures.data import Figure, Panel, series
from proofs_check.output.figures.draw import draw
from proofs_check.output.files import made_folder, write_bytes
from proofs_check.sweep.summary import shares

Data = dict[str, Any]
_ORDER = ("HOLDS", "FAILS", "UNDECIDED", "BROKEN", "VACUOUS")


def print_summary(data: Data, console: Console) -> None:
    """Print every table of a summary."""
    counted = ", ".join(f"{n} {status}" for status, n in data["economies"].items()) or "none"
    console.print(styled(("Economies", "bold"), f": {counted}"), highlight=False)
    _print_claims(data, console)
    if data["failures"] or data["broken"]:
        console.print()
    for row in data["failures"][:10]:
        console.print(
            f"FAILS: {row['claim']} ({row['reading']}) for economy {row['economy']}: "
            f"{row['detail']}",
            highlight=False,
        )
    for row in data["broken"][:10]:
        console.print(
            f"BROKEN: economy {row['id']}, seed {row['seed']}: {row['detail']}", highlight=False
        )
    _print_last(data["last_failure"], console)
    for key, name in (("margin_by_eta", "η"), ("margin_by_kappa", "the smaller κ")):
        _print_margins(data[key], name, console)
    _print_rest(data, console)


def _print_claims(data: Data, console: Console) -> None:
    if not data["claims"]:
        return
    _title(
        "Claims",
        "over all economies, the least margin, the largest residual and the largest truncation",
        console,
    )
    made = _table("claim", "reading", *_ORDER, "margin", "residual", "truncation", texts=2)
    for row in data["claims"]:
        numbers = (row[k] for k in ("least_margin", "largest_residual", "largest_truncation"))
        reading = (
            row["reading"] if row["stands"] is not False else f"{row['reading']}, does not stand"
        )
        made.add_row(
            row["claim"],
            reading,
            *(str(row["verdicts"].get(v, "")) for v in _ORDER),
            *("" if n is None else f"{n:.1e}" for n in numbers),
        )
    console.print(made)


def _title(name: str, told: str, console: Console) -> None:
    console.print(styled((f"\n{name}", "bold"), f": {told}"), highlight=False)


def _table(*columns: str, texts: int = 1) -> Table:
    """Return an empty table whose columns are numbers, the first few aside."""
    made = table(*columns)
    for column in made.columns[texts:]:
        column.justify = "right"
    return made


def _print_last(data: Data, console: Console) -> None:
    if not data["economies"]:
        return
    _title(
        "Last failure",
        "the last of the N computed at which the candidate is no equilibrium",
        console,
    )
    made = _table("N", "economies", "share")
    for n, count in [("never", data["never"]), *data["at"].items()]:
        made.add_row(str(n), str(count), f"{count / data['economies']:.1%}")
    console.print(made)


def _print_margins(rows: list[Data], name: str, console: Console) -> None:
    if not rows:
        return
    _title(f"Margins by {name}", "how often the margin of Theorem 1 is negative", console)
    made = _table(name, "N", "economies", "share that fails", "median margin")
    for row in rows:
        made.add_row(
            row["bin"],
            str(row["agents"]),
            str(row["economies"]),
            f"{row['fails']:.1%}",
            f"{row['median']:.3e}",
        )
    console.print(made)


def _print_rest(data: Data, console: Console) -> None:
    slopes = data["slopes"]
    if slopes["economies"]:
        told = ", ".join(f"{n} {sign}" for sign, n in slopes["pairs"].items())
        some = (
            f"{slopes['with_a_positive_one']} of {slopes['economies']} economies have a "
            "positive one"
        )
        _title("Slopes of the gain", f"{told} (pairs of types); {some}", console)
    if data["loss_by_kappa"]:
        _title(
            "Ex post loss",
            "the least ε for which the outcome is almost efficient, in the worst state; statistical, "
            "an estimate without bounds, in the economies that are counted as drawn",
            console,
        )
        made = _table("the smaller κ", "economies", "drawn", "median ε", "largest ε")
        for row in data["loss_by_kappa"]:
            sizes = (f"{row[k]:.3e}" for k in ("median", "largest"))
            made.add_row(row["bin"], str(row["economies"]), str(row["drawn"]), *sizes)
        console.print(made)


def figures(data: Data) -> list[Figure]:
    """Return the figures of a summary.

    They show last failures, failing shares by η and κ, slopes, and the loss by κ.
    """
    found = [_last_figure(data["last_failure"]), _margin_figure(data)]
    found.append(_slope_figure(data["slopes"]))
    if data["loss_by_kappa"]:
        rows = data["loss_by_kappa"]
        panel = Panel(
            "bin of the smaller κ",
            "ε",
            (
                _bins("median", [r["median"] for r in rows]),
                _bins("largest", [r["largest"] for r in rows]),
            ),
        )
        found.append(
            Figure(
                "loss-by-kappa",
                "Ex post loss by κ",
                f"Bins: {_numbered(r['bin'] for r in rows)}.",
                (panel,),
            )
        )
    return [f for f in found if any(s.x for p in f.panels for s in p.series)]


def _numbered(bins: Any) -> str:
    return "; ".join(f"{k + 1}: {b}" for k, b in enumerate(bins))


def _bins(name: str, values: list[float]) -> Any:
    return series(name, "points", range(1, len(values) + 1), values)


def _last_figure(data: Data) -> Figure:
    total, failed = max(data["economies"], 1), 0
    x, y = [], []
    for n, count in reversed(data["at"].items()):
        failed += count
        x.append(float(n))
        y.append(failed / total)
    panel = Panel(
        "N",
        "share of economies",
        (series("fail at N or later", "points", x[::-1], y[::-1]),),
        log_x=True,
    )
    return Figure(
        "last-failure",
        "Share of economies by last failure",
        f"Of {data['economies']} economies; only the values of N computed are seen.",
        (panel,),
    )


def _margin_figure(data: Data) -> Figure:
    panels = []
    for key, name in (("margin_by_eta", "η"), ("margin_by_kappa", "the smaller κ")):
        sizes = sorted({r["agents"] for r in data[key]})
        drawn = tuple(
            _bins(f"N = {n}", [v for _, v in shares(data[key], n, "fails")]) for n in _spread(sizes)
        )
        panels.append(Panel(f"bin of {name}", "share that fails", drawn))
    told = "; ".join(
        f"{name}: {_numbered(dict.fromkeys(r['bin'] for r in data[key]))}"
        for key, name in (("margin_by_eta", "η"), ("margin_by_kappa", "κ"))
    )
    return Figure(
        "margin-by-eta-and-kappa",
        "Where the candidate fails, by η and κ",
        f"Bins of {told}.",
        tuple(panels),
    )


def _spread(sizes: list[int]) -> list[int]:
    """Return at most three of several N: the least, the middle one and the largest.

    >>> _spread([5, 10, 20, 40])
    [5, 20, 40]
    """
    return sizes if len(sizes) <= 3 else [sizes[0], sizes[len(sizes) // 2], sizes[-1]]


def _slope_figure(data: Data) -> Figure:
    counts = (
        [float(data["pairs"][k]) for k in ("positive", "negative", "zero")]
        if data["economies"]
        else []
    )
    panel = Panel("sign", "pairs of types", (_bins("pairs", counts),))
    return Figure(
        "slope-signs", "Signs of the slope", "1: positive; 2: negative; 3: zero.", (panel,)
    )


def write_figures(data: Data, folder: Path, form: str = "svg") -> list[Path]:
    """Draw the figures into a folder.

    Raises:
        MissingExtra: matplotlib is not installed.
        OutputError: The folder cannot be written.
    """
    drawn = {made_folder(folder) / f"{figure.id}.{form}": figure for figure in figures(data)}
    for path, figure in drawn.items():
        write_bytes(path, draw(figure, form))
    return list(drawn)
