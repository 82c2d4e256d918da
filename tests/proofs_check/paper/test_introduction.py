"""The claims about other mechanisms hold on the comparison's economies, and their checks refuse what is false."""

from fractions import Fraction

import pytest

from proofs_check.paper.introduction.checks import log_loss, one_stage, pari_mutuel, tastes
from tests.numeric.games.settings import example


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (one_stage, {"states": "all"}, {"states": "one"}),
        (log_loss, {"scale": 1}, {"scale": Fraction(101, 100)}),
        (pari_mutuel, {"moved": 0}, {"moved": Fraction(1, 10)}),
    ],
    ids=["one-stage", "log-loss", "pari-mutuel"],
)
def test_a_check_accepts_what_is_true_and_refuses_its_mutant(check, good, bad) -> None:  # type: ignore[no-untyped-def]
    economy = example("e1")
    held = check(economy, good)
    assert held.holds
    assert held.margin >= 0
    refused = check(economy, bad)
    assert refused.holds is False
    assert refused.margin <= 0


def test_tastes_are_shares_and_differ_between_types_and_states() -> None:
    table = tastes(example("e3")).environment.parameters["A"]
    flat = [v for row in table for v in row]
    assert all(0 < v < 1 for v in flat)
    assert len(set(flat)) == len(flat)
