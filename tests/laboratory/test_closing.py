"""Stages close by answers and by time, whoever looks; nothing that was sent is lost or changed later."""

import json
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from laboratory import closing, engine
from laboratory.closing import AGAIN, GRACE, Laboratory, opened, submitted
from laboratory.treatment import treatment

ALPHA = {"weak": [0.06, 0.0], "keen": [0.0, 0.07]}


@dataclass
class Seat:
    """A player as oTree would have it."""

    participant: Any
    kind: str = "weak"
    group: Any = None
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for stage in (1, 2):
            for name in ("side", "amount", "draft", "candidate"):
                setattr(self, f"{name}{stage}", "")
            setattr(self, f"sent{stage}", 0.0)
            setattr(self, f"stage{stage}_by", "")
            for good in "qr":
                setattr(self, f"stage{stage}_{good}", 0.0)
        self.late, self.belief, self.active = "", "", False

    def sends(
        self, stage: int, side: str, amount: str, now: float, *, in_time: bool = True
    ) -> None:
        setattr(self, f"side{stage}", side)
        setattr(self, f"amount{stage}", amount)
        submitted(self, stage, in_time=in_time, now=now)


class Here(Executor):
    """Answers at once, or when told to."""

    def __init__(self) -> None:
        self.held: list[tuple[Future[Any], Any]] = []
        self.holds = False

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.held.append((future, lambda: fn(*args, **kwargs)))
        if not self.holds:
            self.release()
        return future

    def release(self) -> None:
        for future, work in self.held:
            try:
                future.set_result(work())
            except engine.EngineError as error:
                future.set_exception(error)
        self.held.clear()


class Round:
    """A group of four with an engine that makes the first three active."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **config: Any) -> None:
        self.players = [Seat(SimpleNamespace(id_in_session=i + 1)) for i in range(4)]
        self.players[1].kind = "keen"
        self.group = SimpleNamespace(
            **{
                "id": 1,
                "round_number": 1,
                "state": "low",
                "seed": "5",
                "histogram": "",
                "price": 0.0,
            },
            **{"opened1": 0.0, "opened2": 0.0, "frozen": 0, "closed1": False, "closed2": False},
            **{"asked": 0.0, "trouble": "", "get_players": lambda: self.players},
            missing=self.missing,
        )
        for player in self.players:
            player.group = self.group
        self.asked: list[Any] = []
        self.fails = False
        monkeypatch.setattr(engine, "split", self.split)
        monkeypatch.setattr(engine, "settle", self.settle)
        self.here = Here()
        chosen = treatment({"stage1_seconds": 60, "stage2_seconds": 90, **config})
        self.lab = Laboratory(chosen, tmp_path, ALPHA, self.here)

    def missing(self, stage: int) -> bool:
        asked = [p for p in self.players if stage == 1 or p.active]
        return not all(getattr(p, f"sent{stage}") for p in asked)

    def split(self, file: Path, seats: Any, seed: str, state: str, *, follow: bool) -> Any:
        self.asked.append(("split", seats, seed, state, follow))
        if self.fails:
            raise engine.EngineError("it is ill")
        each = {
            name: {
                "active": i < 3,
                "belief": {"low": 0.5, "high": 0.5} if i < 3 else None,
                "stage2": [0.01, 0.0] if follow and i < 3 else [None, None],
            }
            for i, (name, _, _) in enumerate(seats)
        }
        return {"each": each, "histogram": [{"offer": [0.0, 0.0], "count": 3}]}

    def settle(self, file: Path, seats: Any, seed: str, state: str, second: Any) -> Any:
        self.asked.append(("settle", seats, second))
        each = {name: {"allocation": [1.0, 1.0], "utility": 0.25} for name, _, _ in seats}
        return {"each": each, "price": 0.9, "totals": [1.0, 0.9]}

    def look(self, now: float) -> None:
        self.lab.advance([self.group], now)


def test_nothing_happens_before_the_round_is_open(monkeypatch: Any, tmp_path: Path) -> None:
    here = Round(monkeypatch, tmp_path)
    here.look(1e9)
    assert here.asked == []


def test_a_stage_closes_when_everybody_has_answered(monkeypatch: Any, tmp_path: Path) -> None:
    here = Round(monkeypatch, tmp_path)
    opened([here.group], 100)
    for i, player in enumerate(here.players):
        here.look(101)
        assert not here.group.closed1
        player.sends(1, "qr"[i % 2], f"0.{i + 1}", 101)
    here.look(102)
    assert here.group.closed1
    assert [p.stage1_by for p in here.players] == ["self"] * 4
    assert here.asked[0][1][3] == ("P4", "weak", (0.0, 0.4))
    assert here.asked[0][2:] == ("5", "low", True)
    for player in here.players[:3]:
        player.sends(2, "q", "0,05", 103)
    here.look(104)
    assert here.group.closed2
    assert here.asked[1][2] == [("P1", (0.05, 0.0)), ("P2", (0.05, 0.0)), ("P3", (0.05, 0.0))]
    assert [p.utility for p in here.players] == [0.25] * 4
    assert [p.points for p in here.players] == [100.0] * 4


@pytest.mark.parametrize(("absent", "offer"), [("nothing", (0.0, 0.0)), ("candidate", (0.0, 0.07))])
def test_when_the_time_is_over_the_rule_answers_and_is_recorded(
    monkeypatch: Any, tmp_path: Path, absent: str, offer: tuple[float, float]
) -> None:
    here = Round(monkeypatch, tmp_path, absent=absent)
    opened([here.group], 100)
    here.players[0].sends(1, "q", "0.3", 110)
    here.players[1].sends(1, "r", "0.9", 160, in_time=False)
    here.look(160 + GRACE)
    assert not here.group.closed1
    here.look(160 + GRACE + 0.1)
    assert here.group.closed1
    assert (here.players[0].stage1_q, here.players[0].stage1_by) == (0.3, "self")
    keen = here.players[1]
    assert (keen.stage1_q, keen.stage1_r) == offer
    assert keen.stage1_by == f"rule: {absent}"
    assert keen.draft1 == "r 0.9"
    here.look(here.group.opened2 + 90 + GRACE + 0.1)
    second = (0.0, 0.0) if absent == "nothing" else (0.01, 0.0)
    assert here.group.closed2
    assert (keen.stage2_q, keen.stage2_r) == second
    assert here.players[3].stage2_by == ""


def test_what_comes_after_the_end_changes_nothing_and_is_kept(
    monkeypatch: Any, tmp_path: Path
) -> None:
    here = Round(monkeypatch, tmp_path)
    here.here.holds = True
    opened([here.group], 100)
    here.look(200)
    here.players[2].sends(1, "q", "0.5", 201)
    here.look(202)
    assert not here.group.closed1
    here.here.release()
    here.look(203)
    assert here.group.closed1
    assert here.players[2].late == "stage 1: q 0.5"
    assert here.players[2].stage1_q == 0.0
    assert here.players[2].sent1 == 0.0
    assert len(here.asked) == 1


def test_without_limits_nobody_is_overtaken(monkeypatch: Any, tmp_path: Path) -> None:
    here = Round(monkeypatch, tmp_path, stage1_seconds=0)
    opened([here.group], 100)
    here.look(1e9)
    assert here.asked == []


def test_an_engine_that_fails_is_asked_again_and_nothing_is_lost(
    monkeypatch: Any, tmp_path: Path
) -> None:
    here = Round(monkeypatch, tmp_path)
    opened([here.group], 100)
    for player in here.players:
        player.sends(1, "q", "0.1", 101)
    here.fails = True
    here.look(102)
    assert here.group.trouble == "it is ill"
    here.look(102 + AGAIN - 0.1)
    assert len(here.asked) == 1
    here.fails = False
    here.look(102 + AGAIN)
    assert here.group.closed1
    assert here.group.trouble == ""
    assert [p.stage1_q for p in here.players] == [0.1] * 4


def test_a_server_that_was_killed_asks_the_same_question_again(
    monkeypatch: Any, tmp_path: Path
) -> None:
    here = Round(monkeypatch, tmp_path)
    here.here.holds = True
    opened([here.group], 100)
    here.players[0].sends(1, "q", "0.1", 101)
    here.look(200)
    again = Laboratory(here.lab.treatment, tmp_path, ALPHA, Here())
    again.advance([here.group], 201)
    assert here.group.closed1
    assert here.asked[0][1][0] == ("P1", "weak", (0.1, 0.0))


def test_one_stage_opens_the_market_at_once(monkeypatch: Any, tmp_path: Path) -> None:
    here = Round(monkeypatch, tmp_path, stages=1)
    opened([here.group], 100)
    here.look(100)
    assert here.group.closed1
    assert here.asked[0][4] is False
    assert json.loads(here.players[0].candidate1 or "null") is None


def test_the_label_in_the_data_is_not_the_code() -> None:
    player = SimpleNamespace(participant=SimpleNamespace(id_in_session=7, code="secret"))
    assert closing.label(player) == "P7"
