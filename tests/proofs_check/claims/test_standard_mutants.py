"""Standard mutants: one edit each, always false."""

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.claims.standard_mutants import standard_mutants, with_standard_mutants
from proofs_check.claims.verdict import Verdict
from proofs_check.engines.decide import decide
from symbolic.language.proposition import And, Asserted, Not, Relation, equation
from symbolic.language.statement import Statement, positive

a, b = sp.symbols("a b", real=True)


def test_every_standard_mutant_of_a_true_statement_is_refused() -> None:
    true = [
        equation(a + b, b + a),
        equation(a - a, 0),
        equation(0, b - b),
        Relation(a, ">", 0),
        Relation(a + b, ">=", b),
        Relation(-a, "<", 0),
        Relation(b, "<=", a + b),
        Relation(a, "!=", -b),
        Relation(a, "same sign", 2 * a),
        And((equation(a, a), Relation(a, ">", 0))),
    ]
    for says in true:
        statement = Statement(says, positive(a, b))
        assert decide(statement).verdict is Verdict.HOLDS
        mutants = standard_mutants(statement)
        assert mutants
        assert [decide(m).verdict for m in mutants] == [Verdict.FAILS] * len(mutants)


def test_what_only_a_check_understands_has_none() -> None:
    assert standard_mutants(Statement(Asserted("name", "latex"))) == ()
    assert standard_mutants(Statement(Not(equation(a, b)))) == ()


def test_a_corrected_claim_has_its_printed_statement_as_a_mutant_once() -> None:
    printed, corrected = Statement(equation(a, b)), Statement(equation(a, a))
    claim = Claim(
        id="x",
        title="t",
        source="s",
        printed=printed,
        correction=Correction(
            statement=corrected, severity="notation", finding="The right side is a."
        ),
        mutants=(Statement(equation(a, a + 1)),),
    )
    grown = with_standard_mutants(claim)
    assert printed in grown.mutants
    assert len(grown.mutants) == 4
    assert with_standard_mutants(grown) == grown
