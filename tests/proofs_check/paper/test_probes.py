"""The economies without symmetry have none, and a check made on them stops where it fails."""

from collections.abc import Iterable
from itertools import chain
from types import ModuleType

import pytest

from numeric import Economy
from proofs_check.claims.checks import Instance, Parameters
from proofs_check.claims.verdict import Verdict
from proofs_check.paper import computed, toolkit
from proofs_check.paper.shared.probes import PROBES, TWO_TYPES, on_probes


def different(numbers: Iterable[object]) -> bool:
    listed = list(numbers)
    return len(set(listed)) == len(listed)


@pytest.mark.parametrize("economy", [*PROBES, TWO_TYPES], ids=lambda e: e.name)
def test_nothing_can_be_exchanged_unnoticed(economy: Economy) -> None:
    e, m = economy.environment, economy.mechanism
    assert different(e.endowment)
    assert different(m.kappa)
    assert different(e.prior)
    assert all(map(different, e.signal))
    assert all(map(different, zip(*e.signal, strict=True)))
    varying = [t for t in e.parameters.values() if any(len(set(row)) > 1 for row in t)]
    assert varying
    for table in varying:
        assert different(chain.from_iterable(table))


def test_a_check_stops_at_the_first_economy_that_it_fails_on() -> None:
    asked: list[str] = []

    def fails(economy: Economy, parameters: Parameters) -> Instance:
        asked.append(economy.name)
        return Instance(economy.name, False, "no")

    assert on_probes(fails)({}).verdict is Verdict.FAILS
    assert asked == [PROBES[0].name]


@pytest.mark.parametrize("room", [computed, toolkit])
def test_every_claim_of_the_room_moves_a_quantity_both_ways(room: ModuleType) -> None:
    for claim in chain.from_iterable(module.CLAIMS for module in room.MODULES):
        assert len(claim.mutants) == 2, claim.id
        assert "not in the paper" in claim.source
