"""Every true gain at a random configuration, likely or not, lies in its enclosure."""

import numpy as np
import pytest

from numeric.certify.theorem_1.attempt import attempt
from tests.bulk import leading
from tests.numeric.certify.theorem_1.random_gains import compare
from tests.numeric.economies import example

AT = {"log": 60, "state_free": 60, "unequal": 90, "type_free": 60, "crra": 80}
SLOW = {"ces": 80, "failing": 200, "three_types": 80, "three_states": 80, "crra_outside": 70}


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(1, AT))
def test_true_gains_lie_in_their_enclosures(name: str) -> None:
    economy, _ = example(name)
    made = attempt(economy, AT[name])
    assert made.missing is None
    found = compare(economy, made, np.random.default_rng(1), 100)
    assert found.compared == 1000
    assert found.outside == 0
    assert found.closest < 0.5  # the enclosures are not so wide that nothing could be outside


@pytest.mark.slow
@pytest.mark.parametrize("name", [*AT, *SLOW])
def test_ten_thousand_true_gains_lie_in_their_enclosures(name: str) -> None:
    economy, _ = example(name)
    made = attempt(economy, {**AT, **SLOW}[name])
    assert made.missing is None
    pairs = len(made.values)
    found = compare(economy, made, np.random.default_rng(2), 1 + 10_000 // (5 * pairs))
    assert found.compared >= 10_000
    assert found.outside == 0
