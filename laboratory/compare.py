r"""Play beside theory: what was offered against α* and the candidate, prices against β^σ and p^z.

``python -m laboratory.compare EXPORT --out FOLDER``, with the project's own environment and not that
of oTree.  Writes ``offers.csv``, ``prices.csv`` and three drawings.

Conventions: a signed offer is positive where the first good is offered and negative where the second
is, each as a share of its endowment; a price is of the first good in units of the second.  The price
under β^σ is that of the true configuration of the active, as if all had revealed their types.

Where nothing was announced the theory's second offer is that of the one-stage game.

Paper: (5) for α*; (10), (11) for stage 2; L^z(κ) of section 3.2 for p^z.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from laboratory.theory import active, group, unannounced
from numeric import Economy, load_economy, solve_competitive, solve_stage2
from proofs_check.answers.play_export import Row, economy_files, read_export
from symbolic.language.errors import InputError, MissingExtra


@dataclass(frozen=True)
class Offer:
    """One offer beside the theory's: stage, who sat there, type, round, both as signed shares."""

    stage: int
    seat: str
    type: str
    round: int
    by: str
    made: float
    theory: float


@dataclass(frozen=True)
class Price:
    """The price of one round of one group beside that of β^σ and p^z; NaN where not solved."""

    session: str
    round: int
    group: str
    state: str
    made: float
    stage2: float
    competitive: float


def signed(q: float, r: float, endowment: Sequence[float]) -> float:
    """Return an offer as a signed share of the endowment.

    >>> signed(0.0, 0.5, (1.0, 2.0))
    -0.25
    """
    return q / endowment[0] - r / endowment[1]


def offers(rows: Sequence[Row], economies: dict[str, Economy]) -> list[Offer]:
    """Return every offer that counted and for which the theory has one."""
    found, numbers = [], active(rows)
    for row in rows:
        economy = played(row, economies)
        endowment = [float(v) for v in economy.environment.endowment]
        for stage in (1, 2):
            made = [row[f"stage{stage}_{g}"] for g in "qr"]
            theory = of_theory(row, stage, economy, numbers[group(row)])
            if row["type"] and all(made) and theory:
                found.append(
                    Offer(
                        stage,
                        row.get("seat", ""),
                        row["type"],
                        int(row["round"]),
                        row.get(f"stage{stage}_by", ""),
                        signed(float(made[0]), float(made[1]), endowment),
                        signed(*theory, endowment),
                    )
                )
    return found


def of_theory(row: Row, stage: int, economy: Economy, agents: int) -> tuple[float, float] | None:
    """Return the theory's offer for a row, None where there is none.

    It is what the session noted, α* or the candidate's offer; where nothing was announced, stage 2
    is the one-stage game among the active.
    """
    q, r = (row.get(f"equilibrium{stage}_{g}", "") for g in "qr")
    if stage == 2 and row.get("announce") == "0" and row["active"] == "1" and row["type"]:
        return unannounced(economy, agents, row["type"])
    return (float(q), float(r)) if q and r else None


def played(row: Row, economies: dict[str, Economy]) -> Economy:
    """Return a row's economy with the κ and η that were played."""
    kappa = [row["kappa_q"], row["kappa_r"]]
    return economies[row["economy"]].replacing(kappa=kappa, eta=row["eta"])


def prices(rows: Iterable[Row], economies: dict[str, Economy]) -> list[Price]:
    """Return the price of every finished round beside the theory's."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        if row["price"]:
            grouped.setdefault(group(row), []).append(row)
    found = []
    for (session, number, where), members in grouped.items():
        one = members[0]
        economy = played(one, economies)
        types = [row["type"] for row in members if row["active"] == "1"]
        solved = solve_stage2(economy, [[types.count(name) for name in economy.types]])
        market = solve_competitive(economy)
        found.append(
            Price(
                session,
                int(number),
                where,
                one["state"],
                float(one["price"]),
                float(solved.price[0]),
                float(market.price[economy.states.index(one["state"])]),
            )
        )
    return found


def summary(found: Sequence[Offer]) -> list[list[str]]:
    """Return rows: stage, seat, type, number, mean offer, mean of the theory's, mean distance."""
    kinds = sorted({(o.stage, o.seat, o.type) for o in found})
    rows = []
    for stage, seat, kind in kinds:
        mine = [o for o in found if (o.stage, o.seat, o.type) == (stage, seat, kind)]
        made, theory = fmean(o.made for o in mine), fmean(o.theory for o in mine)
        apart = fmean(abs(o.made - o.theory) for o in mine)
        rows.append(
            [str(stage), seat, kind, str(len(mine)), f"{made:.5f}", f"{theory:.5f}", f"{apart:.5f}"]
        )
    return rows


def draw(found: Sequence[Offer], seen: Sequence[Price], folder: Path) -> None:
    """Draw offers against the theory's, by stage, and prices by round.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("matplotlib", "report", "figures") from None
    for stage in (1, 2):
        mine = [o for o in found if o.stage == stage]
        figure = Figure(figsize=(5.5, 5), layout="constrained")
        axes = figure.subplots()
        for seat in sorted({o.seat for o in mine}):
            points = [(o.theory, o.made) for o in mine if o.seat == seat]
            across, up = [x for x, _ in points], [y for _, y in points]
            axes.scatter(across, up, s=18, alpha=0.6, label=_plain(seat))
        axes.axline((0, 0), slope=1, color="0.5", linewidth=1)
        axes.set_xlabel("the theory's offer")
        axes.set_ylabel("the offer made (+ of the first good, − of the second)")
        axes.set_title("Stage 1 against α*" if stage == 1 else "Stage 2 against the candidate")
        if mine:
            axes.legend()
        figure.savefig(folder / f"stage{stage}.svg", metadata={"Date": None})
    figure = Figure(figsize=(6.5, 4), layout="constrained")
    axes = figure.subplots()
    for i, state in enumerate(sorted({p.state for p in seen})):
        mine_p = [p for p in seen if p.state == state]
        rounds, color = [p.round for p in mine_p], f"C{i}"
        axes.scatter(
            rounds, [p.made for p in mine_p], color=color, label=_plain(f"played, {state}")
        )
        axes.scatter(
            rounds, [p.stage2 for p in mine_p], color=color, marker="_", s=120, label="under β^σ"
        )
        axes.axhline(mine_p[0].competitive, color=color, linestyle="--", linewidth=1)
    axes.set_xlabel("round (dashed: the competitive price)")
    axes.set_ylabel("price")
    if seen:
        axes.legend()
    figure.savefig(folder / "prices.svg", metadata={"Date": None})


def _plain(text: str) -> str:
    # A dollar sign would begin mathematics, a leading underscore would hide a label.
    return text.replace("$", r"\$").lstrip("_")


def _write(file: Path, head: list[str], rows: Iterable[Iterable[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *rows])


def main(arguments: list[str] | None = None) -> int:
    """Compare an export with the theory."""
    asks = argparse.ArgumentParser(prog="python -m laboratory.compare", description=__doc__)
    asks.add_argument("export", type=Path)
    asks.add_argument("--out", type=Path, required=True, help="folder for tables and drawings")
    asks.add_argument("--economy", help="the economy's file, if the export's name is not found")
    given = asks.parse_args(arguments)
    try:
        rows = read_export(given.export)
        files = economy_files(rows, given.export.parent, given.economy)
        economies = {name: load_economy(file) for name, file in files.items()}
        found, seen = offers(rows, economies), prices(rows, economies)
        given.out.mkdir(parents=True, exist_ok=True)
        head = ["stage", "seat", "type", "offers", "mean", "mean_theory", "mean_distance"]
        table = summary(found)
        _write(given.out / "offers.csv", head, table)
        names = ["session", "round", "group", "state", "price", "price_beta", "price_competitive"]
        values = ([repr(v) if isinstance(v, float) else v for v in vars(p).values()] for p in seen)
        _write(given.out / "prices.csv", names, values)
        draw(found, seen, given.out)
    except (InputError, MissingExtra) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    for row in (head, *table):
        print("  ".join(f"{cell:>13}" for cell in row))
    apart = [abs(p.made / p.stage2 - 1) for p in seen if math.isfinite(p.stage2)]
    if apart:
        print(f"{len(seen)} prices, on average {fmean(apart):.2%} away from that of β^σ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
