r"""Margins of many economies, rows by the thousands, and what is refused.

Paper: equations (22), (23), (26); Theorem 1; section 3.1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from numeric.economy.economy import Economy
from numeric.economy.fields import InputError
from numeric.many.arrays import many
from numeric.many.margins import continuations_in_arrays, margins_of_many
from numeric.many.solve import solve_many
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.toolkit.many_economies import CLOSE, arrays_of, rows_of
from proofs_check.paper.toolkit.margins import margin_by_hand, values_by_hand


def margins(economy: Economy, parameters: Parameters) -> Instance:
    """Margins of three economies at N = 4, F of one, and rows without a margin.

    Those are a row whose utility falls, and one of which all types are the same, or two.  Another unit
    of the first good changes nothing.
    """
    rows = rows_of(economy)
    eta = {"eta": economy.mechanism.eta}
    arrays = {k: v for k, v in arrays_of(rows).items() if k != "eta"}
    factor = float(parameters["value"])
    alike = [e.replacing(**eta) for e in rows[:2]]
    wanted = [margin_by_hand(e, 4, 4 - e.active(4), factor)[0] for e in alike]
    worst = _in_units(economy, arrays, wanted[0])
    if not worst < 1e-11:
        return Instance(economy.name, False, "margins in another unit are others")
    worst = largest(worst, gap(margins_of_many(economy, 4, **arrays)[:2], wanted))
    family = many(economy, **arrays_of(rows))
    sigma = np.array([[a, b, 3 - a - b] for a in range(4) for b in range(4 - a)], dtype=float)
    values, well = continuations_in_arrays(family, sigma)
    worst = largest(
        worst, gap(values[0], values_by_hand(rows[0], 3) * factor), float(not well.all())
    )
    theta = arrays["parameters"]["theta"].copy()
    theta[1, 2, 1] *= -1
    theta[2, 1] = theta[2, 0]
    bad = {**arrays, "parameters": {**arrays["parameters"], "theta": theta}}
    bad["signal"] = arrays["signal"].copy()
    bad["signal"][2] = arrays["signal"][2] * 0 + 1 / 3
    with np.errstate(all="ignore"):
        none = np.isnan(margins_of_many(economy, 4, **bad)).tolist()
    worst = largest(worst, float(none != [False, True, True]))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def _in_units(economy: Economy, arrays: dict[str, Any], wanted: float) -> float:
    """Return by how much the first row's margin is off in another unit; two types of the second are the same."""
    unit = np.array([[1e-15, 1.0], [1.0, 1.0]])
    some = {k: arrays[k][:2].copy() for k in ("prior", "signal", "endowment", "kappa")}
    theta = arrays["parameters"]["theta"][:2].copy()
    theta[1, 1] = theta[1, 0]
    some["signal"][1, :, :2] = some["signal"][1, :, :2].mean(axis=1, keepdims=True)
    some["endowment"], some["kappa"] = some["endowment"] * unit, some["kappa"] * unit
    with np.errstate(all="ignore"):
        found = margins_of_many(economy, 4, parameters={"theta": theta}, **some)
    return largest(gap(found[0], wanted), float(not np.isnan(found[1])))


def rows(economy: Economy, parameters: Parameters) -> Instance:
    """More economies than are taken at once; each by itself; what is refused."""
    listed = rows_of(economy)
    arrays = arrays_of(listed)
    family = many(economy, **arrays)
    worst = max(_apart(family.one(i), e) for i, e in enumerate(listed))
    n = 8200
    kappa = np.tile(arrays["kappa"], (-(-n // 3), 1))[:n] * float(parameters["kappa"])
    price = solve_many(economy, kappa=kappa).price
    few = solve_many(economy, kappa=arrays["kappa"]).price
    worst = largest(worst, float(len(price) != n), gap(price[:: n - 1], few[[0, (n - 1) % 3]]))
    worst = largest(worst, gap(price[8190:8195], few[np.arange(8190, 8195) % 3]))
    worst = largest(worst, float(not all(_refuses(economy, a) for a in REFUSED)))
    worst = largest(worst, float(_refuses(economy, {"configurations": [2, 0]})))
    worst = largest(worst, _left_alone(economy))
    counts = [3000, 3100]
    crowd = family.posterior(np.array([counts] * len(listed), dtype=float))
    wanted = [[float(w) for w in by_hand.posterior(e, tuple(counts))] for e in listed]
    worst = largest(worst, 1e-3 * gap(crowd, wanted))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def _left_alone(economy: Economy) -> float:
    """Whether what Newton's method must not be trusted with is told apart.

    Some types consume nothing of a good; utility falls away from the diagonal; it is not decided.
    """
    ends = economy.replacing(
        utility="theta*log(q + 1) + log(r + 1)", parameters={"theta": [["9", "8"], ["1", "5/4"]]}
    )
    plain = economy.replacing(utility="log(q) + log(r) - (q - r)**2", parameters={})
    # Of five rows each but the last has one type that wants less in one state.
    theta = np.ones((5, 4)) - 2 * np.eye(5, 4)
    five = many(economy, parameters={"theta": theta.reshape(5, 2, 2)})
    right = solve_many(ends).single.tolist() == [True] and bool(many(economy).regular().all())
    right = right and five.regular().tolist() == [False] * 4 + [True]
    return float(not right or bool(many(plain).regular().any()))


def _apart(one: Economy, other: Economy) -> float:
    """Return the largest difference between the numbers of two economies."""
    a, b = one.floats, other.floats
    names = ("prior", "signal", "endowment", "kappa", "eta")
    gaps = [gap(getattr(a, k), getattr(b, k)) for k in names]
    return max([*gaps, *(gap(a.parameters[k], b.parameters[k]) for k in b.parameters)])


REFUSED: tuple[dict[str, Any], ...] = (
    {"parameters": {"beta": [[1.0]]}},
    {"kappa": [[0.1, 0.2]] * 2, "eta": [0.1] * 3},
    {"kappa": [0.1, 0.2, 0.3]},
    {"kappa": [0.1, 0.0]},
    {"endowment": [1.0, float("inf")]},
    {"prior": [0.5, 0.6]},
    {"prior": [[0.5, 0.5], [0.5, 0.4999]]},
    {"signal": [[0.5, 0.5], [0.7, 0.4]]},
    {"eta": 0.0},
    {"eta": 1.0},
    {"parameters": {"theta": [[1.0, 2.0], [float("nan"), 1.0]]}},
    {"configurations": [1, 2, 3]},
    {"configurations": [3, -1]},
    {"configurations": [[1, 2], [0, 0]]},
    {"configurations": [0, 0]},
    {"configurations": [1.5, 1]},
    {"kappa": "none"},
)
"""What ``solve_many`` refuses of an economy with two types and two states."""


def _refuses(economy: Economy, arguments: dict[str, Any]) -> bool:
    try:
        solve_many(economy, **arguments)
    except InputError:
        return True
    return False


CHECKS: dict[str, Check] = {
    "many.margins": on_probes(margins, (LOGARITHMS,)),
    "many.rows": on_probes(rows, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "many.margins",
        "margins of many economies, against sums over all sequences of types",
        "equations (22), (23), (26); Theorem 1",
        r"\forall i:\quad m_i = \min_{x, \bar x}\left\{\tfrac{N - M}{N} \Delta G_x(\bar x; e_i) - "
        r"\tfrac MN [F_x(\bar x; e_i) - F_x(x; e_i)]\right\}",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "many.rows",
        "economies taken by the thousands are solved like each by itself",
        "section 3.1",
        r"\forall i:\quad p^z(e_1, \ldots, e_n)_i = p^z(e_i)",
        "kappa",
        depends_on=("many.solved",),
    ),
)
