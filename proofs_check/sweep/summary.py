r"""What a store says, as plain data.

It is verdicts by claim, last failures, margins by η and κ, signs of slopes, and the ex post loss by
κ.

Conventions: shares are of the economies for which the quantity was computed, and their number
stands beside them; κ is the smaller of κ_q and κ_r relative to nothing else; bins of η and κ are
fixed, so that two sweeps can be compared.

Paper: Theorems 1 and 3; the slope is that of ``numeric.theorem_1.slope``.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Protocol

from proofs_check.sweep.propositions import propositions

Data = dict[str, Any]
ETA = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 1.0)
SMALLER = "CASE WHEN kappa_q < kappa_r THEN kappa_q ELSE kappa_r END"
KAPPA = (0.0, 0.005, 0.02, 0.05, 0.1, 0.2, float("inf"))
_KAPPA_LABELS = tuple(f"{a:g} to {b:g}" if b < 1 else f"{a:g} and more" for a, b in pairwise(KAPPA))
_ETA_LABELS = tuple(f"{a:g} to {b:g}" for a, b in pairwise(ETA))


class Queried(Protocol):
    """A store or parts of a sweep: the same tables, in SQL that SQLite and DuckDB read alike."""

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""


def summarise(store: Queried) -> Data:
    """Return the summary of a store as JSON data."""
    return {
        "economies": dict(
            Counter(s for (s,) in store.query("SELECT status FROM economies ORDER BY id"))
        ),
        "claims": _claims(store),
        "broken": [
            {"id": i, "seed": s, "detail": d}
            for i, s, d in store.query(
                "SELECT id, seed, detail FROM economies WHERE status = 'BROKEN' ORDER BY id"
            )
        ],
        "failures": _failures(store),
        "last_failure": _last_failures(store),
        "margin_by_eta": _margins(store, "eta", ETA, _ETA_LABELS),
        "margin_by_kappa": _margins(store, SMALLER, KAPPA, _KAPPA_LABELS),
        "slopes": _slopes(store),
        "loss_by_kappa": _losses(store),
    }


def _claims(store: Queried) -> list[Data]:
    """Return for each claim and reading whether that is the statement that stands, verdicts and extreme numbers.

    The extremes are over all economies.
    """
    standing: dict[tuple[str, str], bool] = {(p.id, p.reading): p.standing for p in propositions()}
    place = {key: i for i, key in enumerate(standing)}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for claim, reading, verdict, n in store.query(
        "SELECT claim, reading, verdict, COUNT(*) FROM results GROUP BY claim, reading, verdict "
        "ORDER BY claim, reading, verdict"
    ):
        counts[claim, reading][verdict] += n
    extremes = {
        (claim, reading): {
            "least_margin": margin,
            "largest_residual": residual,
            "largest_truncation": truncation,
        }
        for claim, reading, margin, residual, truncation in store.query(
            "SELECT claim, reading, MIN(margin), MAX(residual), MAX(truncation) FROM results "
            "GROUP BY claim, reading"
        )
    }
    return [
        {
            "claim": c,
            "reading": r,
            "stands": standing.get((c, r)),
            "verdicts": dict(v),
            **extremes[c, r],
        }
        for (c, r), v in sorted(counts.items(), key=lambda item: place.get(item[0], len(place)))
    ]


def exit_status(data: Data) -> int:
    """Return the exit status of a sweep.

    1 if a statement that stands fails for some economy, 3 if something is undecided or BROKEN, else
    0.
    """
    failing = any(row["stands"] and row["verdicts"].get("FAILS") for row in data["claims"])
    unclear = any(
        row["verdicts"].get(v) for row in data["claims"] for v in ("UNDECIDED", "BROKEN")
    ) or data["economies"].get("BROKEN")
    return 1 if failing else 3 if unclear else 0


def _failures(store: Queried, most: int = 100) -> list[Data]:
    rows = store.query(
        "SELECT claim, reading, economy, detail FROM results WHERE verdict = 'FAILS' ORDER BY "
        "claim, reading, economy LIMIT ?",
        most,
    )
    return [{"claim": c, "reading": r, "economy": e, "detail": d} for c, r, e, d in rows]


def _last_failures(store: Queried) -> Data:
    """Return how many economies fail last at each N that was computed, how many never fail, and of how many."""
    rows = store.query("SELECT last_failure FROM economies WHERE fails IS NOT NULL")
    counted = Counter(n for (n,) in rows if n is not None)
    return {
        "economies": len(rows),
        "never": len(rows) - sum(counted.values()),
        "at": {str(n): k for n, k in sorted(counted.items())},
    }


def _margins(
    store: Queried, by: str, edges: tuple[float, ...], labels: tuple[str, ...]
) -> list[Data]:
    """Return for each bin and N the share of economies whose margin is negative, and the median margin."""
    rows = store.query(
        f"SELECT {by}, agents, m.margin, m.holds FROM margins m JOIN economies e ON e.id = "
        "m.economy WHERE m.margin IS NOT NULL"
    )
    groups: dict[tuple[int, int], list[tuple[float, int | None]]] = defaultdict(list)
    for value, agents, margin, holds in rows:
        groups[bisect_right(edges, value) - 1, agents].append((margin, holds))
    return [
        {
            "bin": labels[k],
            "agents": n,
            "economies": len(found),
            "fails": sum(h == 0 for _, h in found) / len(found),
            "median": statistics.median(m for m, _ in found),
        }
        for (k, n), found in sorted(groups.items())
    ]


def _slopes(store: Queried) -> Data:
    """Return how many pairs of types have a positive, a negative and a zero slope.

    The last number says how many economies have at least one positive.
    """
    signs = Counter(
        "positive" if s > 0 else "negative" if s < 0 else "zero"
        for (s,) in store.query("SELECT slope FROM slopes WHERE kink = 0")
    )
    ((economies,),) = store.query("SELECT COUNT(DISTINCT economy) FROM slopes WHERE kink = 0")
    ((some,),) = store.query(
        "SELECT COUNT(DISTINCT economy) FROM slopes WHERE kink = 0 AND slope > 0"
    )
    return {
        "pairs": {k: signs[k] for k in ("positive", "negative", "zero")},
        "economies": economies,
        "with_a_positive_one": some,
    }


def _losses(store: Queried) -> list[Data]:
    """Return by κ the median and the largest ε for which the outcome is almost ex post efficient.

    Both are over economies; "drawn" counts those whose ε is statistical, an estimate from draws.
    """
    rows = store.query(
        f"SELECT MIN({SMALLER}), MAX(epsilon), MIN(enumerated) FROM losses l JOIN economies e ON e.id = l.economy "
        "GROUP BY l.economy"
    )
    groups: dict[int, list[float]] = defaultdict(list)
    drawn: Counter[int] = Counter()
    for kappa, epsilon, enumerated in rows:
        if epsilon is not None:
            groups[bisect_right(KAPPA, kappa) - 1].append(epsilon)
            drawn[bisect_right(KAPPA, kappa) - 1] += enumerated == 0
    return [
        {
            "bin": _KAPPA_LABELS[k],
            "economies": len(v),
            "drawn": drawn[k],
            "median": statistics.median(v),
            "largest": max(v),
        }
        for k, v in sorted(groups.items())
    ]


def shares(rows: Iterable[Data], agents: int, key: str) -> list[tuple[str, float]]:
    """Return (bin, value) of the rows of one N."""
    return [(r["bin"], float(r[key])) for r in rows if r["agents"] == agents]
