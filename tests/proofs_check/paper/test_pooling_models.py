"""What is proved of a pooled stage 1 and of defections: hypotheses that are met, and what is stronger is false."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from proofs_check.paper.general import defections
from proofs_check.paper.general.pooling import (
    beliefs,
    faced_prices,
    no_constant_offer,
    partitions,
)
from symbolic.language.statement import Statement
from tests.proofs_check.paper.models import Model

BLOCKS, TYPES, STATES, AGENTS = "{1, ..., K}", "X", "Z", "range of i"

TWO_BLOCKS = Model(
    {BLOCKS: (0, 1)},
    {"blocks": Q(2), "types": Q(3), "z": 0, "z_prime": 1},
    {
        "size": lambda k: Q(2 - k),
        "other_blocks": lambda k: Q(1),
        "mu_block": lambda z, k: Q(1 + z + k, 4),
    },
)
ONE_BLOCK = replace(
    TWO_BLOCKS,
    sets={BLOCKS: (0,)},
    values={**TWO_BLOCKS.values, "blocks": Q(1)},
    functions={
        "size": lambda k: Q(3),
        "other_blocks": lambda k: Q(0),
        "mu_block": lambda z, k: Q(1),
    },
)
SINGLETONS = replace(
    TWO_BLOCKS,
    values={**TWO_BLOCKS.values, "types": Q(2)},
    functions={**TWO_BLOCKS.functions, "size": lambda k: Q(1)},
)
NO_A1 = replace(TWO_BLOCKS, functions={**TWO_BLOCKS.functions, "mu_block": lambda z, k: Q(1, 2)})
SEEN = Model(
    {BLOCKS: (0, 1), STATES: (0, 1)},
    {"z": 0, "x": 0, "ways": Q(3)},
    {
        "pi": lambda z: Q(1 + z, 3),
        "mu": lambda z, x: Q(1 + z, 4),
        "mu_A": lambda z: Q(1, 1 + z),
        "mu_block": lambda z, k: Q(1 + z + k, 4),
        "lam": lambda k: Q(2 - k),
        "lam_minus": lambda k: Q(1),
    },
)
FACED = Model(
    {TYPES: ("a", "b")},
    {"M": Q(4), "kappa_q": Q(1, 2), "kappa_r": Q(1, 3), "target_q": Q(1), "target_r": Q(2)},
    {
        "number": lambda y: Q(1 + (y == "a")),
        "beta_q": lambda y: Q(y == "a"),
        "beta_r": lambda y: Q(y == "b"),
    },
)
POOLED = Model(
    {TYPES: ("a", "b")},
    {"P_inactive": Q(1, 5), "P_active": Q(4, 5), "pooled": Q(1), "x": "a", "x_bar": "b"},
    {
        "chosen": lambda y: Q(1 + (y == "b")),
        "utility_at_best": lambda y: Q(1 + (y == "b")),
        "utility_at_pooled": lambda y: Q(1),
        "utility_kept": lambda y: Q(1),
        "utility_dared": lambda y: Q(1),
    },
)
# Three agents of the types a, a, b; the first is taken for b.
DEFECTOR = Model(
    {AGENTS: (0, 1, 2), TYPES: ("a", "b")},
    {"x_bar": "b"},
    {
        "of_type": lambda i, y: Q("aab"[i] == y),
        "taken_for": lambda i, y: Q("bab"[i] == y),
        "reads": lambda y: Q("bab".count(y)),
        "sigma": lambda y: Q("aab".count(y)),
        "believes": lambda i, y: Q(("bab".count(y)) + ("aab"[i] == y) - ("bab"[i] == y)),
        "loyal": lambda i: Q(i > 0),
        "defects": lambda i: Q(i == 0),
    },
)
MET = (
    (partitions.POOLS, TWO_BLOCKS),
    (partitions.TELLS, TWO_BLOCKS),
    (beliefs.TARGET, SEEN),
    (beliefs.NONTARGET, SEEN),
    (faced_prices.BY_TARGET, FACED),
    (faced_prices.BY_OTHERS, FACED),
    (no_constant_offer.NO_CONSTANT_OFFER, POOLED),
    (defections.AGREE, DEFECTOR),
    (defections.ONE_FALSE, DEFECTOR),
)


@pytest.mark.parametrize(("statement", "model"), MET, ids=lambda a: getattr(a, "words", "")[:40])
def test_the_hypotheses_can_be_met(statement: Statement, model: Model) -> None:
    assert model.assumed(statement)
    assert model.says(statement)


def _pooled(**functions: object) -> Model:
    return replace(POOLED, functions={**POOLED.functions, **functions})


STRONGER = (
    (partitions.POOLS_TOO_STRONG[0], SINGLETONS),
    (partitions.POOLS_TOO_STRONG[1], TWO_BLOCKS),
    (partitions.TELLS_TOO_STRONG[0], ONE_BLOCK),
    (partitions.TELLS_TOO_STRONG[1], NO_A1),
    *((s, SEEN) for s in (*beliefs.TARGET_TOO_STRONG, *beliefs.NONTARGET_TOO_STRONG)),
    *((s, FACED) for s in (*faced_prices.TARGET_TOO_STRONG, *faced_prices.OTHERS_TOO_STRONG)),
    (
        no_constant_offer.NO_CONSTANT_OFFER_TOO_STRONG[0],
        replace(POOLED, values={**POOLED.values, "P_inactive": Q(0), "P_active": Q(1)}),
    ),
    (
        no_constant_offer.NO_CONSTANT_OFFER_TOO_STRONG[1],
        _pooled(chosen=lambda y: Q(1), utility_at_best=lambda y: Q(1)),
    ),
    (
        no_constant_offer.NO_CONSTANT_OFFER_TOO_STRONG[2],
        _pooled(utility_at_best=lambda y: Q(1)),
    ),
    (
        no_constant_offer.NO_CONSTANT_OFFER_TOO_STRONG[3],
        _pooled(utility_dared=lambda y: Q(0)),
    ),
    (defections.AGREE_TOO_STRONG[0], DEFECTOR),
    (
        defections.AGREE_TOO_STRONG[1],
        replace(DEFECTOR, functions={**DEFECTOR.functions, "loyal": lambda i: Q(1)}),
    ),
    (
        defections.ONE_FALSE_TOO_STRONG[0],
        replace(
            DEFECTOR,
            functions={
                **DEFECTOR.functions,
                "taken_for": lambda i, y: Q("aab"[i] == y),
                "reads": lambda y: Q("aab".count(y)),
                "believes": lambda i, y: Q("aab".count(y)),
                "defects": lambda i: Q(0),
            },
        ),
    ),
    (defections.ONE_FALSE_TOO_STRONG[1], DEFECTOR),
    (defections.ONE_FALSE_TOO_STRONG[2], DEFECTOR),
)


@pytest.mark.parametrize(("statement", "model"), STRONGER)
def test_what_is_stronger_is_false_somewhere(statement: Statement, model: Model) -> None:
    assert model.assumed(statement)
    assert not model.says(statement)
