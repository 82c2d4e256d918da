"""Instructions and questions, written from the economy that is played.

The two goods are called A and B on every page (q and r in the paper).  What comes from an economy's
file is escaped here: nothing of it is read as markup.
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from laboratory.economies import LabEconomy, points
from laboratory.treatment import Treatment

RULES = {
    "nothing": "nothing is offered for you, and you keep what you have",
    "candidate": "the offer that the theory expects of somebody like you is made for you",
}


@dataclass(frozen=True)
class Question:
    """A question with its answer, how an answer is compared, and what is said to a wrong one."""

    name: str
    text: str
    right: str
    feedback: str
    choices: tuple[tuple[str, str], ...] = ()

    def accepts(self, typed: str) -> bool:
        """Whether an answer is right; numbers to half a hundredth."""
        if self.choices:
            return typed == self.right
        try:
            return abs(float(typed.strip().replace(",", ".")) - float(self.right)) <= 0.005
        except ValueError:
            return False


def facts(chosen: Treatment, agents: int) -> dict[str, Any]:
    """Return the numbers that instructions and questions are made from; everybody may know them."""
    economy = chosen.economy
    return {
        "agents": agents,
        "active": economy.active(agents),
        "endowment": [float(v) for v in economy.endowment],
        "kappa": [float(v) for v in economy.kappa],
        "two_stages": chosen.two_stages,
        "announce": chosen.announce,
    }


def number(value: float, digits: int = 4) -> str:
    """Return a number as people write it: no exponent, no needless zeros."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if math.isfinite(value) else "–"


def example(known: Mapping[str, Any]) -> dict[str, str]:
    """Return worked examples: a first offer at the fixed price, and a market price."""
    q, r = known["endowment"]
    price, give = r / q, q / 5
    every = known["active"] * known["kappa"][0], known["active"] * known["kappa"][1]
    put_q, put_r = known["active"] * q / 20, known["active"] * r / 25
    total_q, total_r = put_q + every[0], put_r + every[1]
    market = total_r / total_q
    sold, bought = q / 10, r / 10
    named = {
        "q": q, "r": r, "fixed": price, "give": give, "got": give * price, "left": q - give,
        "more": r + give * price, "give_r": r / 5, "got_q": r / 5 / price, "put_q": put_q,
        "put_r": put_r, "own_q": every[0], "own_r": every[1], "total_q": total_q,
        "total_r": total_r, "price": market, "sold": sold, "sold_got": sold * market,
        "bought": bought, "bought_got": bought / market,
    }  # fmt: skip
    return {name: number(v) for name, v in named.items()}


def questions(known: Mapping[str, Any]) -> list[Question]:
    """Return the comprehension questions with their answers."""
    q, r = known["endowment"]
    give, fixed = q / 4, r / q
    asked = []
    if known["two_stages"]:
        asked.append(
            Question(
                "question1",
                f"You offer {number(give)} of A at stage 1, and the lot sets you aside. How much of B "
                "do you end the round with?",
                number(r + give * fixed, 6),
                f"Set aside, you trade at the fixed price {number(fixed)}: you give {number(give)} of A "
                f"and get {number(give)} × {number(fixed)} = {number(give * fixed)} of B, on top of "
                f"your {number(r)}.",
            )
        )
    asked += [
        Question(
            "question2",
            f"In the market there are {number(5 * q)} of A and {number(4 * r)} of B in all. What is "
            "the price of one A, in B?",
            number(4 * r / (5 * q), 6),
            f"The price is all of B divided by all of A: {number(4 * r)} / {number(5 * q)}.",
        ),
        Question(
            "question3",
            f"The market's price is 2, and you offered {number(r / 2)} of B. How much of A do you get?",
            number(r / 4, 6),
            f"What you give of B, divided by the price: {number(r / 2)} / 2.",
        ),
        Question(
            "question4",
            "Who is told what type you are?",
            "nobody",
            "Your type is yours alone: it is told to nobody, in no round.",
            (
                ("all", "everybody"),
                ("active", "those who are active"),
                ("nobody", "nobody"),
            ),
        ),
    ]
    return asked


def types_table(economy: LabEconomy) -> str:
    """Return how types come about as a table: a row for each state, a column for each type."""
    head = "".join(f"<th scope='col'>{html.escape(t)}</th>" for t in economy.types)
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(state)}</th><td>{_share(prior)}</td>"
        + "".join(f"<td>{_share(share)}</td>" for share in signal)
        + "</tr>"
        for state, prior, signal in zip(economy.states, economy.prior, economy.signal, strict=True)
    )
    return (
        "<table><caption>How likely each state is, and each type in it</caption><thead><tr><th "
        f"scope='col'>state</th><th scope='col'>chance</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def points_table(chosen: Treatment, kind: str | None = None) -> str:
    """Return what a few bundles are worth: a row for each bundle, a column for type and state."""
    economy = chosen.economy
    q, r = (float(v) for v in economy.endowment)
    kinds = economy.types if kind is None else (kind,)
    columns = [(k, s, p) for k in kinds for s, p in economy.programs(k).items()]
    head = "".join(
        f"<th scope='col'>{html.escape(k)}, {html.escape(s)}</th>" for k, s, _ in columns
    )
    rows = ""
    for a, b in ((1, 1), (0.9, 1.1), (1.1, 0.9), (0.75, 1.25), (1.25, 0.75)):
        cells = "".join(
            f"<td>{number(points(p, (q, r), a * q, b * r, chosen.scale), 1)}</td>"
            for _, _, p in columns
        )
        rows += f"<tr><th scope='row'>{number(a * q)} A, {number(b * r)} B</th>{cells}</tr>"
    return (
        "<table><caption>What you earn, in points, by type and state</caption><thead><tr>"
        f"<th scope='col'>you end with</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _share(value: Any) -> str:
    return f"{float(100 * value):.4g} %"
