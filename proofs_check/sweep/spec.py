r"""The specification of a sweep: which economies, which claims, how many.

Conventions: a spec is TOML; numbers are exact, as in economy files.  A value's distribution is a
number, a list of values, or a table with ``values`` (and integer ``weights``), with ``low``,
``high``, ``step`` (uniform on the grid), or with ``low``, ``high``, ``points`` (uniform on a
logarithmic grid, rounded to three digits).  Economy i of a sweep is a function of the spec, its
seed and i alone.
"""

from __future__ import annotations

import hashlib
import json
import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from numeric.draws.generate import INSIDE, LARGEST, OUTSIDE
from numeric.draws.ranges import Ranges, drawn
from numeric.draws.read_supports import MOST, flag, pair, support
from numeric.economy import fields
from numeric.economy.economy import Economy
from numeric.economy.fields import written
from numeric.economy.reader import text_of
from symbolic.language.errors import InputError

KEYS = (
    "name",
    "count",
    "seed",
    "class",
    "families",
    "types",
    "states",
    "signals",
    "signal_weights",
    "separating",
    "agents",
    "claims",
    "slopes",
    "efficiency_agents",
    "time_limit",
    "memory_limit",
    "endowment",
    "kappa",
    "eta",
    "parameters",
)


DRAWS = 10_000
"""How often a draw is repeated before the ranges are called empty."""


ADDED = 60
"""Letters that are left in a name for the family, the types and the states of an economy."""


@dataclass(frozen=True)
class Spec:
    """A sweep.

    Args:
        data: The specification as read, with exact numbers as text: what the store keeps, and from
            which it can be built again.
        count: Number of economies.
        seed: Seed of all draws.
        ranges: What is drawn.
        agents: Values of N at which the margin of Theorem 1 is computed; none if empty.
        claims: Ids of the claims that are tested; empty means every claim that is tested on
            economies.
        slopes: Whether the slopes of the gain are computed.
        efficiency_agents: The N at which the ex post loss is computed, or None.
        time_limit: Seconds of processor time that one economy may take (ten times as many by the
            clock).
        memory_limit: MiB that one economy may use.
    """

    data: Mapping[str, Any]
    count: int
    seed: int
    ranges: Ranges
    agents: tuple[int, ...] = (10, 40, 160)
    claims: tuple[str, ...] = ()
    slopes: bool = True
    efficiency_agents: int | None = None
    time_limit: int = 60
    memory_limit: int = 2048
    name: str = field(default="sweep", compare=False)

    @property
    def text(self) -> str:
        """The canonical text of the specification."""
        return json.dumps(self.data, sort_keys=True)

    @property
    def identity(self) -> str:
        """A digest of all that decides the rows (not of how many are asked for, nor of the name and the limits)."""
        decisive = {
            k: v
            for k, v in self.data.items()
            if k not in ("name", "count", "time_limit", "memory_limit")
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def label(self, index: int) -> str:
        """Return the name of economy ``index``: the specification's, cut where both are too long for a name."""
        place = f" {self.seed}.{index}"
        room = fields.LONGEST_NAME - len(place) - ADDED
        return (self.name if len(self.name) <= room else f"{self.name[: room - 1]}…") + place

    def economy(self, index: int) -> Economy:
        """Draw economy ``index``.

        Families take turns; all else is from a generator seeded by (seed, index).

        Raises:
            InputError: No draw out of many satisfies what the ranges require.
        """
        choose = random.Random(f"{self.seed}:{index}").randrange
        family = self.ranges.families[index % len(self.ranges.families)]
        for _ in range(DRAWS):
            economy = drawn(choose, self.ranges, self.label(index), family)
            if economy is not None:
                return economy
        raise InputError(
            f"no draw out of {DRAWS}", "has signals and a separating alpha* as the spec requires"
        )


def load_spec(path: str | Path) -> Spec:
    """Read a specification from a TOML file.

    Raises:
        InputError: It cannot be read or is not a specification; one sentence that begins with the
            file's name.
    """
    try:
        data = tomllib.loads(text_of(path), parse_float=Decimal)
    except InputError:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InputError("", f"is not TOML: {error}", source=str(path)) from None
    data.setdefault("name", Path(path).stem or "sweep")
    return read_spec(data, str(path))


def read_spec(data: Mapping[str, Any], source: str = "spec") -> Spec:
    """Build a specification from its data.

    Raises:
        InputError: A key is unknown, or a value unusable.
    """
    try:
        return _built(_plain(data))
    except InputError as error:
        raise error.within(source) from None


def _plain(value: Any) -> Any:
    """Return JSON data, decimals as text, so that it can be kept and read again exactly."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, bool | int | str):
        return value
    raise InputError("a specification", "has numbers, texts, lists and tables", written(value))


def _built(data: dict[str, Any]) -> Spec:
    unknown = next((k for k in data if k not in KEYS), None)
    if unknown is not None:
        raise InputError(written(unknown), f"is not a key of a sweep; keys are {', '.join(KEYS)}")
    claims = data.get("claims", [])
    return Spec(
        data=data,
        count=_integer(data, "count", 1, MOST),
        seed=_integer(data, "seed", 0, 2**63 - 1),
        ranges=_ranges(data),
        agents=_agents(data.get("agents", [10, 40, 160])),
        claims=tuple(
            fields.text(c, "claims, each entry,") for c in fields.items(claims, "claims", "ids")
        ),
        slopes=flag(data, "slopes"),
        efficiency_agents=_integer(data, "efficiency_agents", 2, 10_000)
        if "efficiency_agents" in data
        else None,
        time_limit=_integer(data, "time_limit", 1, 86_400, 60),
        memory_limit=_integer(data, "memory_limit", 64, 1_000_000, 2048),
        name=fields.text(data.get("name", "sweep"), "name"),
    )


def _integer(
    data: Mapping[str, Any], key: str, low: int, high: int, default: int | None = None
) -> int:
    value = data.get(key, default)
    if value is None:
        raise InputError(f'"{key}"', "is missing; a sweep must have count and seed")
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError(key, f"must be a whole number from {low} to {high}", written(value))
    return value


def _agents(value: Any) -> tuple[int, ...]:
    if isinstance(value, dict):
        if set(value) - {"from", "to", "step"} or not {"from", "to"} <= set(value):
            raise InputError(
                "agents", "must be a list of whole numbers, or a table with from, to and step"
            )
        low, high, step = (
            _integer(value, k, 2 if k == "from" else 1, MOST, 1) for k in ("from", "to", "step")
        )
        listed = list(range(low, min(high, low + 10_000 * step) + 1, step))
    else:
        listed = fields.items(value, "agents")
    if len(listed) > 10_000:
        raise InputError("agents", "must be at most 10000 whole numbers", str(len(listed)))
    wrong = next(
        (n for n in listed if not isinstance(n, int) or isinstance(n, bool) or not 2 <= n <= MOST),
        None,
    )
    if wrong is not None:
        raise InputError("agents", f"must be whole numbers from 2 to {MOST}", written(wrong))
    return tuple(sorted(set(listed)))


def _ranges(data: Mapping[str, Any]) -> Ranges:
    kind = fields.text(data.get("class", "inside"), "class")
    changes: dict[str, Any] = {"kind": kind, "families": OUTSIDE if kind == "outside" else INSIDE}
    if "families" in data:
        changes["families"] = tuple(
            fields.text(f, "families, each entry,")
            for f in fields.items(data["families"], "families", "names")
        )
    for key in ("types", "states"):
        if key in data:
            changes[key] = _range(data[key], key)
    changes |= {key: pair(data[key], key) for key in ("endowment", "kappa") if key in data}
    if "eta" in data:
        changes["eta"] = support(data["eta"], "eta")
    if "parameters" in data:
        if not isinstance(data["parameters"], dict):
            raise InputError("parameters", "must be a table", written(data["parameters"]))
        changes["parameters"] = {
            k: support(v, f'parameter "{k}"') for k, v in data["parameters"].items()
        }
    if "signal_weights" in data:
        changes["signal_weights"] = _integer(data, "signal_weights", 2, 60)
    if "signals" in data:
        changes["signals"] = fields.text(data["signals"], "signals")
    return Ranges(**changes, separating=flag(data, "separating"))


def _range(value: Any, key: str) -> tuple[int, int]:
    ends = (
        [value, value] if isinstance(value, int) else fields.items(value, key, "two whole numbers")
    )
    if len(ends) != 2 or not all(isinstance(v, int) and not isinstance(v, bool) for v in ends):
        raise InputError(
            key, "must be a whole number or two, the least and the greatest", written(value)
        )
    if not all(0 < v <= LARGEST for v in ends):
        raise InputError(key, f"must be at most {LARGEST}", written(value))
    return ends[0], ends[1]
