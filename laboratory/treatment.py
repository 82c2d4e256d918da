"""What an experimenter chooses, read from the session's configuration and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from laboratory.economies import ONE_STAGE_ETA, LabEconomy, Scale, read

MOST_ROUNDS = 40
ABSENT = ("nothing", "candidate")
DEFAULTS: dict[str, Any] = {
    "economy": "log.toml",
    "eta": "",
    "kappa_q": "",
    "kappa_r": "",
    "stages": 2,
    "announce": True,
    "show_posterior": False,
    "rounds": 10,
    "practice_rounds": 1,
    "group_size": 0,
    "rematch": True,
    "lobby_seconds": 180,
    "stage1_seconds": 120,
    "stage2_seconds": 180,
    "results_seconds": 45,
    "absent": "nothing",
    "points_at_endowment": 100.0,
    "points_per_util": 1000.0,
}
"""The configuration of a session; every entry can be changed when a session is created.

``eta``, ``kappa_q`` and ``kappa_r``: empty for those of the economy's file.  ``group_size``: 0 for
one group of all.  Seconds: 0 for no limit.  ``absent``: what is offered for who does not answer.
"""


@dataclass(frozen=True)
class Treatment:
    """A checked configuration; ``economy`` has the κ and η that are played."""

    economy: LabEconomy
    two_stages: bool
    announce: bool
    show_posterior: bool
    rounds: int
    practice_rounds: int
    group_size: int
    rematch: bool
    lobby_seconds: int
    stage1_seconds: int
    stage2_seconds: int
    results_seconds: int
    absent: str
    scale: Scale

    def group_sizes(self, agents: int) -> int:
        """Return the size of a group among so many participants."""
        return self.group_size or agents


def treatment(config: Mapping[str, Any]) -> Treatment:
    """Read a configuration.

    Raises:
        ValueError: An entry is unusable; one sentence names it.
    """
    given = {**DEFAULTS, **{k: v for k, v in config.items() if k in DEFAULTS}}
    economy = read(str(given["economy"]))
    two_stages = _whole(given, "stages", 1, 2) == 2
    eta = str(given["eta"]).strip() or None
    kappa = [str(given[f"kappa_{g}"]).strip() or economy.kappa[i] for i, g in enumerate("qr")]
    try:
        economy = economy.changed(kappa, eta if two_stages else ONE_STAGE_ETA)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"eta, kappa_q and kappa_r must suit the economy: {error}") from None
    rounds = _whole(given, "rounds", 1, MOST_ROUNDS)
    if given["absent"] not in ABSENT:
        raise ValueError(f"absent must be one of {', '.join(ABSENT)}, got {given['absent']!r}")
    return Treatment(
        economy=economy,
        two_stages=two_stages,
        announce=bool(given["announce"]) and two_stages,
        show_posterior=bool(given["show_posterior"]) and two_stages,
        rounds=rounds,
        practice_rounds=_whole(given, "practice_rounds", 0, rounds - 1),
        group_size=_whole(given, "group_size", 0, 10**6),
        rematch=bool(given["rematch"]),
        lobby_seconds=_whole(given, "lobby_seconds", 0, 10**6),
        stage1_seconds=_whole(given, "stage1_seconds", 0, 10**6),
        stage2_seconds=_whole(given, "stage2_seconds", 0, 10**6),
        results_seconds=_whole(given, "results_seconds", 0, 10**6),
        absent=given["absent"],
        scale=Scale(float(given["points_at_endowment"]), float(given["points_per_util"])),
    )


def _whole(given: Mapping[str, Any], name: str, least: int, most: int) -> int:
    try:
        number = int(given[name])
    except (TypeError, ValueError):
        number = least - 1
    if not least <= number <= most or number != float(given[name]):
        said = f"{name} must be a whole number from {least} to {most}"
        raise ValueError(f"{said}, got {str(given[name])[:40]!r}")
    return number
