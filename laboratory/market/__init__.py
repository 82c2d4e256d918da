"""The app: N people, a state, a type for each, two stages, results; then the next round.

What is decided stands in ``laboratory.closing`` (when a stage closes and what follows),
``laboratory.treatment`` (what an experimenter chooses) and ``laboratory.words`` (what is said);
here are oTree's models and pages.

Paper: section 2.2.
"""

import json
import secrets
import time
from functools import lru_cache
from pathlib import Path

import otree.common
from otree.api import *

from laboratory import closing, engine, export, words
from laboratory.amounts import read_amount
from laboratory.pictures import histogram_rows, histogram_svg, said
from laboratory.treatment import MOST_ROUNDS, treatment

doc = "The two-stage market game of Hu and Wallace (2012)."

# oTree draws its codes from a Mersenne twister, whose outputs give away those that follow.
otree.common.rng = secrets.SystemRandom()
CHANCE = secrets.SystemRandom()
FOLDER = Path(__file__).resolve().parent.parent / "data" / "economies"


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


@lru_cache(maxsize=8)
def _laboratory(code, config, stage1):
    return closing.Laboratory(treatment(json.loads(config)), FOLDER, json.loads(stage1))


def laboratory(session):
    """Return the session's laboratory, made once in this process."""
    config = {k: v for k, v in session.config.items() if isinstance(v, str | int | float)}
    return _laboratory(session.code, json.dumps(config), session.vars["stage1"])


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
        file = chosen.economy.written(FOLDER)
        session.vars["stage1"] = json.dumps(engine.stage1(file, size))
        session.vars["groups"] = {}
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


@lru_cache(maxsize=256)
def _said(lab, kind, agents):
    """Return what depends on nothing but the treatment, one's type and the size of the group."""
    chosen = lab.treatment
    known = words.facts(chosen, agents)
    return {
        "known": known,
        "kind": words.html.escape(kind),
        "ex": words.example(known),
        "rule": words.RULES[chosen.absent],
        "chosen": chosen,
        "types_table": words.types_table(chosen.economy),
        "points_table": words.points_table(chosen, kind),
    }


def advance(subsession):
    """Close whatever is due in a round, and pay those whose round it was."""
    groups = subsession.get_groups()
    if all(group.closed2 for group in groups):
        return
    waiting = [group for group in groups if not group.closed2]
    laboratory(subsession.session).advance(groups, time.time())
    for group in (g for g in waiting if g.closed2):
        for player in group.get_players():
            if player.participant.vars["paid_round"] == player.round_number:
                player.payoff = max(cu(0), cu(player.points))


def playing(player):
    """Whether the session has this round."""
    return player.round_number <= laboratory(player.session).treatment.rounds


def may_begin(player):
    """Whether this round may begin: all are here, or nobody is waited for any more."""
    lab, number = laboratory(player.session), player.round_number
    if number > 1:
        before = player.subsession.in_round(number - 1)
        advance(before)
        return all(group.closed2 for group in before.get_groups())
    if player.group.opened1:
        return True
    everyone = player.session.get_participants()
    here = [p.vars["ready"] for p in everyone if "ready" in p.vars]
    ends = closing.deadline(min(here, default=time.time()), lab.treatment.lobby_seconds)
    return len(here) == len(everyone) or (ends is not None and time.time() > ends)


def shown(player):
    """Return what every page says about the round and about oneself; nothing about anybody else."""
    lab = laboratory(player.session)
    chosen, number = lab.treatment, player.round_number
    held = chosen.economy.belief(player.kind)
    if chosen.show_posterior and player.belief:
        held = json.loads(player.belief)
    told = [(words.html.escape(s), f"{100 * p:.1f} %", i) for i, (s, p) in enumerate(held.items())]
    return {
        **_said(lab, player.kind, chosen.group_sizes(player.session.num_participants)),
        "states": told,
        "chances": ", ".join(f"{name} {share}" for name, share, _ in told),
        "round_text": f"Round {number} of {chosen.rounds}",
        "practice": number <= chosen.practice_rounds,
    }


def announced(player):
    """Return the announced histogram as drawing and rows; empty if it is not announced."""
    lab, group = laboratory(player.session), player.group
    if not (lab.treatment.announce and group.closed1):
        return {"histogram": "", "histogram_rows": []}
    bars = json.loads(group.histogram)
    return {"histogram": histogram_svg(bars, lab.endowment), "histogram_rows": histogram_rows(bars)}


def for_script(player, stage):
    """Return what the page's script computes with: one's own utility and public numbers."""
    lab = laboratory(player.session)
    chosen, group = lab.treatment, player.group
    known = shown(player)["known"]
    economy = chosen.economy
    held = json.loads(player.belief) if stage == 2 and player.belief else None
    return {
        "page": f"Stage{stage}",
        **known,
        "type": player.kind,
        "round": player.round_number,
        "played": [economy.file, *map(str, economy.kappa)],
        "states": list(economy.states),
        "programs": economy.programs(player.kind),
        "scale": [chosen.scale.at_endowment, chosen.scale.per_util],
        "price": float(economy.fixed_price) if stage == 1 else None,
        "belief": held if chosen.show_posterior and held else economy.belief(player.kind),
        "histogram": json.loads(group.histogram) if stage == 2 and chosen.announce else [],
        "own": [player.stage1_q, player.stage1_r] if stage == 2 else [],
    }


def offer_errors(player, values, stage):
    """Return a sentence for each field of an offer that cannot be used."""
    endowment = laboratory(player.session).endowment
    side, errors = values[f"side{stage}"], {}
    if side not in ("q", "r"):
        errors[f"side{stage}"] = "Please choose what you offer."
    _, sentence = read_amount(values[f"amount{stage}"] or "", endowment[side == "r"])
    if sentence:
        errors[f"amount{stage}"] = sentence
    return errors


def remaining(ends):
    """Return the seconds until a stage ends, for oTree's clock."""
    return None if ends is None else max(1, ends - time.time())


class Instructions(Page):
    """What it is about."""

    @staticmethod
    def is_displayed(player):
        return player.round_number == 1

    @staticmethod
    def vars_for_template(player):
        chosen = laboratory(player.session).treatment
        return {**shown(player), "all_points": words.points_table(chosen)}

    @staticmethod
    def js_vars(player):
        return {"page": "Instructions"}


class Understanding(Page):
    """Questions, with the reason for whatever is answered wrongly."""

    form_model = "player"

    @staticmethod
    def is_displayed(player):
        return player.round_number == 1

    @staticmethod
    def get_form_fields(player):
        return [question.name for question in words.questions(shown(player)["known"])]

    @staticmethod
    def vars_for_template(player):
        return {**shown(player), "questions": words.questions(shown(player)["known"])}

    @staticmethod
    def js_vars(player):
        return {"page": "Understanding", "known": shown(player)["known"]}

    @staticmethod
    def error_message(player, values):
        asked = words.questions(shown(player)["known"])
        wrong = {q.name: q.feedback for q in asked if not q.accepts(values[q.name] or "")}
        if wrong:
            tried = [[name, str(values[name])[:40]] for name in wrong]
            player.wrong = (player.wrong + json.dumps(tried))[:4000]
        return wrong

    @staticmethod
    def before_next_page(player, timeout_happened):
        player.participant.vars["ready"] = time.time()


class Waiting(Page):
    """A page that asks every two seconds whether it is time to go on."""

    template_name = "market/Waiting.html"

    @staticmethod
    def js_vars(player):
        return {"page": "Waiting"}

    @staticmethod
    def vars_for_template(player):
        return {**shown(player), **announced(player), "outcome": ""}


class Gate(Waiting):
    """Until the round begins for everybody."""

    @staticmethod
    def is_displayed(player):
        if not playing(player):
            return False
        if not may_begin(player):
            return True
        closing.opened(player.subsession.get_groups(), time.time())
        advance(player.subsession)
        return False

    @staticmethod
    def live_method(player, data):
        return {player.id_in_group: {"ready": may_begin(player)}}


class Stage1(Page):
    """The first offer."""

    form_model = "player"
    form_fields = ("side1", "amount1")

    @staticmethod
    def is_displayed(player):
        chosen = laboratory(player.session).treatment
        shut = player.group.frozen >= 1 or player.sent1
        return playing(player) and chosen.two_stages and not shut

    @staticmethod
    def get_timeout_seconds(player):
        return remaining(laboratory(player.session).ends1(player.group))

    @staticmethod
    def vars_for_template(player):
        player.seen1 = player.seen1 or time.time()
        return shown(player)

    @staticmethod
    def js_vars(player):
        return for_script(player, 1)

    @staticmethod
    def error_message(player, values):
        return offer_errors(player, values, 1)

    @staticmethod
    def before_next_page(player, timeout_happened):
        closing.submitted(player, 1, in_time=not timeout_happened, now=time.time())


class Wait1(Waiting):
    """Until stage 1 has closed."""

    @staticmethod
    def is_displayed(player):
        if not playing(player):
            return False
        advance(player.subsession)
        return not player.group.closed1

    @staticmethod
    def live_method(player, data):
        advance(player.subsession)
        return {player.id_in_group: {"ready": player.group.closed1}}


class Stage2(Page):
    """The second offer, of those who are active."""

    form_model = "player"
    form_fields = ("side2", "amount2", "guess_q", "guess_r")

    @staticmethod
    def is_displayed(player):
        shut = player.group.frozen >= 2 or player.sent2
        return playing(player) and player.active and not shut

    @staticmethod
    def get_timeout_seconds(player):
        return remaining(laboratory(player.session).ends2(player.group))

    @staticmethod
    def vars_for_template(player):
        player.seen2 = player.seen2 or time.time()
        first = said((player.stage1_q, player.stage1_r))
        return {**shown(player), **announced(player), "first": first}

    @staticmethod
    def js_vars(player):
        return for_script(player, 2)

    @staticmethod
    def error_message(player, values):
        return offer_errors(player, values, 2)

    @staticmethod
    def before_next_page(player, timeout_happened):
        closing.submitted(player, 2, in_time=not timeout_happened, now=time.time())


class Wait2(Waiting):
    """Until the market has closed; those set aside see what they have got."""

    @staticmethod
    def is_displayed(player):
        if not playing(player):
            return False
        advance(player.subsession)
        return not player.group.closed2

    @staticmethod
    def live_method(player, data):
        advance(player.subsession)
        return {player.id_in_group: {"ready": player.group.closed2}}

    @staticmethod
    def vars_for_template(player):
        outcome = "" if player.active else "The lot has set you aside in this round."
        return {**shown(player), **announced(player), "outcome": outcome}


class Results(Page):
    """What came of the round for oneself."""

    @staticmethod
    def is_displayed(player):
        missed = not (player.sent1 or player.sent2 or player.seen1 or player.seen2)
        return playing(player) and player.group.closed2 and not missed

    @staticmethod
    def get_timeout_seconds(player):
        return laboratory(player.session).treatment.results_seconds or None

    @staticmethod
    def vars_for_template(player):
        by = player.stage2_by if player.active else player.stage1_by
        offer = (
            (player.stage2_q, player.stage2_r)
            if player.active
            else (player.stage1_q, player.stage1_r)
        )
        return {
            **shown(player),
            **announced(player),
            "state": words.html.escape(player.group.state),
            "price": words.number(player.group.price),
            "offer": said(offer),
            "by_rule": by.startswith("rule"),
            "q": words.number(player.q),
            "r": words.number(player.r),
            "gained": words.number(player.points, 1),
        }

    @staticmethod
    def js_vars(player):
        q, r, group = player.q, player.r, player.group
        return {
            "page": "Results",
            "round": player.round_number,
            "state": group.state,
            "price": group.price,
            "bundle": [q, r],
            "points": player.points,
            "active": player.active,
        }

    @staticmethod
    def app_after_this_page(player, upcoming_apps):
        last = player.round_number == laboratory(player.session).treatment.rounds
        return upcoming_apps[0] if last else None


page_sequence = [Instructions, Understanding, Gate, Stage1, Wait1, Stage2, Wait2, Results]


def custom_export(players):
    """The tidy export: a row for each participant and round."""
    yield list(export.COLUMNS)
    for player in players:
        lab = laboratory(player.session)
        if player.round_number <= lab.treatment.rounds:
            yield export.row(player, lab.treatment)
