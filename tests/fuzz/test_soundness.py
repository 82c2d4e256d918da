"""A little of the fuzz of soundness, and that its judge sees what is false.

In bulk: ``python -m tests.fuzz.soundness``.
"""

import json
import random
import sys
from typing import Any

import pytest

from proofs_check.engines.certificates import certificate
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Rejected, check
from symbolic.language.tree import statement_tree
from tests.fuzz.judge import judged
from tests.fuzz.soundness import altered, shadows, statements
from tests.fuzz.statements import made

FEW = (
    "eq-14",
    "eq-20",
    "eq-23",
    "lemma-1.case-i.gamma",
    "prop-2.price-high",
    "eq-32",
)


def certificates() -> list[dict[str, Any]]:
    return [found for id_ in FEW if (found := certificate(CLAIMS[id_].standing, 12)) is not None]


def test_random_statements_that_are_proved_are_true_at_points() -> None:
    campaign = statements(range(60), ("certificate", "ring decider"))
    assert not campaign.wrong, campaign.wrong
    assert campaign.counts["certificate: holds"] > 15
    assert campaign.counts["not proved, false at a point"] > 5


@pytest.mark.bulk
def test_statements_in_which_a_name_means_two_variables_are_read_as_they_are_written() -> None:
    campaign = shadows(60, 0)
    assert not campaign.wrong, campaign.wrong
    assert campaign.counts["proved"] > 5


@pytest.mark.bulk
def test_a_checker_that_confuses_two_variables_of_one_name_is_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules["proofs_check.recheck"], "binds", unbound)
    assert shadows(40, 428).wrong


def unbound(t: Any) -> Any:
    """Names only what ``exists`` and ``every`` bind, so that a sum's index is replaced from outside."""
    return t[1] if t[:1] and t[0] in ("exists", "every") else ()


def test_altered_certificates_are_rejected_or_still_valid() -> None:
    draw, originals, accepted = random.Random(3), certificates(), 0
    for _ in range(120):
        data = altered(draw.choice(originals), draw)
        try:
            check(data)
        except Rejected:
            continue
        accepted += 1
        assert judged(data["statement"], 40)[1] is None, data
    assert 0 < accepted < 60


@pytest.mark.parametrize("id_", FEW)
def test_the_judge_finds_the_paper_s_statements_true(id_: str) -> None:
    evaluated, false = judged(statement_tree(CLAIMS[id_].standing), 60)
    assert evaluated > 0
    assert false is None


def test_the_judge_sees_a_relation_turned_around() -> None:
    tree = statement_tree(CLAIMS["prop-2.price-high"].standing)
    turned = json.loads(json.dumps(tree).replace('"<="', '">="', 1))
    assert judged(turned, 60)[1] is not None


def test_the_judge_lets_what_is_not_defined_be_true_or_false() -> None:
    tree = statement_tree(CLAIMS["eq-14"].standing)
    no_hypotheses = {**tree, "given": []}
    assert judged(no_hypotheses, 400)[1] is not None  # a divisor may be zero


def test_statements_are_made_again_from_their_seed_and_repeat_names() -> None:
    assert made(11)[0] == made(11)[0]
    shadowed = 0
    for seed in range(150):
        try:
            text = str(made(seed)[1])
        except (LookupError, ValueError, TypeError):
            continue
        shadowed += text.count(", y)") > 1
    assert shadowed > 3
