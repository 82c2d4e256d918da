r"""What a sweep computes for one economy.

It is every proposition, the margins of Theorem 1, the slope, the residual, and the ex post loss.

``examine`` is a pure function of the specification and the index, apart from the seconds; it runs
in a worker process and returns plain data, so the store never depends on who computed a row, nor
when.  A crash of one part is BROKEN for that part.

Paper: Theorems 1 and 3; the claims are those of ``proofs_check.paper``.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.kernel_rows import MANY, kernel_from
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from numeric.theorem_3.efficiency import efficiency
from proofs_check.claims.verdict import Verdict
from proofs_check.engines.time_limit import TimeUp, within
from proofs_check.sweep.economy_file import economy_file
from proofs_check.sweep.propositions import Proposition, propositions
from proofs_check.sweep.spec import Spec, read_spec
from symbolic.language.errors import InputError

Row = dict[str, Any]
DETAIL = 300
LARGE = 500
"""From this many economies in a sweep on, kernels are compiled for single games."""


@dataclass
class Record:
    """Everything that is stored about one economy, as plain rows.

    Args:
        economy: The row of the table ``economies``.
        results: Rows of ``results``, one for each proposition.
        margins: Rows of ``margins``, one for each N.
        slopes: Rows of ``slopes``, one for each pair of types.
        losses: Rows of ``losses``, one for each state.
    """

    economy: Row
    results: list[Row] = field(default_factory=list)
    margins: list[Row] = field(default_factory=list)
    slopes: list[Row] = field(default_factory=list)
    losses: list[Row] = field(default_factory=list)


@lru_cache(maxsize=4)
def _spec(text: str) -> Spec:
    return read_spec(json.loads(text))


def examine_text(text: str, index: int) -> Record:
    """Examine economy ``index`` of the specification with this canonical text within its time.

    It is what worker processes call.
    """
    spec = _spec(text)
    try:
        with within(spec.time_limit, "processor"):
            return examine(spec, index)
    except TimeUp:
        return broken(
            spec,
            index,
            f"took longer than {spec.time_limit} seconds of processor time",
            float(spec.time_limit),
        )


def examine(spec: Spec, index: int) -> Record:
    """Draw economy ``index`` and compute everything that the specification asks for.

    In a large sweep the kernels of stage 2 are compiled once for each family and solve all of its
    games; in a small one compiling would take longer than it saves.
    """
    with kernel_from(1 if spec.count >= LARGE else MANY):
        return _examined(spec, index)


def _examined(spec: Spec, index: int) -> Record:
    start = time.perf_counter()
    economy = spec.economy(index)
    text, changes = economy_file(economy)
    record = Record(_economy_row(spec, index, economy, text, changes))
    problems = [
        _try(part, spec, economy, record)
        for part in (_measure_margins, _measure_slopes, _measure_losses)
    ]
    record.results = [_result(p, economy, index) for p in asked(spec)]
    broken = next(filter(None, problems), None) or next(
        (r["detail"] for r in record.results if r["verdict"] == Verdict.BROKEN), None
    )
    record.economy |= {
        "status": "BROKEN" if broken else "done",
        "detail": broken or "",
        "seconds": time.perf_counter() - start,
    }
    return record


def broken(spec: Spec, index: int, reason: str, seconds: float) -> Record:
    """Return the record of an economy whose process did not survive it.

    The economy itself is drawn again where that is possible.
    """
    row: Row = {
        "id": index,
        "seed": f"{spec.seed}:{index}",
        "status": "BROKEN",
        "detail": reason[:DETAIL],
        "seconds": seconds,
    }
    return Record(row)


def asked(spec: Spec) -> tuple[Proposition, ...]:
    """Return the propositions that the specification names, or all that stand.

    Raises:
        InputError: There is no such claim, or it is not tested on economies.
    """
    known = propositions()
    if not spec.claims:
        return tuple(p for p in known if p.standing)
    missing = next((c for c in spec.claims if c not in {p.id for p in known}), None)
    if missing is not None:
        raise InputError(
            f'claims has "{missing}", which is not tested on economies; those are '
            + ", ".join(dict.fromkeys(p.id for p in known))
        )
    return tuple(p for p in known if p.id in spec.claims)


def _economy_row(
    spec: Spec, index: int, economy: Economy, text: str, changes: dict[str, Any]
) -> Row:
    d = economy.floats
    return {
        "id": index,
        "seed": f"{spec.seed}:{index}",
        "name": economy.name,
        "family": economy.name.split(": ")[1].split(",")[0],
        "types": len(economy.types),
        "states": len(economy.states),
        "eta": d.eta,
        "kappa_q": float(d.kappa[0]),
        "kappa_r": float(d.kappa[1]),
        "economy": text,
        "changes": json.dumps(changes, sort_keys=True),
        **dict.fromkeys(("last_failure", "fails", "residual", "chernoff")),
    }


def _try(
    part: Callable[[Spec, Economy, Record], None], spec: Spec, economy: Economy, record: Record
) -> str | None:
    """Run one part; a crash is reported in one sentence and leaves the other parts alone."""
    try:
        part(spec, economy, record)
    except MemoryError:
        raise
    except Exception as error:  # a crash inside a measurement is BROKEN, as inside a check
        return f"{part.__name__.removeprefix('_measure_')}: {type(error).__name__}: {error}"[
            :DETAIL
        ]
    return None


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _measure_margins(spec: Spec, economy: Economy, record: Record) -> None:
    if not solve_stage1(economy).separating or min(economy.mechanism.kappa) <= 0:
        return
    usable = [n for n in spec.agents if economy.active(n) >= 2]
    if not usable:
        return
    found = threshold(economy, usable)
    names = economy.types
    record.margins = [
        {
            "economy": record.economy["id"],
            "agents": m.agents,
            "active": m.active,
            "margin": _number(m.margin),
            "truncation": _number(m.truncation),
            "rounding": _number(m.rounding),
            "holds": m.holds,
            "type": names[m.binding[0]],
            "imitates": names[m.binding[1]],
            "cost": _number(m.cost),
            "gain": _number(m.gain),
        }
        for m in found.margins
    ]
    sizes = [n for n in {economy.active(n) for n in usable} if n >= len(names)]
    record.economy |= {
        "last_failure": found.last_failure,
        "fails": len(found.fails),
        "residual": _residual(economy, sizes),
    }


def _residual(economy: Economy, sizes: list[int]) -> float | None:
    """Return the largest residual of stage 2 at the configurations nearest to each state's shares."""
    from proofs_check.paper.shared.limits import nearest_configuration

    rows = [
        nearest_configuration(mu, active)
        for active in sorted(sizes)
        for mu in economy.floats.signal
    ]
    return _number(float(np.max(solve_stage2(economy, rows).residual))) if rows else None


def _measure_slopes(spec: Spec, economy: Economy, record: Record) -> None:
    if not spec.slopes or min(economy.mechanism.kappa) <= 0:
        return
    found, names = slope(economy), economy.types
    record.economy["chernoff"] = _number(found.chernoff)
    record.slopes = [
        {
            "economy": record.economy["id"],
            "type": a,
            "imitates": b,
            "slope": _number(found.values[i, j]),
            "kink": found.kink,
        }
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i != j
    ]


def _measure_losses(spec: Spec, economy: Economy, record: Record) -> None:
    if (
        spec.efficiency_agents is None
        or min(economy.mechanism.kappa) <= 0
        or economy.active(spec.efficiency_agents) < 2
    ):
        return
    found = efficiency(economy, spec.efficiency_agents, draws=400, limit=4000)
    record.losses = [
        {
            "economy": record.economy["id"],
            "agents": found.agents,
            "state": name,
            "mean": _number(s.mean),
            "median": _number(s.quantile(0.5)),
            "high": _number(s.quantile(0.99)),
            "epsilon": _number(s.least_epsilon()),
            "enumerated": s.enumerated,
        }
        for name, s in zip(economy.states, found.states, strict=True)
    ]


def _result(proposition: Proposition, economy: Economy, index: int) -> Row:
    start = time.perf_counter()
    names = ("margin", "residual", "truncation")
    row: Row = {
        "economy": index,
        "claim": proposition.id,
        "reading": proposition.reading,
        **dict.fromkeys(names),
    }
    try:
        found = proposition.check(economy)
        numbers = {k: None if (v := getattr(found, k)) is None else _number(v) for k in names}
        row |= {"verdict": str(found.verdict), "detail": found.detail[:DETAIL], **numbers}
    except MemoryError:
        raise
    except Exception as error:  # the same rule as in the runner: a crash inside a check is BROKEN
        row |= {
            "verdict": str(Verdict.BROKEN),
            "detail": f"{type(error).__name__}: {error}"[:DETAIL],
        }
    return {**row, "seconds": time.perf_counter() - start}
