"""General statements are proved, and what claims more than they do is not, by the same proof or any."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from proofs_check.claims.chain import chain
from proofs_check.engines.certificates import certificate, sealed
from proofs_check.paper import CLAIMS
from proofs_check.paper.general import limit_links, limits, words
from proofs_check.recheck import Rejected, check
from symbolic.language.proposition import Exists, Not, Relation
from symbolic.language.statement import Provenance, Statement
from symbolic.language.tree import statement_tree
from tests.bulk import some, without

QUICK = (
    *("eq-7", "eq-8", "eq-10", "eq-11.best", "eq-11.nondefector", "eq-24", "eq-26", "eq-27"),
    *("prop-1.configuration", "prop-1.first-order", "prop-2", "prop-2.common-belief"),
    *("prop-2.competitive", "prop-2.sequence", "sec-2.3.reveals", "sec-3.2.sigma-prime"),
    *("sec-3.2.action-in-interval", "sec-3.2.nondefectors-agree", "sec-3.2.belief-is-false"),
    *("sec-4.A1", "thm-2.partitions", "thm-2.claim-0", "thm-2.claim-1a", "thm-2.claim-1b"),
    *("thm-2.claim-3.difference", "thm-2.claim-3.hat-target", "thm-2.claim-4.delta-sign"),
    *("thm-1.claim-1", "thm-1.claim-1.distance", "thm-1.claim-1.slope"),
    *(
        "eq-12",
        "eq-13",
        "eq-43",
        "thm-3.allocation",
        "thm-3.distribution",
        "thm-3.welfare",
        "thm-3.i",
    ),
)
RULES = (limits.SUM, limits.SQUEEZE, limits.STRICT, limits.WEAK, limits.FINITE, limit_links.RATIO)


@cache
def proof(id_: str) -> Any:
    general = CLAIMS[id_].general
    assert general is not None
    return certificate(general)


DEAR = ("thm-3.allocation", "eq-11.best", "thm-3.i")
"""Statements with long proofs; others use the same steps."""


@pytest.mark.parametrize("id_", without(QUICK, *DEAR))
def test_a_general_statement_has_a_certificate(id_: str) -> None:
    assert proof(id_) is not None


@pytest.mark.parametrize(
    ("id_", "k"),
    some(
        [(i, k) for i in QUICK for k in range(len(CLAIMS[i].strengthened))],
        lambda case: case[0] not in DEAR,
    ),
)
def test_its_proof_does_not_prove_what_is_stronger(id_: str, k: int) -> None:
    stronger = CLAIMS[id_].strengthened[k]
    with pytest.raises(Rejected):
        check(sealed(statement_tree(stronger), proof(id_)["proof"]))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.words)
def test_a_rule_of_the_calculus_is_proved(rule: Statement) -> None:
    assert certificate(rule) is not None


def _with(rule: Statement, says: Any) -> None:
    data = certificate(rule)
    assert data is not None
    with pytest.raises(Rejected):
        check(sealed(statement_tree(Statement(says, rule.given)), data["proof"]))
    assert certificate(Statement(says, rule.given, guide=rule.guide)) is None


def test_a_strict_inequality_of_the_limits_follows_from_no_strict_one() -> None:
    _with(limits.WEAK, Relation(limits.A, "<", limits.B))


def test_what_holds_eventually_does_not_hold_for_every_N() -> None:
    n = words.real("n")
    _with(limits.STRICT, words.for_all([n], Relation(limits.a(n), "<", limits.b(n))))


def test_a_weak_inequality_of_the_limits_says_nothing_of_the_sequences() -> None:
    weak = Statement(
        limits.STRICT.says,
        (*limits.STRICT.given[:2], words.paper(Relation(limits.A, "<=", limits.B), "weak")),
        guide=limits.STRICT.guide,
    )
    assert certificate(weak) is None


def test_thresholds_of_infinitely_many_have_no_common_bound() -> None:
    p, t, n, x = limits.p_seq, *map(words.real, ("t_a", "m_a", "x_real"))
    each = Exists((t,), words.for_all([n], Relation(n - t, ">", x - p(limits.w, n))))
    pointwise = words.for_all([x], each)
    uniform = Exists((t,), words.for_all([x, n], each.part.part.part.part))
    assert isinstance(pointwise, Not)
    one = Statement(uniform, (words.paper(pointwise, "pointwise"),))
    guide = (("put", ["x_real"], [0]), ("name", ["t_a"], [limits.T]), ("put", ["t_a"], [limits.T]))
    assert certificate(Statement(one.says, one.given, guide=guide)) is None


def test_a_set_that_may_be_empty_has_no_common_threshold_of_its_own() -> None:
    i = words.element("i")
    reached = Statement(
        words.some(i, Relation(limits.reached(i), ">=", limits.reached(i))),
        guide=(("least", [i], limits.reached(i), [limits.m]), ("at", "i", limits.m)),
    )
    assert certificate(reached) is None  # no agent may be there


def test_every_hypothesis_that_is_shown_names_a_claim_that_is_used() -> None:
    for claim in CLAIMS.values():
        for hypothesis in claim.general.given if claim.general else ():
            if hypothesis.provenance is Provenance.SHOWN:
                assert set(hypothesis.reason.split(", ")) <= set(claim.depends_on)


def test_a_chain_is_in_the_order_of_proof_and_ends_with_its_result() -> None:
    links = chain("thm-1", CLAIMS)
    known: set[str] = set()
    for link in links:
        assert set(link.rests_on) <= known
        known.add(link.claim.id)
    assert links[-1].claim.id == "thm-1"
    assert any(use.claims == ("eq-27",) for use in links[-1].uses)
    assert next(link for link in links if link.claim.id == "prop-2").cites
