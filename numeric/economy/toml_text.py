"""The text of an economy file: the inverse of ``numeric.economy.reader``.

Numbers with a terminating decimal expansion are written as decimals and all others as texts such as
``"1/3"``, so that reading the file gives the same exact numbers.
"""

from __future__ import annotations

import json
from fractions import Fraction

from numeric.economy.environment import Environment, Mechanism
from numeric.economy.fields import EconomyError, Row, Table, decimal_text
from symbolic.language.utility_text import utility_text


def _number(value: Fraction) -> str:
    return decimal_text(value) or f'"{value}"'


def _row(values: Row) -> str:
    return "[" + ", ".join(map(_number, values)) + "]"


def _table(table: Table) -> str:
    flat = {value for row in table for value in row}
    return _number(flat.pop()) if len(flat) == 1 else "[" + ", ".join(map(_row, table)) + "]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def economy_text(name: str, environment: Environment, mechanism: Mechanism) -> str:
    """Return the text of an economy file that reads back as an equal economy.

    Raises:
        EconomyError: The economy is outside what a file holds: κ = 0, η = 0, or the shut-down rule.
    """
    e, m = environment, mechanism
    if min(m.kappa) <= 0 or m.eta <= 0 or m.shut_down:
        raise EconomyError("a file", "holds economies with kappa > 0, eta > 0 and no shut_down")
    lines = [
        f"name = {_text(name)}",
        f"states = [{', '.join(map(_text, e.states))}]",
        f"types = [{', '.join(map(_text, e.types))}]",
        f"prior = {_row(e.prior)}",
        f"signal = [{', '.join(map(_row, e.signal))}]",
        f"endowment = {_row(e.endowment)}",
        f"kappa = {_row(m.kappa)}",
        f"eta = {_number(m.eta)}",
        f"utility = {_text(utility_text(e.utility))}",
    ]
    if e.parameters:
        lines += [
            "",
            "[parameters]",
            *(f"{name} = {_table(table)}" for name, table in e.parameters.items()),
        ]
    if any(m.entry_fee):
        lines += ["", "[mechanism]", f"fee = {_row(m.entry_fee)}"]
        lines += ["rebate = true"] * m.rebate
    return "\n".join(lines) + "\n"
