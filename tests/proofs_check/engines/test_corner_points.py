"""Statements are tried at the corners of their hypotheses, and one that is false there is found out."""

import pytest
import sympy as sp

from proofs_check.engines.corner_points import SINGULAR, FalseAtCornerError, bent, corners_tried
from proofs_check.engines.decide import decide
from proofs_check.engines.exact import ROOTS
from proofs_check.paper import CLAIMS
from symbolic.language.notation import kappa_q, kappa_r, q, r, x, z
from symbolic.language.proposition import Asserted, Relation
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.utility import u_qq, u_rr

a, b = sp.symbols("a b", real=True)


def test_what_may_be_zero_is_zero() -> None:
    tried = corners_tried(Statement(Relation(a + b, ">=", 0), nonnegative(a, b)))
    assert tried == ("a = 0", "b = 0", "all of these zero")


def test_kappa_is_tiny_and_unequal() -> None:
    tried = corners_tried(
        Statement(Relation(kappa_q * kappa_r, ">", 0), positive(kappa_q, kappa_r))
    )
    assert {"tiny kappa", "unequal kappa", "all positive quantities huge"} <= set(tried)


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Relation(a, ">", 0), nonnegative(a)),
        Statement(Relation(kappa_q, ">", kappa_r / 1000), positive(kappa_q, kappa_r)),
        Statement(Relation(a, "<", 10**6), positive(a)),
    ],
)
def test_a_statement_that_is_false_at_a_corner_is_found_out(statement: Statement) -> None:
    with pytest.raises(FalseAtCornerError, match="false at the corner"):
        corners_tried(statement)


def test_a_hessian_that_vanishes_refutes_its_definiteness() -> None:
    curved = Statement(Relation(u_qq(a, b, x, z) + u_rr(a, b, x, z), "<", 0), positive(a, b))
    with pytest.raises(FalseAtCornerError, match=SINGULAR):
        corners_tried(curved)


def test_the_bent_utility_is_of_the_class() -> None:
    utility = bent(sp.S(2), sp.S(3))
    slope = sp.together(sp.diff(utility, q))
    assert sp.diff(utility, q, 2).subs(q, 2) == 0 == sp.diff(utility, r, 2).subs(r, 3)
    assert all(slope.subs(q, sp.Rational(n, 7)) > 0 for n in range(1, 40))
    assert all(
        sp.diff(utility, q, 2).subs(q, sp.Rational(n, 7)) < 0 for n in range(1, 40) if n != 14
    )
    assert sp.limit(slope, q, 0, "+") == sp.oo


def test_a_proved_claim_lists_its_corners() -> None:
    assert {"tiny kappa", "M = 1"} <= set(corners_tried(CLAIMS["sec-2.2.no-trade"].standing))
    assert SINGULAR in corners_tried(CLAIMS["prop-1.ift"].standing)


@pytest.mark.bulk
def test_every_claim_that_engines_prove_lists_corners() -> None:
    proved = {i: c.standing for i, c in CLAIMS.items() if not isinstance(c.standing.says, Asserted)}
    assert {i for i, standing in proved.items() if not corners_tried(standing)} == set()


@pytest.mark.bulk
@pytest.mark.parametrize("id_", ["sec-2.1.merging", "thm-2.claim-3.L"])
def test_a_counterexample_names_a_utility_of_the_paper(id_: str) -> None:
    found = decide(CLAIMS[id_].printed)
    assert found.counterexample["u(q, r)"] == str(ROOTS)
    assert ("u is real and continuous on the axes", "u(0, 0) = 0") in found.satisfied


def test_where_no_sign_is_named_a_hypothesis_is_tried_with_equality() -> None:
    apart = (Hypothesis(Relation(b, ">=", a + 1), Provenance.PAPER, ""),)
    assert corners_tried(Statement(Relation(b, ">", a), apart)) == ("equality in a hypothesis",)
    with pytest.raises(FalseAtCornerError, match="equality in a hypothesis"):
        corners_tried(Statement(Relation(b, ">", a + 1), apart))
