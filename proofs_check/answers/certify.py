"""Certificates by ball arithmetic as plain data and as text.

They are what ``--certify`` adds to ``twostage solve`` and ``twostage threshold``.

Conventions: an interval is the text "[lo, hi]" of two exact decimals that enclose it; types and
states are named; null means that nothing is certified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich.console import Console

from numeric import certify_competitive, certify_margin, certify_stage1, certify_stage2
from numeric.certify import (
    CertifiedCompetitive,
    CertifiedMargin,
    CertifiedStage1,
    CertifiedStage2,
    EnclosedEquilibrium,
    EnclosedPrice,
    Interval,
)
from numeric.economy.economy import Economy
from proofs_check.answers.tables import table
from proofs_check.output.console import styled

Data = dict[str, Any]
Pair = tuple[Interval, Interval]


def certified_solution(economy: Economy, counts: list[int] | None) -> Data:
    """Return what ``twostage solve --certify`` adds under "certified".

    The keys are "given" (the hypotheses on u, each {"title", "verdict", "evidence"}), "stage1",
    "competitive" (by state) and "stage2" (null without a configuration).  Each part has "exists"
    (true or null), "unique" ("global", "local" or null), "evidence" and "status"; "stage1" also has
    "separating" and "types": {type: {"consumption", "offer"}}; the others have "complete" (whether
    all equilibria are enclosed), "undecided" (boxes of prices), "boxes" (their number judged) and
    "equilibria": [{"price", "types": {type: {"offer", and "allocation" for a known state}}, and
    "totals" at stage 2}]; "stage2" also has "configuration", "scope" and "selected" (the index of
    the equilibrium that the solver returns, or null).
    """
    first = certify_stage1(economy)
    return {
        "given": [
            {"title": g.title, "verdict": g.verdict, "evidence": g.evidence} for g in first.given
        ],
        "stage1": _stage1(economy, first),
        "competitive": {
            economy.states[found.state]: _competitive(economy, found)
            for found in certify_competitive(economy)
        },
        "stage2": None if counts is None else _stage2(economy, certify_stage2(economy, counts)),
    }


def decided(data: Data) -> bool:
    """Whether every part of a certified solution is enclosed."""
    parts = [
        data["stage1"],
        *data["competitive"].values(),
        *([data["stage2"]] if data["stage2"] else []),
    ]
    return all(part["exists"] for part in parts)


def _texts(pair: Pair | None) -> list[str] | None:
    return None if pair is None else [str(interval) for interval in pair]


def _stage1(economy: Economy, found: CertifiedStage1) -> Data:
    types = {
        name: {"consumption": None if q is None else str(q), "offer": _texts(offer)}
        for name, q, offer in zip(economy.types, found.consumption, found.offers, strict=True)
    }
    about = {"exists": found.exists, "unique": found.unique, "separating": found.separating}
    return {**about, "evidence": found.evidence, "status": found.status, "types": types}


def _common(found: CertifiedCompetitive | CertifiedStage2) -> Data:
    return {
        "exists": found.exists,
        "unique": found.unique,
        "complete": found.complete,
        "evidence": found.evidence,
        "status": found.status,
        "undecided": [str(box) for box in found.undecided],
        "boxes": found.boxes,
    }


def _competitive(economy: Economy, found: CertifiedCompetitive) -> Data:
    def one(enclosed: EnclosedPrice) -> Data:
        rows = zip(economy.types, enclosed.allocations, enclosed.offers, strict=True)
        return {
            "price": str(enclosed.price),
            "types": {name: {"allocation": _texts(a), "offer": _texts(b)} for name, a, b in rows},
        }

    return {**_common(found), "equilibria": [one(enclosed) for enclosed in found.enclosures]}


def _stage2(economy: Economy, found: CertifiedStage2) -> Data:
    def one(enclosed: EnclosedEquilibrium) -> Data:
        types = {
            name: {"offer": _texts(b)}
            for name, b in zip(economy.types, enclosed.offers, strict=True)
        }
        return {"price": str(enclosed.price), "totals": _texts(enclosed.totals), "types": types}

    counts = dict(zip(economy.types, found.configuration, strict=True))
    about = {"configuration": counts, "scope": found.scope, "selected": found.selected}
    return {
        **about,
        **_common(found),
        "equilibria": [one(enclosed) for enclosed in found.enclosures],
    }


def certified_margins(
    economy: Economy,
    agents: Iterable[int],
    scope: str,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Data]:
    """Return what ``twostage threshold --certify`` adds under "certified": one entry for each N.

    Keys: "agents", "active", "sign" (1: certified to be an equilibrium, -1: certified not to be
    one, null: undecided), "margin" (an interval or null), "relative_to" ("every equilibrium" where
    β^σ is globally unique at all configurations, "the selected equilibrium", or null), "binding"
    ({"type", "imitates"} or null), "configurations", "globally" (at how many of them β^σ is
    certified globally unique), "evidence" and "status".
    """
    rows = []
    for done, N in enumerate(agents, 1):
        rows.append(_margin(economy, certify_margin(economy, N, scope=scope)))
        progress(done)
    return rows


def _margin(economy: Economy, found: CertifiedMargin) -> Data:
    binding = (
        None
        if found.binding is None
        else {"type": economy.types[found.binding[0]], "imitates": economy.types[found.binding[1]]}
    )
    return {
        "agents": found.agents,
        "active": found.active,
        "sign": found.sign,
        "margin": None if found.margin is None else str(found.margin),
        "relative_to": found.relative_to,
        "binding": binding,
        "configurations": found.configurations,
        "globally": found.globally,
        "evidence": found.evidence,
        "status": found.status,
    }


def print_certified(data: Data, console: Console) -> None:
    """Print a certified solution."""
    proved = all(g["evidence"] in ("CERTIFIED", "DECIDED") for g in data["given"])
    title = "Certified by ball arithmetic" if proved else "By ball arithmetic, but not certified"
    console.print(styled((f"\n{title}", "bold")), highlight=False)
    hypotheses = "; ".join(f"{g['title']}: {g['verdict']} {g['evidence']}" for g in data["given"])
    console.print(f"given that {hypotheses}", highlight=False)
    made = table("part", "unique", "evidence", "price or consumption", "status")
    for name, row in data["stage1"]["types"].items():
        made.add_row(
            f"stage 1, {name}",
            *_words(data["stage1"]),
            _plain(row["consumption"]),
            data["stage1"]["status"],
        )
    parts = {f"state {state}": part for state, part in data["competitive"].items()}
    for name, part in {**parts, **({"stage 2": data["stage2"]} if data["stage2"] else {})}.items():
        prices = "\n".join(e["price"] for e in part["equilibria"])
        made.add_row(name, *_words(part), _plain(prices or None), part["status"])
    console.print(made)


def print_certified_margins(rows: list[Data], console: Console) -> None:
    """Print certified signs, one row for each N."""
    made = table("N", "configurations", "margin", "evidence", "status")
    for row in rows:
        made.add_row(
            str(row["agents"]),
            str(row["configurations"]),
            _plain(row["margin"]),
            row["evidence"],
            row["status"],
        )
    console.print(styled(("\nSigns certified by ball arithmetic", "bold")), highlight=False)
    console.print(made)


def _words(part: Data) -> tuple[str, str]:
    return {"global": "yes", "local": "in each enclosure", None: "–"}[part["unique"]], part[
        "evidence"
    ]


def _plain(text: str | None) -> str:
    """Return an interval for a table."""
    return "–" if text is None else text
