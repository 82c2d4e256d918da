"""The tidy export: a row for each participant and round, numbers as they read back."""

from __future__ import annotations

import math
from typing import Any

from laboratory.amounts import read_amount
from laboratory.closing import label
from laboratory.treatment import Treatment

COLUMNS = (
    *("session", "round", "practice", "paid", "group", "participant", "seat", "economy"),
    *("stages", "announce", "posterior_shown", "eta", "kappa_q", "kappa_r", "seed"),
    *("state", "type", "stage1_q", "stage1_r", "stage1_by", "active", "histogram"),
    *("stage2_q", "stage2_r", "stage2_by", "price", "q", "r", "utility", "points"),
    *("equilibrium1_q", "equilibrium1_r", "equilibrium2_q", "equilibrium2_r", "belief"),
    *("guess_q", "guess_r", "guess_price", "seconds1", "seconds2"),
    *("draft1", "draft2", "late", "wrong_answers"),
)
"""What each column holds is said in docs/laboratory.md."""


def row(player: Any, chosen: Treatment) -> list[Any]:
    """Return a participant's row; empty where something is not known or does not apply."""
    group, economy = player.group, chosen.economy
    one, two = bool(group.closed1), bool(group.closed2)
    second = two and player.active
    cells = {
        "session": player.session.code,
        "round": player.round_number,
        "practice": int(player.round_number <= chosen.practice_rounds),
        "paid": int(player.participant.vars.get("paid_round") == player.round_number),
        "group": group.id_in_subsession,
        "participant": label(player),
        "seat": seat(player.participant.label),
        "economy": economy.file,
        "stages": 2 if chosen.two_stages else 1,
        "announce": int(chosen.announce),
        "posterior_shown": int(chosen.show_posterior),
        "eta": str(economy.eta),
        "kappa_q": str(economy.kappa[0]),
        "kappa_r": str(economy.kappa[1]),
        # Before a round has ended, its seed, state and types are nobody's business.
        "seed": group.seed if two else "",
        "state": group.state if two else "",
        "type": player.kind if two else "",
        "stage1_q": _number(player.stage1_q, one),
        "stage1_r": _number(player.stage1_r, one),
        "stage1_by": player.stage1_by,
        "active": int(player.active) if one else "",
        "histogram": group.histogram if one else "",
        "stage2_q": _number(player.stage2_q, second),
        "stage2_r": _number(player.stage2_r, second),
        "stage2_by": player.stage2_by if second else "",
        "price": _number(group.price, two),
        "q": _number(player.q, two),
        "r": _number(player.r, two),
        "utility": _number(player.utility, two),
        "points": _number(player.points, two),
        "equilibrium1_q": _of(player.candidate1, 0),
        "equilibrium1_r": _of(player.candidate1, 1),
        "equilibrium2_q": _of(player.candidate2, 0),
        "equilibrium2_r": _of(player.candidate2, 1),
        "belief": player.belief,
        "guess_q": _typed(player.guess_q),
        "guess_r": _typed(player.guess_r),
        "guess_price": _guess(player, chosen),
        "seconds1": _seconds(player.seen1, player.sent1),
        "seconds2": _seconds(player.seen2, player.sent2),
        "draft1": _plain(player.draft1),
        "draft2": _plain(player.draft2),
        "late": _plain(player.late),
        "wrong_answers": _plain(player.wrong),
    }
    return [cells[name] for name in COLUMNS]


def seat(name: str | None) -> str:
    """Return who sits there: the kind of bot that named itself so, or a person."""
    kind = (name or "").split("-")
    return f"bot: {kind[1]}" if kind[0] == "bot" and len(kind) > 1 else "person"


def _number(value: float, known: bool) -> str:
    return repr(float(value)) if known else ""


def _of(pair: str, which: int) -> str:
    return repr(float(pair.strip("[]").split(",")[which])) if pair else ""


def _typed(text: str) -> str:
    amount, _ = read_amount(text, 1e12)
    return "" if amount is None else repr(amount)


def _guess(player: Any, chosen: Treatment) -> str:
    """Return the price that a participant's guess of the others' offers makes without their own."""
    q, r = (read_amount(text, 1e12)[0] for text in (player.guess_q, player.guess_r))
    if q is None or r is None:
        return ""
    members = len(player.group.get_players())
    many = chosen.economy.active(members)
    kappa = [many * float(k) for k in chosen.economy.kappa]
    price = (r + kappa[1]) / (q + kappa[0])
    return repr(price) if math.isfinite(price) else ""


def _seconds(seen: float, sent: float) -> str:
    return f"{sent - seen:.1f}" if seen and sent else ""


def _plain(text: str) -> str:
    """Return what a participant typed so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
