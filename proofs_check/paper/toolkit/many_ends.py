r"""Stage 1 of many economies at the ends of the budget line, and in other units of a good.

With :math:`u = \theta\log(1 + q) + \log(1 + r)` and endowment (1, 1) a type wants
:math:`q = (3\theta - 1)/(1 + \theta)`, which the ends of the line, 0 and 2, cut off where :math:`\theta`
is below 1/3 or above 3.  Such a row is left to the solver for one economy, and so is one whose type
wants all but nothing of a good.  As many rows as types are taken, so that an exchanged axis gives numbers.

Paper: section 3.1, equations (5)-(7).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.many.arrays import many
from numeric.many.solve import solve_many, stage1_in_arrays
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes

Array = NDArray[np.float64]
CLOSE = 1e-12
SHIFTED, PLAIN = "theta*log(q + 1) + log(r + 1)", "theta*log(q) + log(r)"
INSIDE = 1.25
CUT_OFF = (
    (SHIFTED, 3.02),
    (SHIFTED, 0.33),
    (PLAIN, 1e13),
    (PLAIN, 1e-13),
)
"""Utilities and the θ of a type that is at an end of its line, or next to it."""
UNITS = (1e-15, 1e9)
"""Units of the first good: the endowment of 1 in them."""


def ends(economy: Economy, parameters: Parameters) -> Instance:
    """Which rows have a root inside the line, what every row consumes, and that units change nothing."""
    worst, moved = 0.0, float(parameters["value"])
    for utility, theta in CUT_OFF:
        base = economy.replacing(
            utility=utility, endowment=[1, 1], parameters={"theta": [[1, 1], [1, 1]]}
        )
        for type_ in (0, 1):
            tables = np.full((2, 2, 2), INSIDE)
            tables[0, type_] = theta
            inside = stage1_in_arrays(many(base, parameters={"theta": tables}))[1].tolist()
            worst = largest(worst, float(inside != [False, True]))
        if utility == SHIFTED:
            found = solve_many(base, parameters={"theta": tables})
            worst = largest(worst, float(found.single.tolist() != [True, False]))
            wanted = [[_consumed(table[0]) for table in row] for row in tables]
            worst = largest(worst, gap(found.consumption * moved, wanted))
    worst = largest(worst, _units(economy))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _consumed(theta: float) -> float:
    """Return what maximises the shifted utility on the line q + r = 2."""
    return min(max((3 * theta - 1) / (1 + theta), 0.0), 2.0)


def _units(economy: Economy) -> float:
    """Return by how much solutions in other units of the first good differ, in these units."""
    d, units = economy.floats, np.array(UNITS)
    scale = np.column_stack([units, np.ones(len(units))])
    found = solve_many(economy, endowment=d.endowment * scale, kappa=d.kappa * scale)
    plain = solve_many(economy)
    worst = largest(float(found.single.any()), float(not found.solved.all()))
    for i, unit in enumerate(units):
        worst = largest(worst, gap(found.consumption[i] / unit, plain.consumption[0]))
        worst = largest(worst, gap(found.price[i] * unit, plain.price[0]))
    return worst


CHECKS: dict[str, Check] = {"many.ends": on_probes(ends, (TWO_TYPES,))}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "many.ends",
        "many economies in one call: ends of the budget line are told apart, and units change nothing",
        "equations (5)-(7); section 3.1",
        r"\forall i, x:\quad q_1(\alpha^*(x))_i = \min(\max(q_x(\theta_i), 0), 2),\quad "
        r"q_x'(\theta_i) = 0\ \text{on the line},\ "
        r"q_1(\alpha^*)(\lambda \bar q, \lambda\kappa_q) = \lambda q_1(\alpha^*)(\bar q, \kappa_q)",
        "value",
        depends_on=("many.rows",),
    ),
)
