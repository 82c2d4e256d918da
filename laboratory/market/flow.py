"""What happens to a round, and what its pages are told; nothing here shows one's type to another."""

import json
import math
import secrets
import time
from functools import lru_cache

from otree.api import cu

from laboratory import closing, words
from laboratory.amounts import read_amount
from laboratory.economies import DATA
from laboratory.pictures import histogram_rows, histogram_svg
from laboratory.treatment import treatment

CHANCE = secrets.SystemRandom()
EVERY = 0.25
"""Seconds between two looks at what is due in a round, however many participants look."""

_laboratories: dict[str, closing.Laboratory] = {}
"""The last few sessions' laboratories, by code."""

_looked: dict[int, float] = {}
"""When this process last looked at what is due in a round, by subsession."""


def laboratory(session):
    """Return the session's laboratory, made once in this process.

    What a session may keep is written back whenever it is read, so it is read once.
    """
    code = session.code
    if code not in _laboratories:
        if len(_laboratories) >= 8:
            _laboratories.pop(next(iter(_laboratories)))
        config = {k: v for k, v in session.config.items() if isinstance(v, str | int | float)}
        stage1 = json.loads(session.vars["stage1"])
        _laboratories[code] = closing.Laboratory(treatment(config), DATA, stage1)
    return _laboratories[code]


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
    """Close whatever is due in a round, and pay those whose round it was.

    Forty participants who wait look often, and each look reads what all have sent: one of them looks
    for all in each quarter of a second.
    """
    now = time.time()
    if now < _looked.get(subsession.id, 0.0) + EVERY:
        return
    _looked[subsession.id] = now
    groups = subsession.get_groups()
    if all(group.closed2 for group in groups):
        _looked[subsession.id] = math.inf
        return
    waiting = [group for group in groups if not group.closed2]
    laboratory(subsession.session).advance(groups, now)
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
    if time.time() < _looked.get(-player.subsession.id, 0.0) + EVERY:
        return False
    _looked[-player.subsession.id] = time.time()
    everyone = [p.ready for p in player.subsession.get_players()]
    here = [ready for ready in everyone if ready]
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
    return {
        "histogram": _drawn(group.histogram, *lab.endowment),
        "histogram_rows": histogram_rows(bars),
    }


@lru_cache(maxsize=32)
def _drawn(histogram, *endowment):
    """Return the drawing of a histogram, which all see."""
    return histogram_svg(json.loads(histogram), endowment)


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
