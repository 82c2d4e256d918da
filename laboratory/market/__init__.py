"""The app: N people, a state, a type for each, two stages, results; then the next round.

Here are oTree's models, and what is drawn when a session is created; ``flow`` says what happens to
a round, ``pages`` what is shown.  What needs no oTree stands in ``laboratory``: ``closing`` (when a
stage closes and what follows), ``treatment`` (what an experimenter chooses), ``words``.

Paper: section 2.2.
"""

import json
import os
import secrets

import otree.common
import otree.database
from market import lookups
from market.flow import CHANCE, laboratory
from market.pages import page_sequence
from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, models
from otree.templating.filters import register

from laboratory import engine, export
from laboratory.economies import DATA
from laboratory.treatment import MOST_ROUNDS, treatment

__all__ = [
    "C",
    "Group",
    "Player",
    "Subsession",
    "creating_session",
    "custom_export",
    "page_sequence",
]

doc = "The two-stage market game of Hu and Wallace (2012)."


@register
def script(text):
    """Return JSON that can stand in a page's script: no name in it ends the script."""
    return text.replace("<", "\\u003c")


# Each page commits.  With a log of writes SQLite need not wait for the disk each time; a killed
# server loses nothing by it, a machine without power at most the last moments.
if not os.environ.get("DATABASE_URL") and not otree.database.IN_MEMORY:
    otree.database.sqlite_disk_conn.execute("pragma journal_mode = wal")
    otree.database.sqlite_disk_conn.execute("pragma synchronous = normal")

lookups.install()

# oTree draws its codes from a Mersenne twister, whose outputs give away those that follow.
otree.common.rng = CHANCE


class C(BaseConstants):
    """oTree's constants; how many rounds are played is the session's choice."""

    NAME_IN_URL = "market"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = MOST_ROUNDS


class Subsession(BaseSubsession):
    """A round."""


class Group(BaseGroup):
    """A round of one group; its clocks are times since 1970, 0 while they stand."""

    state = models.StringField(initial="")
    seed = models.StringField(initial="")
    opened1 = models.FloatField(initial=0)
    opened2 = models.FloatField(initial=0)
    frozen = models.IntegerField(initial=0)
    closed1 = models.BooleanField(initial=False)
    closed2 = models.BooleanField(initial=False)
    histogram = models.LongStringField(initial="")
    price = models.FloatField(initial=0)
    total_q = models.FloatField(initial=0)
    total_r = models.FloatField(initial=0)
    asked = models.FloatField(initial=0)
    trouble = models.StringField(initial="")

    def missing(self, stage):
        """Whether somebody who is asked at a stage has not answered."""
        asked = {"sent1": 0} if stage == 1 else {"sent2": 0, "active": True}
        return self.player_set.filter_by(**asked).with_entities(Player.id).first() is not None


class Player(BasePlayer):
    """A participant in one round: what was sent, what counts, what came of it."""

    kind = models.StringField(initial="")
    question1 = models.StringField(initial="", blank=True)
    question2 = models.StringField(initial="", blank=True)
    question3 = models.StringField(initial="", blank=True)
    question4 = models.StringField(initial="", blank=True)
    wrong = models.LongStringField(initial="")
    side1 = models.StringField(initial="", blank=True)
    amount1 = models.StringField(initial="", blank=True)
    side2 = models.StringField(initial="", blank=True)
    amount2 = models.StringField(initial="", blank=True)
    guess_q = models.StringField(initial="", blank=True)
    guess_r = models.StringField(initial="", blank=True)
    ready = models.FloatField(initial=0)
    seen1 = models.FloatField(initial=0)
    seen2 = models.FloatField(initial=0)
    sent1 = models.FloatField(initial=0)
    sent2 = models.FloatField(initial=0)
    draft1 = models.StringField(initial="")
    draft2 = models.StringField(initial="")
    late = models.StringField(initial="")
    stage1_q = models.FloatField(initial=0)
    stage1_r = models.FloatField(initial=0)
    stage1_by = models.StringField(initial="")
    active = models.BooleanField(initial=False)
    belief = models.LongStringField(initial="")
    candidate1 = models.StringField(initial="")
    candidate2 = models.StringField(initial="")
    stage2_q = models.FloatField(initial=0)
    stage2_r = models.FloatField(initial=0)
    stage2_by = models.StringField(initial="")
    q = models.FloatField(initial=0)
    r = models.FloatField(initial=0)
    utility = models.FloatField(initial=0)
    points = models.FloatField(initial=0)


def creating_session(subsession):
    """Draw groups, states, types, the seeds of the splits, and the round that is paid."""
    session, players = subsession.session, subsession.get_players()
    chosen = treatment(session.config)
    size = chosen.group_sizes(len(players))
    if size < 2 or len(players) % size:
        raise ValueError(
            f"group_size must divide the number of participants and be at least 2; got {size} for "
            f"{len(players)}"
        )
    if subsession.round_number == 1:
        file = chosen.economy.written(DATA)
        session.vars["stage1"] = json.dumps(engine.stage1(file, size))
        for player in players:
            paid = CHANCE.randint(chosen.practice_rounds + 1, chosen.rounds)
            player.participant.vars["paid_round"] = paid
    if subsession.round_number > chosen.rounds:
        return
    numbers = list(range(1, len(players) + 1))
    if chosen.rematch and subsession.round_number > 1:
        CHANCE.shuffle(numbers)
    if size < len(players):
        rows = [sorted(numbers[i : i + size]) for i in range(0, len(numbers), size)]
        subsession.set_group_matrix(rows)
    for group in subsession.get_groups():
        state, kinds = chosen.economy.draw(size, CHANCE)
        group.state, group.seed = state, str(secrets.randbits(100))
        for player, kind in zip(group.get_players(), kinds, strict=True):
            player.kind = kind


def custom_export(players):
    """The tidy export: a row for each participant and round."""
    yield list(export.COLUMNS)
    for player in players:
        lab = laboratory(player.session)
        if player.round_number <= lab.treatment.rounds:
            yield export.row(player, lab.treatment)
