"""Every claim stands, every mutant falls, and the deciders refuse what is false."""

import json

import pytest
import sympy as sp
from click.testing import CliRunner

from numeric.economy.economy import Economy
from proofs_check.claims.checks import Instance, OnEconomies, Parameters, on_economy
from proofs_check.claims.claim import Claim, RegistryError, registry
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.cli import main
from proofs_check.engines.decide import decide
from proofs_check.engines.points import counterexample, witness
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import economies_for
from proofs_check.verifying.run import exit_status, refused, run, safely
from symbolic.language.notation import x, z
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    equation,
)
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.utility import u_q
from tests.bulk import some
from tests.proofs_check.claims.slow import FALLS_SLOWLY, STANDS_SLOWLY

a, b = sp.symbols("a b", real=True)
ECONOMIES = economies_for((), 6, 2012)
FEW = ECONOMIES[::4]
"""Three shipped ones, one at a corner and a generated one."""


@pytest.mark.parametrize(
    "claim", some(CLAIMS.values(), lambda c: c.id not in STANDS_SLOWLY), ids=list(CLAIMS)
)
def test_the_standing_statement_of_a_claim_holds(claim: Claim) -> None:
    """On an economy; ``make verify`` tests them on many, and none is VACUOUS there."""
    stands(claim, FEW[:1])


@pytest.mark.bulk
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_the_standing_statement_of_a_claim_holds_on_more_economies(claim: Claim) -> None:
    stands(claim, FEW)


def stands(claim: Claim, economies: list[Economy]) -> None:
    verdict = safely(claim.standing, claim.checks, economies).verdict
    tested = on_economy(claim.standing.says, claim.checks) is not None
    assert verdict is Verdict.HOLDS or (tested and verdict is Verdict.VACUOUS)


@pytest.mark.parametrize("claim", [c for c in CLAIMS.values() if c.corrected], ids=lambda c: c.id)
def test_a_corrected_claim_fails_as_printed_and_says_where(claim: Claim) -> None:
    outcome = safely(claim.printed, claim.checks, ECONOMIES)
    assert outcome.verdict is Verdict.FAILS
    assert outcome.evidence in (Evidence.CERTIFIED, Evidence.SAMPLED)
    assert outcome.counterexample or outcome.evidence is Evidence.SAMPLED
    assert claim.correction
    assert claim.correction.finding


def mark_of(id_: str, number: int) -> tuple[pytest.MarkDecorator, ...]:
    """Mark what `make test` leaves out: all but the first mutant of a claim, and a few that take long."""
    if number:
        return (pytest.mark.slow,)
    return (pytest.mark.bulk,) if id_ in FALLS_SLOWLY else ()


@pytest.mark.parametrize(
    ("id_", "number"),
    [
        pytest.param(c.id, i, marks=mark_of(c.id, i))
        for c in CLAIMS.values()
        for i in range(len(c.mutants))
    ],
)
def test_a_mutant_is_refused(id_: str, number: int) -> None:
    claim = CLAIMS[id_]
    assert refused(claim.mutants[number], claim.checks, ECONOMIES)


def test_a_mutant_is_refused_on_the_first_economy_where_it_fails_and_not_after_a_crash() -> None:
    met: list[str] = []

    def check(economy: Economy, _: Parameters) -> Instance:
        met.append(economy.name)
        if economy is ECONOMIES[-1]:
            raise RuntimeError("a defect")
        return Instance(economy.name, [True, None, False][min(len(met), 3) - 1])

    says = Statement(Asserted("so", "x"))
    checks = {"so": OnEconomies(check)}
    assert refused(says, checks, ECONOMIES)
    assert met == [e.name for e in ECONOMIES[:3]]
    assert safely(says, checks, ECONOMIES[:3]).verdict is Verdict.FAILS
    met.clear()
    assert not refused(says, checks, ECONOMIES[:2])
    met.clear()
    assert not refused(says, checks, [ECONOMIES[0], ECONOMIES[-1], *ECONOMIES[1:4]])
    assert not refused(Statement(Relation(a, ">", 0), positive(a)), {}, ECONOMIES)
    assert refused(Statement(Relation(a, ">", 1), positive(a)), {}, ECONOMIES)


def test_no_claim_is_left_out_altogether() -> None:
    assert CLAIMS.keys() >= STANDS_SLOWLY | FALLS_SLOWLY
    assert not STANDS_SLOWLY & FALLS_SLOWLY


def test_every_claim_has_a_mutant() -> None:
    assert [c.id for c in CLAIMS.values() if not c.mutants] == []


@pytest.mark.parametrize(
    ("says", "given"),
    [
        (Relation(a, ">", 0), nonnegative(a)),
        (Relation(a * b, ">=", 0), nonnegative(a)),
        (Relation(a, "!=", b), positive(a, b)),
        (Relation(a, "same sign", b), positive(a)),
        (Implies(Relation(a, "<", b), Relation(a, ">", 1)), positive(a, b)),
        (Or((Relation(a, "<", 0), equation(b, 1))), positive(a, b)),
        (Not(Relation(a, ">", 0)), positive(a)),
        (Iff(Relation(a, ">", 1), Relation(b, ">", 1)), positive(a, b)),
    ],
)
def test_a_false_statement_is_refused_with_exact_values(
    says: object, given: tuple[object, ...]
) -> None:
    outcome = decide(Statement(says, given))  # type: ignore[arg-type]
    assert outcome.verdict is Verdict.FAILS
    assert outcome.counterexample


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Relation(a * b, ">", 0), positive(a, b)),
        Statement(Relation(a**2, ">=", 0)),
        Statement(Relation(-a, "<=", 0), nonnegative(a)),
        Statement(Relation(a + 1, "!=", 0), nonnegative(a)),
        Statement(Relation(a / b, "same sign", a), positive(b)),
        Statement(Relation(a - a, "same sign", b - b)),
        Statement(Exists((b,), equation(a, b), ((b, a),))),
        Statement(Iff(equation(a, a), Relation(b**2, ">=", 0))),
    ],
)
def test_a_true_statement_is_decided(statement: Statement) -> None:
    assert decide(statement).verdict is Verdict.HOLDS


def test_a_witness_that_will_not_do_refutes_nothing() -> None:
    exists = Exists((b,), equation(a, b), ((b, a + 1),))
    assert decide(Statement(exists, positive(a))).verdict is Verdict.UNDECIDED


def test_nothing_is_claimed_of_what_cannot_be_decided() -> None:
    assert decide(Statement(Asserted("about economies", "x"))).verdict is Verdict.UNDECIDED
    assert decide(Statement(equation(1 / a, 1 / a))).verdict is Verdict.UNDECIDED
    assert (
        decide(Statement(equation(sp.log(a), sp.log(a) * sp.Float(1.5)), positive(a))).verdict
        is Verdict.UNDECIDED
    )


def test_a_statement_whose_hypotheses_contradict_each_other_is_vacuous() -> None:
    assert (
        decide(Statement(equation(a, a), (*positive(a), *positive(-a)))).verdict is Verdict.VACUOUS
    )
    assert witness(Statement(equation(a, a), (*positive(a), *positive(-a)))) is None


def test_a_denominator_that_may_vanish_is_not_passed_over() -> None:
    outcome = decide(Statement(Relation(b / a + 1, ">", 0), positive(b)))
    assert outcome.verdict is not Verdict.HOLDS


def test_a_counterexample_satisfies_the_hypotheses() -> None:
    point = counterexample(Statement(Relation(a, ">", b), positive(a, b)))
    assert point is not None
    assert 0 < point.values[a] <= point.values[b]


def test_a_counterexample_names_the_utility_where_the_statement_has_one_and_only_there() -> None:
    without, with_ = (
        decide(Statement(Relation(says, ">", b), positive(a, b))).counterexample
        for says in (a, u_q(a, b, x, z))
    )
    assert set(without or {}) == {"a", "b"}
    assert set(with_ or {}) == {"a", "b", "u(q, r)"}


def test_a_crash_inside_a_check_is_broken() -> None:
    assert safely(None, {}).verdict is Verdict.BROKEN  # type: ignore[arg-type]


def _claim(id_: str, *depends: str, says: object = None) -> Claim:
    statement = Statement(equation(a, a) if says is None else says)  # type: ignore[arg-type]
    return Claim(
        id=id_,
        title="t",
        source="s",
        printed=statement,
        depends_on=depends,
        mutants=(Statement(equation(a, a)),),
    )


def test_contradictory_declarations_are_errors() -> None:
    with pytest.raises(RegistryError, match="twice"):
        registry((_claim("p"), _claim("p")), {})
    with pytest.raises(RegistryError, match="not declared"):
        registry((_claim("p", "q"),), {})
    with pytest.raises(RegistryError, match="depends on itself"):
        registry((_claim("p", "q"), _claim("q", "p")), {})


def test_the_exit_status_tells_failures_from_open_questions() -> None:
    assert exit_status(run({"p": _claim("p")})) == 0
    assert exit_status(run({"p": _claim("p")}, mutants=True)) == 3
    assert exit_status(run({"p": _claim("p", says=equation(a, b))})) == 1
    assert exit_status(run({"p": _claim("p", says=Asserted("n", "l"))})) == 3


def test_a_proved_claim_is_complete_if_what_it_rests_on_is() -> None:
    undecided = _claim("q", says=Asserted("n", "l"))
    results = run({"p": _claim("p"), "q": undecided, "r": _claim("r", "p"), "s": _claim("s", "q")})
    assert [r.complete for r in results.values()] == [True, False, True, False]
    assert results["p"].standing.certificate is not None
    assert results["q"].standing.certificate is None


@pytest.mark.programs
def test_verify_prints_a_table_and_the_findings() -> None:
    result = CliRunner().invoke(main, ["verify", "eq-15", "lemma-1", "--mutants"])
    assert result.exit_code == 0
    assert "FAILS CERTIFIED" in result.stdout
    assert "The scan may be at fault." in " ".join(result.stdout.split())
    assert "Mutants:" in result.stdout


def test_verify_as_json_is_json_and_nothing_else() -> None:
    result = CliRunner().invoke(main, ["verify", "eq-14", "--json"])
    data = json.loads(result.stdout)
    assert data["format"] == 2
    assert [c["id"] for c in data["claims"]] == ["eq-14"]
    assert data["claims"][0]["printed"]["verdict"] == "HOLDS"


def test_an_unknown_claim_is_bad_usage() -> None:
    result = CliRunner().invoke(main, ["verify", "eq-99"])
    assert result.exit_code == 2
    assert "there is no claim 'eq-99'" in result.stderr


def test_the_parts_of_a_conjunction_all_count() -> None:
    assert decide(Statement(And((equation(a, a), equation(a, b))))).verdict is Verdict.FAILS


def test_claims_can_be_sent_to_another_process() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(CLAIMS)).keys() == CLAIMS.keys()
