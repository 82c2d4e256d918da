"""Stages open and close by what is in the database and the time, whoever happens to look.

A stage closes when everyone has answered or its time is over, at the first look after that: nobody
has to be there, no clock runs in a process that could die, and a server that was killed goes on
where it was.  On closing, what is missing is filled by the declared rule and recorded as such.

Conventions: groups and players are oTree's, or anything with their attributes, and
``group.missing(stage)`` says whether somebody has not answered; times are seconds
since 1970; the label of a participant in data is ``P`` and the number in the session, never the
code that opens the pages.  An offer that comes after its stage closed changes nothing and is kept
as text in ``late``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from laboratory import engine
from laboratory.amounts import offer_of, read_amount
from laboratory.economies import points
from laboratory.treatment import Treatment

log = logging.getLogger("laboratory")
AGAIN = 5.0
"""Seconds before the engine is asked again after it gave no answer."""

GRACE = 2.0
"""Seconds after the end of a stage in which a page that submits itself is still waited for."""


def label(player: Any) -> str:
    """Return what data call a participant."""
    return f"P{player.participant.id_in_session}"


def deadline(opened: float, seconds: float) -> float | None:
    """Return when a stage ends; None without a limit."""
    return opened + seconds if seconds else None


def due(missing: bool, ends: float | None, now: float) -> bool:
    """Whether a stage can close: nobody is missing, or the time is over."""
    return not missing or (ends is not None and now > ends + GRACE)


def answer(player: Any, stage: int, endowment: Sequence[float]) -> tuple[float, float] | None:
    """Return the offer that a participant has submitted, or None."""
    if not getattr(player, f"sent{stage}"):
        return None
    side = getattr(player, f"side{stage}")
    amount, _ = read_amount(getattr(player, f"amount{stage}"), endowment[side == "r"])
    return None if amount is None else offer_of(side, amount)


class Laboratory:
    """A treatment with the files and answers of the engine that its session needs.

    The engine takes a second, in which nobody's page may stand still: it is asked in a thread, and
    a later look takes its answer.  Before it is asked, what counts is settled in the database
    (``group.frozen``), so that nothing sent meanwhile, nor a killed server, changes the question.

    Args:
        treatment: What is played.
        folder: Where the economy's file for the engine is written.
        stage1: α* by type.
        executor: What runs the questions.
    """

    def __init__(
        self,
        treatment: Treatment,
        folder: Path,
        stage1: dict[str, list[float]],
        executor: Executor | None = None,
    ) -> None:
        self.treatment, self.stage1 = treatment, stage1
        self.file = treatment.economy.written(folder)
        self.endowment = [float(v) for v in treatment.economy.endowment]
        self._executor = executor or ThreadPoolExecutor(2)
        self._questions: dict[tuple[Any, int], Future[engine.Data]] = {}

    def advance(self, groups: Sequence[Any], now: float) -> None:
        """Close what is due in the groups of a round; ask again later if the engine fails."""
        for group in groups:
            if not group.opened1 or group.closed2 or now < group.asked + AGAIN:
                continue
            stage = 2 if group.closed1 else 1
            if group.frozen < stage and not self._due(group, stage, now):
                continue
            players = group.get_players()
            if group.frozen < stage:
                self._freeze(group, players, stage)
            told = self._answered(group, players, stage, now)
            if told is not None:
                (self._close1 if stage == 1 else self._close2)(group, players, told, now)

    def _due(self, group: Any, stage: int, now: float) -> bool:
        if stage == 1 and not self.treatment.two_stages:
            return True
        ends = self.ends1(group) if stage == 1 else self.ends2(group)
        return due(group.missing(stage), ends, now)

    def _freeze(self, group: Any, players: Sequence[Any], stage: int) -> None:
        """Settle what counts in a stage."""
        two = self.treatment.two_stages
        for player in players:
            if stage == 1 and two:
                rule = self.stage1[player.kind]
                player.candidate1 = json.dumps(list(rule))
                offer, player.stage1_by = self._taken(player, 1, rule)
                player.stage1_q, player.stage1_r = offer
            elif stage == 2 and player.active:
                fallback = json.loads(player.candidate2 or "[0.0, 0.0]")
                offer, player.stage2_by = self._taken(player, 2, fallback)
                player.stage2_q, player.stage2_r = offer
        group.frozen = stage

    def _answered(
        self, group: Any, players: Sequence[Any], stage: int, now: float
    ) -> engine.Data | None:
        """Return the engine's answer if it is there; ask if nobody has."""
        key = (group.id, stage)
        if key not in self._questions:
            seats = [(label(p), p.kind, (p.stage1_q, p.stage1_r)) for p in players]
            asked = (self.file, seats, group.seed, group.state)
            if stage == 1:
                follow = self.treatment.two_stages
                question = self._executor.submit(engine.split, *asked, follow=follow)
            else:
                second = [(label(p), (p.stage2_q, p.stage2_r)) for p in players if p.active]
                question = self._executor.submit(engine.settle, *asked, second)
            self._questions[key] = question
        if not self._questions[key].done():
            return None
        try:
            return self._questions.pop(key).result()
        except engine.EngineError as error:
            log.error("group %s, round %s: %s", group.id, group.round_number, error)
            group.asked, group.trouble = now, str(error)[:400]
            return None

    def ends1(self, group: Any) -> float | None:
        """Return when stage 1 ends: results of the round before may still be on screens."""
        more = self.treatment.results_seconds if group.round_number > 1 else 0
        seconds = self.treatment.stage1_seconds
        return deadline(group.opened1, seconds + more if seconds else 0)

    def ends2(self, group: Any) -> float | None:
        """Return when stage 2 ends."""
        return deadline(group.opened2, self.treatment.stage2_seconds)

    def _close1(self, group: Any, players: Sequence[Any], told: engine.Data, now: float) -> None:
        group.histogram = json.dumps(told["histogram"])
        for player in players:
            row = told["each"][label(player)]
            player.active = row["active"]
            if self.treatment.two_stages and row["active"]:
                player.belief = json.dumps(row["belief"]) if row["belief"] else ""
                if None not in row["stage2"]:
                    player.candidate2 = json.dumps(row["stage2"])
        group.closed1, group.opened2, group.trouble = True, now, ""

    def _close2(self, group: Any, players: Sequence[Any], told: engine.Data, now: float) -> None:
        group.price = told["price"]
        group.total_q, group.total_r = told["totals"]
        scale = self.treatment.scale
        for player in players:
            row = told["each"][label(player)]
            player.q, player.r = row["allocation"]
            player.utility = row["utility"]
            steps = self.treatment.economy.programs(player.kind)[group.state]
            player.points = points(steps, self.endowment, player.q, player.r, scale)
        group.closed2, group.trouble = True, ""

    def _taken(
        self, player: Any, stage: int, candidate: Sequence[float]
    ) -> tuple[tuple[float, float], str]:
        """Return the offer that counts, and whose it is."""
        own = answer(player, stage, self.endowment)
        if own is not None:
            return own, "self"
        q, r = candidate if self.treatment.absent == "candidate" else (0.0, 0.0)
        return (q, r), f"rule: {self.treatment.absent}"


def opened(groups: Sequence[Any], now: float) -> None:
    """Open a round for all its groups at once."""
    for group in groups:
        if not group.opened1:
            group.opened1 = now


def submitted(player: Any, stage: int, *, in_time: bool, now: float) -> None:
    """Record that a page was sent: as the answer, as a draft, or as one that came too late."""
    said = f"{getattr(player, f'side{stage}')} {getattr(player, f'amount{stage}')}"[:60]
    if player.group.frozen >= stage:
        player.late = f"stage {stage}: {said}"
    elif in_time:
        setattr(player, f"sent{stage}", now)
    else:
        setattr(player, f"draft{stage}", said)
