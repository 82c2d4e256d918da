"""The general statements of Theorem 2: hypotheses that are met, and what is stronger is false somewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from typing import Any

import pytest

from proofs_check.engines.certificates import certificate
from proofs_check.paper import CLAIMS
from proofs_check.paper.pooled import announced, final, marginal, objectives, values
from symbolic.language.statement import Statement
from tests.bulk import without
from tests.proofs_check.paper.models import Model

AGENTS, TYPES, OTHERS = "range of i", "X", "range of s"
HALVES = (Q(3), Q(7, 2), Q(4), Q(9, 2))

# (1 - eta)N = 7/2, so that four agents are active.
ROUNDED = Model(
    {},
    {"N": Q(7), "eta": Q(1, 2), "M_N": Q(4)},
    {"is_integer": lambda v: Q(v.denominator == 1)},
    {"j": HALVES, "l": HALVES, "m": HALVES},
)
# Agent 0 is the target and offers 2 of the first good; the others of types a and b offer 0 and 1.
ONCE = Model(
    {AGENTS: (0, 1, 2), TYPES: ("a", "b")},
    {"a_q": Q(2), "a_r": Q(0)},
    {
        "of_type": lambda i, y: Q("aab"[i] == y),
        "is_target": lambda i: Q(i == 0),
        "offered_q_by": lambda i: Q((2, 0, 1)[i]),
        "offered_r_by": lambda i: Q(0),
        "first_q": lambda y: Q(y == "b"),
        "first_r": lambda y: Q(0),
        "makes_other": lambda i: Q(i == 0),
    },
)
# Best consumptions 1 and 3 of four; a consumption costs its distance beyond one from the best.
APART = Model(
    {TYPES: ("a", "b")},
    {"q_bar": Q(2)},
    {
        "chosen": lambda y: Q(1 if y == "a" else 3),
        "line_value": lambda y, c: -abs(c - (1 if y == "a" else 3)),
    },
    {"epsilon": (Q(1, 2),), "C": (Q(1, 2), Q(3)), "c": (0, 1, 2, Q(5, 2), 3, 4)}
    | {"q_any": (0, 1, 2, Q(5, 2), 3, 4), "q_7": (0, 1, 2, Q(5, 2), 3, 4)},
)
# Of 2N agents N are active and an offer gains 1/N: from N = 8 on one of two pooled types deviates.
GAINS = replace(
    APART,
    values={"q_bar": Q(2), "eta": Q(1, 2)},
    functions={
        **APART.functions,
        "active_agents": lambda n: Q(n, 2),
        "value_if_active": lambda x, A, s, n: Q(A) * 4 / n**2,
    },
    tried={
        **APART.tried,
        "e_4": (Q(1, 16),),
        "t_4": (Q(32),),
        "n_4": (2, 32, 64),
        "N_22": (2, 32, 64),
    }
    | {
        "A": (0, 1),
        "B": (0, 1),
        "s": (0,),
        "candidate": (0,),
        "own_set": (0, 1),
        "other_set": (0, 1),
    }
    | {"c_4": (0, 1, 2, 3, 4), "t_2": (Q(32),), "n_2": (2, 32, 64), "C": (Q(1, 2),)},
)
# Two others of types a or b: the order does not matter.
PAIRS = ("aa", "ab", "ba", "bb")
MEANS = Model(
    {OTHERS: PAIRS, "range of group": (0, 1, 2), "Z": ("z",)},
    {"x": "a", "F_of_A": Q(3, 2)},
    {
        "belongs": lambda s, g: Q(s.count("b") == g),
        "chance_given": lambda z, s: Q(1, 4),
        "chance_of_numbers": lambda z, g: Q((1, 2, 1)[g], 4),
        "paid_after": lambda z, s: Q((1, 2, 1)[s.count("b")]),
        "paid_at": lambda z, g: Q((1, 2, 1)[g]),
        "tau": lambda x, z: Q(1),
    },
)
# A2 takes the trade, worth 2 and not 1, of the first of two realisations.
SHUT = Model(
    {OTHERS: (0, 1)},
    {"B": Q(1), "F_on_path": Q(3, 2)},
    {
        "weight": lambda s: Q(1, 2),
        "shut_down": lambda s: Q(s == 0),
        "traded_value": lambda s: Q(2),
        "kept_value": lambda s: Q(1),
    },
)
# One other, of either type; type a offers 1 of the first good, b of the second; kappa = 1/2, M = 2.
TOTALS = Model(
    {OTHERS: ("a", "b"), AGENTS: (0,), TYPES: ("a", "b"), "Z": ("z",)},
    {"M": Q(2), "kappa_q": Q(1, 2), "kappa_r": Q(1, 2), "H_x": Q(5, 3)},
    {
        "of_type_in": lambda i, s, y: Q(s == y),
        "number_in": lambda s, y: Q(s == y),
        "hat_beta_q": lambda y: Q(y == "a"),
        "hat_beta_r": lambda y: Q(y == "b"),
        "target_offer_q": lambda s: Q(0),
        "target_offer_r": lambda s: Q(0),
        "total_q_in": lambda s: Q(1 + (s == "a")),
        "total_r_in": lambda s: Q(1 + (s == "b")),
        "joint_belief": lambda z, s: Q(1, 3) if s == "a" else Q(2, 3),
        "types_given": lambda z, s: Q(1, 3) if s == "a" else Q(2, 3),
        "phi": lambda z: Q(1),
        "utility_at": lambda z, s: Q(1) if s == "a" else Q(2),
    },
)
# u_q = 1/q + 1/r at q = 1 - b, r from 1 to 2: J(b) = 1/(1 - b) + 1/2.
AXIS = (Q(0), Q(1, 2), Q(9, 10))
STEEP = Model(
    {"Z": ("z",)},
    {"q_bar": Q(1), "r_bar": Q(1), "r_top": Q(2)},
    {
        "least_marginal": lambda b: 1 / (1 - b) + Q(1, 2),
        "marginal_of_first": lambda b, r, z: 1 / (1 - b) + 1 / Q(r),
    },
    {f"b_{k}": AXIS for k in (*"alpstu", *"1234")}
    | {f"r_{k}": (Q(1), Q(2)) for k in "alpsu"}
    | {"K": (Q(1), Q(5)), "l_1": (Q(1), Q(5))},
)
POWERS = Model(
    {TYPES: ("a", "b")},
    {"z": "z", "largest_power": Q(4, 9)},
    {
        "mu": lambda z, x: Q(1, 3) if x == "a" else Q(2, 3),
        "all_of_type": lambda x: (Q(1, 3) if x == "a" else Q(2, 3)) ** 3,
        "but_one": lambda x: (Q(1, 3) if x == "a" else Q(2, 3)) ** 2,
    },
)
MODELS = {
    "thm-2.active": ROUNDED,
    "thm-2.histogram": ONCE,
    "thm-2.final.C": APART,
    "thm-2": GAINS,
    "thm-2.claim-4.F": MEANS,
    "thm-2.claim-4.shut-down": SHUT,
    "eq-30": TOTALS,
    "eq-31": TOTALS,
    "thm-2.claim-2.J": STEEP,
    "sec-4.A2.probability": POWERS,
}


@pytest.mark.parametrize("id_", sorted(MODELS))
def test_the_hypotheses_can_be_met_and_the_conclusion_is_true_there(id_: str) -> None:
    general = CLAIMS[id_].general
    assert general is not None
    assert MODELS[id_].assumed(general)
    assert MODELS[id_].says(general)


@pytest.mark.parametrize("id_", without(sorted(MODELS), "thm-2", "thm-2.histogram"))
def test_it_is_proved_and_what_is_stronger_is_not(id_: str) -> None:
    general = CLAIMS[id_].general
    assert general is not None
    assert certificate(general) is not None
    assert all(certificate(stronger) is None for stronger in CLAIMS[id_].strengthened)


def _with(model: Model, values_: dict[str, Any] | None = None, **functions: Any) -> Model:
    return replace(
        model,
        values={**model.values, **(values_ or {})},
        functions={**model.functions, **functions},
    )


FALSE: list[tuple[Statement, Model]] = [
    (announced.ACTIVE_TOO_STRONG[0], _with(ROUNDED, {"N": Q(6)})),
    (announced.ACTIVE_TOO_STRONG[1], _with(ROUNDED, is_integer=lambda v: Q(1))),
    (
        announced.HISTOGRAM_TOO_STRONG[0],
        _with(
            ONCE, {"a_q": Q(0)}, offered_q_by=lambda i: Q(i == 2), makes_other=lambda i: Q(i < 2)
        ),
    ),
    (
        announced.HISTOGRAM_TOO_STRONG[1],
        _with(ONCE, offered_q_by=lambda i: Q(2), makes_other=lambda i: Q(1)),
    ),
    (final.COST_TOO_STRONG[1], APART),
    (final.THEOREM_2_TOO_STRONG[0], GAINS),
    (
        values.MEAN_TOO_STRONG[0],
        _with(MEANS, {"F_of_A": Q(5, 4)}, paid_after=lambda z, s: Q(1 + (s == "ab"))),
    ),
    (values.SHUT_DOWN_TOO_STRONG[0], SHUT),
    (values.SHUT_DOWN_TOO_STRONG[1], _with(SHUT, {"F_on_path": Q(2)}, traded_value=lambda s: Q(3))),
    (objectives.EQ_30_TOO_STRONG[0], _with(TOTALS, types_given=lambda z, s: Q(1, 2))),
    (objectives.EQ_30_TOO_STRONG[1], _with(TOTALS, number_in=lambda s, y: Q(1))),
    (
        marginal.J_RISES_TOO_STRONG[0],
        _with(
            STEEP,
            least_marginal=lambda b: Q(7) - b,
            marginal_of_first=lambda b, r, z: 7 - b + (2 - r),
        ),
    ),
    (marginal.J_RISES_TOO_STRONG[1], _with(STEEP, least_marginal=lambda b: Q(0))),
    (
        marginal.ONE_TYPE_TOO_STRONG[0],
        _with(
            POWERS,
            {"largest_power": Q(1, 4)},
            mu=lambda z, x: Q(1, 2),
            all_of_type=lambda x: Q(1, 8),
            but_one=lambda x: Q(1, 4),
        ),
    ),
    (
        marginal.ONE_TYPE_TOO_STRONG[1],
        _with(
            POWERS,
            {"largest_power": Q(1)},
            mu=lambda z, x: Q(1),
            all_of_type=lambda x: Q(1),
            but_one=lambda x: Q(1),
        ),
    ),
]


@pytest.mark.parametrize(("stronger", "model"), FALSE)
def test_what_is_stronger_is_false_where_all_hypotheses_hold(
    stronger: Statement, model: Model
) -> None:
    assert model.assumed(stronger)
    assert not model.says(stronger)
