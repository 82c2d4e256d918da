"""Economies as the laboratory needs them: read from their files, changed by a treatment, drawn from.

Numbers stay exact (``Fraction``) until a page shows them.  What is checked here is only what the
laboratory itself uses; the engine reads the same file and checks all of it.
"""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from laboratory.utility import Program, program, value

HERE = Path(__file__).resolve().parent
FOLDERS = (HERE / "economies", HERE.parent / "examples")
"""Where an economy is looked for by its file's name."""

DATA = HERE / "data" / "economies"
"""Where economies as played are written for the engine."""

ONE_STAGE_ETA = Fraction(1, 10**6)
"""η with which everybody is active in any group of fewer than a million: the game without stage 1."""


@dataclass(frozen=True)
class LabEconomy:
    """An economy by name: states, types, prior, signal (a row for each state), endowment, κ, η."""

    file: str
    name: str
    states: tuple[str, ...]
    types: tuple[str, ...]
    prior: tuple[Fraction, ...]
    signal: tuple[tuple[Fraction, ...], ...]
    endowment: tuple[Fraction, Fraction]
    kappa: tuple[Fraction, Fraction]
    eta: Fraction
    data: dict[str, Any]

    @property
    def fixed_price(self) -> Fraction:
        """p_1, the price of the first good in units of the second at which the inactive trade."""
        return self.endowment[1] / self.endowment[0]

    def active(self, agents: int) -> int:
        """Return how many of N agents are active, ⌈(1-η)N⌉."""
        return -((self.eta - 1) * agents // 1)

    def programs(self, kind: str) -> dict[str, Program]:
        """Return a type's utility in each state."""
        x = self.types.index(kind)
        tables = self.data.get("parameters", {})
        return {
            state: program(
                self.data["utility"],
                {name: float(_entry(table, x, z)) for name, table in tables.items()},
            )
            for z, state in enumerate(self.states)
        }

    def belief(self, kind: str) -> dict[str, float]:
        """Return the chances of the states given one's own type, by Bayes' rule.

        Paper: section 2.1, the posterior τ_x.
        """
        x = self.types.index(kind)
        weights = [p * row[x] for p, row in zip(self.prior, self.signal, strict=True)]
        return {s: float(w / sum(weights)) for s, w in zip(self.states, weights, strict=True)}

    def draw(self, agents: int, chance: random.Random) -> tuple[str, list[str]]:
        """Draw a state and, given it, a type for each agent independently."""
        z = _drawn(self.prior, chance)
        return self.states[z], [self.types[_drawn(self.signal[z], chance)] for _ in range(agents)]

    def changed(self, kappa: Sequence[Any] | None = None, eta: Any = None) -> LabEconomy:
        """Return the economy with κ or η of a treatment."""
        data = dict(self.data)
        if kappa is not None:
            data["kappa"] = [str(_number(v)) for v in kappa]
        if eta is not None:
            data["eta"] = str(_number(eta))
        return _economy(self.file, data)

    def text(self) -> str:
        """Return the text of a file from which the engine reads this economy."""
        data = dict(self.data)
        parameters = data.pop("parameters", {})
        lines = [f"{key} = {_toml(v)}" for key, v in data.items()]
        lines += ["", "[parameters]", *(f"{k} = {_toml(v)}" for k, v in parameters.items())]
        return "\n".join(lines if parameters else lines[:-2]) + "\n"

    def written(self, folder: Path) -> Path:
        """Write the file for the engine, once, and return its path."""
        text = self.text()
        path = folder / (hashlib.sha256(text.encode()).hexdigest()[:20] + ".toml")
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return path


def read(name: str) -> LabEconomy:
    """Read an economy by the name of its file, in ``laboratory/economies`` or among the examples.

    Raises:
        ValueError: There is no such file, or the laboratory cannot use it; one sentence says why.
    """
    if Path(name).name != name:
        raise ValueError(f"economy must be the name of a file, without a folder, got {name!r}")
    path = next((f / name for f in FOLDERS if (f / name).is_file()), None)
    if path is None:
        raise ValueError(
            f"economy must be a file in laboratory/economies or examples, got {name!r}"
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)
        return _economy(name, data)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{name}: {type(error).__name__}: {error}") from None


def points(
    programs: Program, endowment: Sequence[float], q: float, r: float, scale: Scale
) -> float:
    """Return the points that (q, r) is worth: so many for keeping the endowment, more for better."""
    gained = value(programs, q, r) - value(programs, *endowment)
    return scale.at_endowment + scale.per_util * gained


@dataclass(frozen=True)
class Scale:
    """How utility becomes points: points at the endowment, and points for a unit of utility."""

    at_endowment: float
    per_util: float


def _economy(file: str, data: dict[str, Any]) -> LabEconomy:
    economy = LabEconomy(
        file=file,
        name=str(data["name"]) if "name" in data else file,
        states=tuple(map(str, data["states"])),
        types=tuple(map(str, data["types"])),
        prior=tuple(map(_number, data["prior"])),
        signal=tuple(tuple(map(_number, row)) for row in data["signal"]),
        endowment=_pair(data["endowment"]),
        kappa=_pair(data["kappa"]),
        eta=_number(data["eta"]),
        data=data,
    )
    if not (0 < economy.eta < 1 and min(economy.kappa) > 0):
        raise ValueError("kappa must be positive and eta between 0 and 1")
    for kind in economy.types:
        economy.programs(kind)
    return economy


def _number(number: Any) -> Fraction:
    return Fraction(str(number))


def _pair(values: Sequence[Any]) -> tuple[Fraction, Fraction]:
    q, r = map(_number, values)
    return q, r


def _entry(table: Any, x: int, z: int) -> Fraction:
    return _number(table[x][z] if isinstance(table, list) else table)


def _toml(entry: Any) -> str:
    # Strings, and lists of strings and numbers, are written in TOML as in JSON.
    return json.dumps(entry, ensure_ascii=False)


def _drawn(weights: Sequence[Fraction], chance: random.Random) -> int:
    total = sum(weights)
    grain = 1 << 62
    ball = Fraction(chance.randrange(grain), grain) * total
    for i, weight in enumerate(weights):
        ball -= weight
        if ball < 0:
            return i
    return len(weights) - 1
