"""What is remembered by environment, or by environment and κ, reads nothing else of an economy."""

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest

from numeric import assumptions, stage1
from numeric.competitive import competitive, exchange, scan
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.economy.remembered import by_environment, by_kappa
from numeric.fast import layout
from numeric.formulas import domain, family_signs, regularity
from numeric.probability import posterior
from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import u_q

BY_ENVIRONMENT: dict[str, Callable[..., Any]] = {
    "assumptions.regular": assumptions.regular,
    "stage1.solve_stage1": stage1.solve_stage1,
    "competitive.falling": partial(competitive.falling.__wrapped__, type_=0, state=1),  # type: ignore[attr-defined]
    "competitive.decided_unique": partial(competitive.decided_unique.__wrapped__, state=0),  # type: ignore[attr-defined]
    "domain.domains": domain.domains,
    "domain.whole": domain.whole,
    "domain.limits": domain.limits,
    "domain.convex": domain.convex,
    "domain.to_edges": domain.to_edges,
    "family_signs": partial(family_signs.family_signs.__wrapped__, formula=u_q(q, r, x, z)),  # type: ignore[attr-defined]
    "regularity.increasing": regularity.increasing,
    "regularity.concave": regularity.concave,
    "regularity.established": regularity.established,
    "regularity.weakly_concave": regularity.weakly_concave,
    "posterior.log_likelihoods": posterior.log_likelihoods,
    "posterior.type_posterior": posterior.type_posterior,
    "layout.shape_of": layout.shape_of,
}
BY_KAPPA: dict[str, Callable[..., Any]] = {
    "competitive.solve_competitive": competitive.solve_competitive,
    "exchange._in_all_states": exchange._in_all_states,
    "scan.demand_at": partial(scan.demand_at.__wrapped__, price=1.1, state=0),  # type: ignore[attr-defined]
    "layout.table": layout.table,
}
ECONOMY = load_economy("examples/log.toml")
OTHERS = (
    {"eta": "1/3"},
    {"entry_fee": ["1/50", "1/40"], "rebate": True},
    {"shut_down": True},
    {"name": "another"},
)


def afresh(function: Callable[..., Any], economy: Economy) -> Any:
    return getattr(function, "__wrapped__", function)(economy)


def plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, f.name)) for f in fields(value)]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    return value if isinstance(value, float | int | str | bool | None) else str(value)


@pytest.mark.parametrize("changes", OTHERS, ids=str)
@pytest.mark.parametrize("name", [*BY_ENVIRONMENT, *BY_KAPPA])
def test_what_is_remembered_is_the_same_for_all_economies_with_its_key(
    name: str, changes: dict[str, Any]
) -> None:
    function = {**BY_ENVIRONMENT, **BY_KAPPA}[name]
    there = ECONOMY.replacing(**changes)
    assert plain(afresh(function, there)) == plain(afresh(function, ECONOMY))


@pytest.mark.parametrize("name", BY_ENVIRONMENT)
def test_what_is_remembered_by_environment_does_not_rest_on_kappa(name: str) -> None:
    there = ECONOMY.replacing(kappa=["1/7", "1/9"])
    function = BY_ENVIRONMENT[name]
    assert plain(afresh(function, there)) == plain(afresh(function, ECONOMY))


def test_keys_tell_environments_and_kappa_apart() -> None:
    asked: list[str] = []

    def note(economy: Economy, more: int = 0) -> int:
        asked.append(economy.name)
        return len(asked)

    nature, market = by_environment(8)(note), by_kappa(8)(note)
    other = ECONOMY.replacing(kappa=["1/7", "1/9"], name="other")
    richer = ECONOMY.replacing(endowment=[2, 1], name="richer")
    again = load_economy("examples/log.toml")
    assert [nature(e) for e in (ECONOMY, other, again, richer)] == [1, 1, 1, 2]
    assert [nature(ECONOMY, 1), nature(other, more=1), nature(ECONOMY)] == [3, 4, 1]
    assert [market(e) for e in (ECONOMY, other, again, richer)] == [5, 6, 5, 7]
    assert market(ECONOMY.replacing(eta="1/3", name="like it")) == 5
    assert ECONOMY.environment_key != ECONOMY.kappa_key
    assert ECONOMY.environment_key.__eq__("a key") is NotImplemented


def test_keys_stay_behind_when_an_economy_is_sent_to_another_process() -> None:
    assert hash(ECONOMY.kappa_key)
    sent = pickle.loads(pickle.dumps(ECONOMY))
    assert "kappa_key" not in sent.__dict__
    assert sent == ECONOMY
    assert sent.kappa_key == ECONOMY.kappa_key
