"""A stored certificate proves its tail again, and proves nothing once anything of it is changed."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from numeric import Economy
from numeric.certify import CertifiedTail
from numeric.certify.theorem_1 import stored
from numeric.certify.theorem_1.attempt import attempt, fineness, gain_bounds
from numeric.certify.theorem_1.comparison import certified_losses, least_start
from tests.numeric.economies import example

ACTIVE = 70


@pytest.fixture(scope="module")
def known() -> tuple[Economy, dict[str, Any]]:
    economy, _ = example("state_free")
    made = attempt(economy, ACTIVE, fineness(economy))
    start = least_start(economy, certified_losses(economy), gain_bounds(economy, made), ACTIVE)
    tail = CertifiedTail(start, ACTIVE, "CERTIFIED", "")
    return economy, json.loads(json.dumps(stored.certificate(economy, tail)))


def test_a_certificate_is_replayed_from_a_file(
    known: tuple[Economy, dict[str, Any]], tmp_path: Path
) -> None:
    economy, data = known
    path = tmp_path / "tails" / "one.json"
    stored.write(path, data)
    read = stored.read(path)
    assert read == data
    found = stored.replayed(economy, read)
    assert (found.start, found.active, found.evidence) == (data["from"], ACTIVE, "CERTIFIED")
    assert stored.read(tmp_path / "none.json") is None
    path.write_text("[1")
    assert stored.read(path) is None


def change(data: dict[str, Any], what: str) -> None:
    """Change one thing of a certificate."""
    first = data["deviations"][0]
    match what:
        case "code" | "economy" | "arithmetic":
            data[what] = "other"
        case "format":
            data[what] = 0
        case "a box":
            data["boxes"][0][len(data["boxes"][0]) // 2][0] += 1e-9
        case "a deviation":
            del data["deviations"][0]
        case "a bound":
            first["shares"][len(first["shares"]) // 2] += 100.0
        case "a bound that is infinite":
            first["shares"][0] = float("inf")
        case "a coefficient":
            first["coefficients"][0][0][1] = -1.0
        case "a function":
            first["coefficients"].pop()
        case "a pair of states":
            first["posteriors"] = []
        case "M0":
            data["active"] = 20
        case "N":
            data["from"] -= 30
        case _:
            del data[what]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("code", "stale"),
        ("economy", "another economy"),
        ("arithmetic", "another format"),
        ("format", "another format"),
        ("a box", "do not cover"),
        ("a deviation", "leaves out a deviation"),
        ("a bound", "do not lie below the losses"),
        ("a bound that is infinite", "cannot be read"),
        ("a coefficient", "cannot be read"),
        ("a function", "cannot be read"),
        ("a pair of states", "cannot be read"),
        ("N", "fewer active agents"),
        ("boxes", "cannot be read"),
    ],
)
def test_a_certificate_that_is_changed_proves_nothing(
    known: tuple[Economy, dict[str, Any]], what: str, words: str
) -> None:
    economy, data = known[0], copy.deepcopy(known[1])
    change(data, what)
    found = stored.replayed(economy, data)
    assert (found.start, found.evidence) == (None, "NONE")
    assert words in found.detail


def test_a_stale_certificate_is_computed_anew_at_its_own_number(
    known: tuple[Economy, dict[str, Any]],
) -> None:
    economy, data = known
    stale = {**data, "code": "other", "seconds": 1.5, "computed_last_failure": 7}
    made = json.loads(json.dumps(stored.refreshed(economy, stale)))
    assert made == {**data, "seconds": 1.5, "computed_last_failure": 7}
    with pytest.raises(ValueError, match="another economy"):
        stored.refreshed(economy.replacing(eta="1/9"), stale)


def test_another_economy_has_another_hash_and_another_name_has_not() -> None:
    economy, _ = example("state_free")
    assert stored.economy_hash(economy) == stored.economy_hash(economy.replacing(name="x"))
    assert stored.economy_hash(economy) != stored.economy_hash(economy.replacing(eta="1/9"))
    other = economy.replacing(parameters={"theta": [["0.8", "0.8"], ["1.25", "1.26"]]})
    assert stored.economy_hash(economy) != stored.economy_hash(other)


def test_comments_do_not_change_the_meaning_of_code_and_signs_do() -> None:
    one = stored._meaning('"""Says."""\n\ndef f(x):\n    """Twice."""\n    return 2 * x\n')
    assert one == stored._meaning("def f(x):\n    # twice\n    return (2 * x)\n")
    assert one != stored._meaning("def f(x):\n    return 2 + x\n")


def test_bounds_are_rounded_up_to_few_digits() -> None:
    values = np.array([0.0, 1.0, -1.23456789, 1.23456789, 9.9999999e-5, -1e300])
    rounded = stored.rounded_up(values)
    assert (rounded >= values).all()
    assert np.allclose(rounded, values, rtol=1e-4)
    assert all(len(repr(float(v))) < 14 for v in rounded)


def test_only_a_tail_has_a_certificate() -> None:
    economy, _ = example("state_free")
    with pytest.raises(ValueError, match="only a tail that proves some N"):
        stored.certificate(economy, CertifiedTail(None, None, "NONE", "nothing"))
    with pytest.raises(ValueError, match="cannot be repeated"):
        stored.certificate(example("crra")[0], CertifiedTail(90, 30, "CERTIFIED", ""))
