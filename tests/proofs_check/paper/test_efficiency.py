"""The general statements of Theorem 3: hypotheses that are met, and what is stronger is false somewhere."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q
from typing import Any

import pytest

from proofs_check.paper import CLAIMS
from proofs_check.paper.efficiency import allocation, loss, theorem, welfare
from symbolic.language.statement import Statement
from tests.proofs_check.paper.models import Model

AGENTS, TYPES = "range of i", "X"


def two_agents(**more: Any) -> dict[str, Any]:
    """Return what one agent of each of two types consumes: (3, 1) and (1, 3) of endowments (2, 2)."""
    return {"consumed_q": lambda i: Q(3 - 2 * i), "consumed_r": lambda i: Q(1 + 2 * i), **more}


RESOURCES = Model(
    {AGENTS: (0, 1)},
    {"N": Q(2), "q_bar": Q(2), "r_bar": Q(2), "W_q": Q(4), "W_r": Q(4)},
    two_agents(),
    {"any_q": (Q(4), Q(5), Q(3)), "any_r": (Q(4), Q(7))},
)

# u = q + r; alternatives: what is consumed, a half more for both, and more for the first alone.
GIVEN = {0: ((3, 1), (1, 3)), 1: ((Q(13, 4), Q(5, 4)), (Q(3, 4), Q(11, 4))), 2: ((2, 2), (2, 2))}


def _bundle(good: int) -> Any:
    return lambda i, a: Q(GIVEN[a][i][good])


LOSS = Model(
    {AGENTS: (0, 1)},
    {"N": Q(2), "q_bar": Q(2), "r_bar": Q(2), "t_star": Q(0)},
    two_agents(
        other_q=_bundle(0),
        other_r=_bundle(1),
        other_utility=lambda i, a: sum(map(Q, GIVEN[a][i])),
        own_utility=lambda i: Q(4),
    ),
    dict.fromkeys(("a_1", "a_2", "a_3"), (0, 1, 2)) | {"epsilon": (Q(-1), Q(0), Q(1, 4), Q(1))},
)
# Two types with one agent each, offers 1 of the first good and 1 of the second, and kappa = 1/2.
PLAYED = Model(
    {AGENTS: (0, 1), TYPES: ("a", "b")},
    {"M": Q(2), "kappa_q": Q(1, 2), "kappa_r": Q(1, 2), "q_bar": Q(2), "r_bar": Q(2)}
    | {"Q": Q(2), "R": Q(2), "p_2": Q(1), "delta_1": Q(1, 4), "z": "z"},
    {
        "of_type": lambda i, y: Q("ab"[i] == y),
        "offered_q_at_2": lambda i: Q(i == 0),
        "offered_r_at_2": lambda i: Q(i == 1),
        "offer_of_type_q": lambda y: Q(y == "a"),
        "offer_of_type_r": lambda y: Q(y == "b"),
        "sigma": lambda y: Q(1),
        "gets_q": lambda i: Q(1 + 2 * i),
        "gets_r": lambda i: Q(3 - 2 * i),
        "mu": lambda z, y: Q(1, 2),
    },
)
# The first agent plays, the second is inactive and has offered 1 of the second good at p_1 = 1.
OUTCOME = Model(
    {AGENTS: (0, 1), TYPES: ("a", "b")},
    {"M": Q(1), "q_bar": Q(2), "r_bar": Q(2), "p_1": Q(1)},
    {
        "of_type": lambda i, y: Q("ab"[i] == y),
        "active": lambda i: Q(i == 0),
        "sigma": lambda y: Q(y == "a"),
        "offered_q_at_1": lambda i: Q(0),
        "offered_r_at_1": lambda i: Q(1),
        "alpha_q": lambda y: Q(0),
        "alpha_r": lambda y: Q(1),
        "omega_q": lambda i: (Q(1), Q(3))[i],
        "omega_r": lambda i: (Q(5, 2), Q(1))[i],
        "payoff_of_type_q": lambda y: Q(1),
        "payoff_of_type_r": lambda y: Q(5, 2),
    },
)
# Three realisations, the last two of one configuration.
CHANCES = Model(
    {"range of s": (0, 1, 2), "range of group": (0, 1)},
    {},
    {
        "belongs": lambda s, k: Q((s > 0) == k),
        "chance_of_types": lambda s: (Q(1, 2), Q(1, 3), Q(1, 6))[s],
        "chance_of_configuration": lambda k: Q(1, 2),
        "exceeds": lambda s: Q(s > 0),
        "exceeds_at": lambda k: Q(k),
    },
)
# Both are active and have (2, 2), as in the comparison allocation without kappa's share; u = q + r, p = 1.
COMPARED = {0: ((2, 2), (2, 2)), 1: ((3, 3), (1, 1)), 2: ((4, 4), (4, 4))}
COMPARISON = Model(
    {AGENTS: (0, 1)},
    {"N": Q(2), "M": Q(2), "q_bar": Q(2), "r_bar": Q(2), "kappa_q": Q(1, 8), "kappa_r": Q(1, 8)}
    | {"price": Q(1), "eps": Q(1)},
    {
        "active": lambda i: Q(1),
        "consumed_q": lambda i: Q(2),
        "consumed_r": lambda i: Q(2),
        "own_utility": lambda i: Q(4),
        "compared": lambda i: Q(9, 2),
        "other_q": lambda i, a: Q(COMPARED[a][i][0]),
        "other_r": lambda i, a: Q(COMPARED[a][i][1]),
        "other_utility": lambda i, a: Q(sum(COMPARED[a][i])),
    },
    dict.fromkeys(("f", "g", "n_a", "a"), (0, 1, 2)),
)
# At N >= 3 there is an equilibrium whose event has probability 1 - 1/N.
FAR = Model(
    {TYPES: ("a",), "Z": ("z",)},
    {"epsilon": Q(1), "delta": Q(1), "q_bar": Q(1), "r_bar": Q(1)},
    {
        "kappa_q_of": lambda m: Q(m),
        "kappa_r_of": lambda m: Q(m),
        "eta_of": lambda m: Q(m) / 4,
        "share_of_active": lambda x, c, t, n: Q(1),
        "mu": lambda z, x: Q(1),
        "claim_1_gap": lambda z, x, c, t, m, n: Q(m),
        "event_gap": lambda z, x, c, t, m, n: 1 / Q(n),
        "chance_of_event": lambda z, c, e, d, m, n: 1 - 1 / Q(n) if e * n >= 1 else Q(0),
        "in_event": lambda z, c, t, e, d, m, n: Q(e * n > 1),
        "separates": lambda m, n: Q(n >= 3),
        "is_efficient": lambda z, c, t, m, n: Q(m < Q(1, 3) and n > 3),
        "uses_q": lambda c, t, m, n: n * (1 + 2 * Q(m)),
        "uses_r": lambda c, t, m, n: n * (1 + 2 * Q(m)),
    },
    {f"{v}_{k}": (0,) for v in "ct" for k in (*map(str, range(1, 7)), "a")}
    | {f"m_{k}": (Q(1, 8), Q(1, 4), Q(2, 5), Q(1)) for k in range(1, 7)}
    | {f"n_{k}": (2, 4, 6, 10) for k in range(1, 7)}
    | {
        "n": (2, 4, 6, 10),
        "m": (Q(1, 8), Q(1, 4), Q(2, 5), Q(1)),
        "c_N": (0,),
        "zeta_N": (0,),
    }
    | {name: (Q(1, 3),) for name in ("e_1", "e_2", "e_4", "delta_2", "delta_4", "delta_event")}
    | {"delta_1": (Q(1, 3),), "kappa_bar": (Q(1, 3),), "t": (6,), "t_2": (6,), "t_3": (6,)}
    | {"t_all": (2,)},
)
MODELS = {
    "eq-12": RESOURCES,
    "eq-13": LOSS,
    "eq-43": PLAYED,
    "thm-3.allocation": OUTCOME,
    "thm-3.distribution": CHANCES,
    "thm-3.welfare": COMPARISON,
    "thm-3.i": FAR,
}


@pytest.mark.parametrize("id_", sorted(MODELS))
def test_the_hypotheses_can_be_met_and_the_conclusion_is_true_there(id_: str) -> None:
    general = CLAIMS[id_].general
    assert general is not None
    assert MODELS[id_].assumed(general)
    assert MODELS[id_].says(general)


def _with(model: Model, values: dict[str, Any] | None = None, **functions: Any) -> Model:
    return replace(
        model,
        values={**model.values, **(values or {})},
        functions={**model.functions, **functions},
    )


_not_alike = _with(
    PLAYED,
    {"Q": Q(3), "p_2": Q(2, 3)},
    offered_q_at_2=lambda i: Q(2 * (i == 0)),
    gets_q=lambda i: (Q(0), Q(7, 2))[i],
    gets_r=lambda i: (Q(10, 3), Q(1))[i],
)
_two_in_one = _with(
    CHANCES,
    belongs=lambda s, k: Q(1),
    chance_of_configuration=lambda k: Q(1),
    exceeds=lambda s: Q(1),
    exceeds_at=lambda k: Q(1),
)
_half_enough = _with(
    COMPARISON,
    own_utility=lambda i: Q(3),
    compared=lambda i: Q(73, 20),
    other_utility=lambda i, a: (Q(18, 5), (Q(5), Q(1))[i], Q(9))[a],
)
_as_good = _with(
    COMPARISON,
    other_q=lambda i, a: Q(9, 4),
    other_r=lambda i, a: Q(9, 4),
    other_utility=lambda i, a: Q(9, 2),
)
_poor = _with(COMPARISON, {"N": Q(4)}, consumed_q=lambda i: Q(5), consumed_r=lambda i: Q(5))
FALSE: list[tuple[Statement, Model]] = [
    (loss.EQ_12_TOO_STRONG[0], _with(RESOURCES, {"W_q": Q(5)})),
    (loss.EQ_12_TOO_STRONG[1], _with(RESOURCES, {"N": Q(3), "W_q": Q(6), "W_r": Q(6)})),
    (loss.EQ_13_TOO_STRONG[0], _with(LOSS, {"t_star": Q(1, 4)})),
    (loss.EQ_13_TOO_STRONG[1], LOSS),
    (loss.DISTRIBUTION_TOO_STRONG[0], _with(CHANCES, exceeds=lambda s: Q(s > 1))),
    (loss.DISTRIBUTION_TOO_STRONG[1], _two_in_one),
    (allocation.EQ_43_TOO_STRONG[0], _not_alike),
    (allocation.EQ_43_TOO_STRONG[1], _with(PLAYED, {"Q": Q(7)})),
    (
        allocation.EQ_43_TOO_STRONG[2],
        _with(
            PLAYED,
            {"delta_1": Q(9)},
            of_type=lambda i, y: Q(y == "a"),
            sigma=lambda y: Q(2 * (y == "a")),
        ),
    ),
    (allocation.ALLOCATION_TOO_STRONG[0], _with(OUTCOME, alpha_r=lambda y: Q(0))),
    (allocation.ALLOCATION_TOO_STRONG[1], OUTCOME),
    (welfare.WELFARE_TOO_STRONG[0], _poor),
    (welfare.WELFARE_TOO_STRONG[1], _half_enough),
    (welfare.WELFARE_TOO_STRONG[2], _as_good),
    (theorem.THEOREM_3_TOO_STRONG[0], FAR),
    (theorem.THEOREM_3_TOO_STRONG[1], FAR),
    (theorem.THEOREM_3_TOO_STRONG[2], FAR),
]


@pytest.mark.parametrize(("stronger", "model"), FALSE)
def test_what_is_stronger_is_false_where_all_hypotheses_hold(
    stronger: Statement, model: Model
) -> None:
    assert model.assumed(stronger)
    assert not model.says(stronger)
