"""An amount as a participant types it."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
LONGEST = 30


def read_amount(typed: str, most: float) -> tuple[float | None, str]:
    """Return the amount and an empty text, or None and a sentence that says what is wrong.

    A decimal comma is read as a point; nothing but digits and one of them is read.

    >>> read_amount(" 0,25 ", 1.0)
    (0.25, '')
    >>> read_amount("1e-3", 1.0)[1]
    'Please type a number from 0 to 1, such as 0.25.'
    """
    text = typed.strip()
    sentence = f"Please type a number from 0 to {most:g}, such as {most / 4:g}."
    if len(text) > LONGEST or not _NUMBER.fullmatch(text):
        return None, sentence
    amount = float(text.replace(",", "."))
    if amount > most:
        return None, f"You have {most:g}; please type a number from 0 to {most:g}."
    return amount, ""


def offer_of(side: str, amount: float) -> tuple[float, float]:
    """Return the offer (of the first good, of the second)."""
    return (amount, 0.0) if side == "q" else (0.0, amount)
