"""What keeps a result from being complete is said for each claim, from its evidence and its steps."""

from dataclasses import replace

import sympy as sp

from proofs_check.claims.checks import Instance
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.output.json_results import chains_of_results
from proofs_check.verifying.concluding import as_strong_as_shown
from proofs_check.verifying.in_the_way import in_the_way
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Asserted, Relation
from symbolic.language.statement import Hypothesis, Provenance, Statement

v = sp.Symbol("v", real=True)
ASSERTED = Statement(Asserted("check", "it is so"))


def result(id_: str, evidence: Evidence, *uses: str, shown: str = "") -> Result:
    hypothesis = (Hypothesis(Relation(v, ">", 0), Provenance.SHOWN, shown),) if shown else ()
    claim = Claim(
        id=id_,
        title=id_,
        source="section 1",
        printed=ASSERTED,
        depends_on=(*uses, *((shown,) if shown else ())),
        general=Statement(Relation(v, ">", -1), hypothesis) if shown else None,
    )
    outcome = Outcome(Verdict.HOLDS, evidence, instances=12, certificate={} if shown else None)
    return Result(claim, outcome, None, False, None, 0.0)


def test_each_claim_in_the_way_is_named_with_what_it_lacks() -> None:
    links = (
        result("tested", Evidence.SAMPLED),
        result("proved", Evidence.PROVED),
        result("step", Evidence.PROVED, shown="tested"),
        result("uses", Evidence.CERTIFIED, "step"),
        result("last", Evidence.PROVED, "uses", "proved"),
    )
    results = as_strong_as_shown({r.claim.id: r for r in links})
    found = {one.id: one for one in in_the_way("last", results)}
    assert list(found) == ["tested", "step", "uses"]
    assert found["tested"].lacks == (
        "it is tested on 12 economies, and has no general statement that could be proved"
    )
    assert found["step"].lacks == "its step is proved, and starts from tested (SAMPLED)"
    assert found["step"].follows
    assert found["uses"].lacks.startswith("it is certified on 12 economies")
    assert found["uses"].lacks.endswith("it uses step, in the way too")
    assert in_the_way("proved", results) == ()


def test_what_does_not_hold_or_has_no_proof_is_told() -> None:
    open_ = result("open", Evidence.NONE)
    open_ = replace(open_, printed=replace(open_.printed, verdict=Verdict.UNDECIDED))
    general = result("general", Evidence.SAMPLED, shown="proved")
    general = replace(general, printed=replace(general.printed, certificate=None))
    results = {r.claim.id: r for r in (open_, result("proved", Evidence.PROVED), general)}
    assert in_the_way("open", results)[0].lacks == "it does not hold: UNDECIDED"
    assert in_the_way("general", results)[0].lacks == "no proof of its general statement was found"


def test_the_data_name_what_is_in_the_way_of_the_results_of_the_paper() -> None:
    weak = result("eq-40", Evidence.SAMPLED)
    last = result("thm-2", Evidence.SAMPLED, "eq-40")
    (data,) = chains_of_results({"eq-40": weak, "thm-2": last})
    assert data["id"] == "thm-2"
    assert [one["id"] for one in data["in_the_way"]] == ["eq-40", "thm-2"]
    assert data["assumptions"] == []


def test_only_economies_to_which_a_claim_applies_are_counted() -> None:
    tried = [Instance("a", True), Instance("b", None), Instance("b", None)]
    one = replace(result("tested", Evidence.SAMPLED), instances=tuple(tried))
    assert in_the_way("tested", {"tested": one})[0].lacks.startswith("it is tested on 1 economy,")
