"""A chain as one theorem of Coq: its axioms are those that are listed, and a link that says more is refused."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from proofs_check.assuming.assumed import AXIOMS, Assumption, assumed, grouped
from proofs_check.assuming.vocabulary import NotCombined
from proofs_check.claims.chain import chain
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.cli import main
from proofs_check.combining.chain_file import chain_file, comment
from proofs_check.combining.chain_judging import combined, theorem
from proofs_check.coq.kernel import Coq, Word, coq
from proofs_check.engines.certificates import certificate
from proofs_check.paper import CLAIMS
from proofs_check.paper.general.words import element
from proofs_check.rechain import check, digest
from proofs_check.saved import write
from proofs_check.verifying.chaining import chain_data
from proofs_check.verifying.result import Result
from symbolic.language.local_symbols import head
from symbolic.language.notation import q_bar, x, y
from symbolic.language.proposition import And, Asserted, ForAll, Relation, equation
from symbolic.language.statement import Hypothesis, Provenance, Statement
from tests.programs import needs_coq

f, g = head("f_of", "f({0})"), head("g_of", "g({0})")
w = element("w")
ROOTS = ("prop-1", "prop-2", "thm-1", "thm-3.i")


def shown(says: Any, *by: str) -> Hypothesis:
    return Hypothesis(says, Provenance.SHOWN, ", ".join(by))


def given(says: Any) -> Hypothesis:
    return Hypothesis(says, Provenance.PAPER, "so the paper says")


def claim(id_: str, statement: Statement, *uses: str, cites: str = "", **more: Any) -> Claim:
    return Claim(
        id=id_, title="", source="", printed=statement, depends_on=uses, cites=cites, **more
    )


_ASSERTED = Statement(Asserted("cited", "\\forall x: f(x) > 0"))
_ABOVE = ForAll(x, Relation(g(x), ">", f(x)))
CHAIN = (
    claim("textbook", _ASSERTED, cites="Brouwer's fixed-point theorem"),
    claim("closed", Statement(Relation(q_bar**2 + 1, ">", 0))),
    claim(
        "step",
        _ASSERTED,
        general=Statement(
            And((_ABOVE, equation(q_bar, q_bar))), (given(ForAll(y, equation(g(y), f(y) + 1))),)
        ),
    ),
    claim(
        "last",
        _ASSERTED,
        "textbook",
        "closed",
        "step",
        general=Statement(
            ForAll(x, Relation(g(x), ">", 0)),
            (shown(_ABOVE, "step"), shown(ForAll(y, Relation(f(y), ">", 0)), "textbook", "closed")),
            guide=(("some", "x", w), ("at", "x", w, f, g), ("at", "y", w, f)),
        ),
    ),
)
"""A step that is literally used, one that a reader compares, a theorem, and a proof besides."""


@cache
def small() -> tuple[str, str]:
    """Return the chain above and its certificates, as JSON."""
    results, known = {}, {}
    for one in CHAIN:
        proof = None if isinstance(one.proved.says, Asserted) else certificate(one.proved)
        word = Evidence.CITED if one.cites else Evidence.PROVED
        outcome = Outcome(Verdict.HOLDS, word, certificate=proof)
        results[one.id] = Result(one, outcome, None, True, None, 0.0)
        known |= {one.id: proof} if proof else {}
    return json.dumps(chain_data(results)), json.dumps(known)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Coq]:
    with coq() as found:
        yield found


def of(links: Any, id_: str) -> Any:
    return next(link for link in links["links"] if link["id"] == id_)


# -- one small chain, judged by Coq ------------------------------------------------------------------


@needs_coq
def test_the_theorem_rests_on_what_is_listed_and_on_nothing_else(kernel: Coq) -> None:
    links, known = map(json.loads, small())
    check(links, known)
    found = combined(kernel, links, "last", known)
    assert found.judgement.word is Word.ACCEPTED, found.judgement.reason
    names = {one.name for one in found.assumptions}
    assert found.judgement.axioms == names
    assert {"cited_textbook", "said_textbook", "given_step_0", "by_hand_last_1"} < names
    assert not {"by_hand_last_0", "given_last_0"} & names  # what step says literally is a lemma
    assert names & AXIOMS


@pytest.mark.bulk
@needs_coq
def test_a_link_whose_conclusion_is_strengthened_is_refused_by_coq(kernel: Coq) -> None:
    links, known = map(json.loads, small())
    link = of(links, "step")
    link["statement"]["says"][1][3] = [">", link["statement"]["says"][1][3][1], ["n", "7"]]
    link["hash"] = digest(link["statement"])
    given = of(links, "last")["statement"]["given"]
    stronger = json.loads(json.dumps(given[0]))
    stronger[3] = [">", stronger[3][1], ["n", "7"]]
    given[0] = stronger
    text = _alone(links, "last")
    assert "> 7" in text
    judgement = combined(kernel, links, "last", known).judgement
    assert judgement.word is Word.REFUSED


@pytest.mark.bulk
@needs_coq
def test_a_hypothesis_that_no_claim_says_is_refused_by_coq(kernel: Coq) -> None:
    text = _alone(json.loads(small()[0]), "last")
    judged = theorem(kernel, text, "last", _listed(text))
    assert judged.word is Word.ACCEPTED, judged.reason
    stronger = re.sub(r"(Lemma step_last_0 : .*)\.$", r"\1 /\\ 0 = 1.", text, flags=re.MULTILINE)
    assert stronger != text
    assert theorem(kernel, stronger, "last", _listed(text)).word is Word.REFUSED


@needs_coq
def test_a_premise_that_is_removed_is_missed_by_coq(kernel: Coq) -> None:
    text = _alone(json.loads(small()[0]), "last")
    without = re.sub(r"(Axiom by_hand_last_1 : )claim_textbook -> ", r"\1", text)
    assert without != text
    assert theorem(kernel, without, "last", _listed(text)).word is Word.REFUSED
    gone = re.sub(r"^Axiom by_hand_last_1 .*\n", "", text, flags=re.MULTILINE)
    assert theorem(kernel, gone, "last", _listed(text)).word is Word.REFUSED


@pytest.mark.bulk
@needs_coq
def test_an_axiom_that_is_not_listed_or_not_used_is_told(kernel: Coq) -> None:
    links, known = map(json.loads, small())
    link = of(
        links, "last"
    )  # its hypothesis is nobody's: rechain refuses that, and so does Coq's list
    link["premises"].pop()
    found = combined(kernel, links, "last", known)
    assert found.judgement.word is Word.REFUSED
    assert found.judgement.reason == "it rests on given_last_1"
    text = _alone(json.loads(small()[0]), "last")
    more = (*_listed(text), *_listed("Axiom never_used : True."))
    judged = theorem(kernel, text, "last", more)
    assert judged.word is Word.REFUSED
    assert judged.reason == "Coq does not list never_used, on which it is said to rest"


def _alone(links: Any, root: str) -> str:
    """Return the file of a chain with what the certificates prove as axioms, to be quick."""
    files = {
        link["id"]: "alone"
        for link in links["links"]
        if link["statement"] and link["statement"]["says"][0] != "asserted"
    }
    text = chain_file(links, root, files).replace("From TwoStage Require alone.\n", "")
    return re.sub(r"Definition (proved_\S+) : (\S+) := .*", r"Axiom \1 : \2.", text)


def _declared(text: str) -> set[str]:
    return set(re.findall(r"^(?:Axiom|Parameter) (\S+) :", text, re.MULTILINE))


def _listed(text: str) -> tuple[Assumption, ...]:
    names = sorted(_declared(text) | (AXIOMS if "Theorem" in text else set()))
    return tuple(Assumption(name, "open") for name in names)


# -- the chains of the paper ---------------------------------------------------------------------------


@cache
def _paper() -> str:
    results = {}
    for link in chain("thm-3.i", CLAIMS):
        word = Evidence.CITED if link.claim.cites else Evidence.PROVED
        outcome = Outcome(Verdict.HOLDS, word)
        results[link.claim.id] = Result(link.claim, outcome, None, True, None, 0.0)
    return json.dumps(chain_data(results))


@pytest.mark.parametrize("root", ROOTS)
def test_the_file_declares_what_the_report_lists(root: str) -> None:
    links = json.loads(_paper())
    text = _alone(links, root)
    listed = {one.name for one in assumed(links, root)}
    certificates = set(re.findall(r"^Axiom (proved_\S+) :", text, re.MULTILINE))
    assert _declared(text) - certificates == listed - AXIOMS
    assert len(certificates) > 20 or root == "prop-1"


def test_the_table_counts_every_assumption_once() -> None:
    listed = assumed(json.loads(_paper()), "thm-1")
    assert sum(number for _, number, _ in grouped(listed)) == len(listed)
    by_hand = {(one.link, one.number) for one in listed if one.kind == "by hand"}
    found = check(json.loads(_paper()), _Any(json.loads(_paper())))
    uses = {one.link for one in listed}
    assert by_hand == {(p.link, p.given) for p in found if p.how == "hand" and p.link in uses}


class _Any(dict[str, Any]):
    """Certificates of the statements as they are."""

    def __init__(self, links: Any) -> None:
        super().__init__(
            (link["id"], {"hash": link["hash"], "statement": link["statement"]})
            for link in links["links"]
        )


def test_a_chain_that_is_not_there_or_does_not_fit_is_refused() -> None:
    links = json.loads(small()[0])
    with pytest.raises(NotCombined, match="no claim nothing"):
        chain_file(links, "nothing", {})
    with pytest.raises(NotCombined, match="closed has no certificate"):
        chain_file(links, "last", {})
    other = copy.deepcopy(links)
    of(other, "last")["statement"]["given"][0] = ["=", ["n", "0"], ["n", "1"]]
    with pytest.raises(NotCombined, match="no claim says hypothesis 0 of last"):
        assumed(other, "last")


def test_claims_with_like_names_and_comments_do_not_meet() -> None:
    assert comment('"(*" and "*)"') == "(* '( *' and '* )' *)"


@needs_coq
def test_the_command_prints_the_table_and_exits_with_0(tmp_path: Path) -> None:
    assert (
        "--chain needs --coq" in CliRunner().invoke(main, ["recheck", ".", "--chain", "x"]).stderr
    )
    folder = _folder(tmp_path)
    result = CliRunner().invoke(main, ["recheck", str(folder), "--coq", "--chain", "prop-2.totals"])
    assert "Coq accepts prop-2.totals from 1 certificates" in result.stdout
    assert "axioms of Coq's real numbers" in result.stdout
    unknown = CliRunner().invoke(main, ["recheck", str(folder), "--coq", "--chain", "nothing"])
    assert unknown.exit_code == 2
    assert "the folder has no claim nothing" in unknown.stderr


def _folder(path: Path) -> Path:
    one = CLAIMS["prop-2.totals"]
    outcome = Outcome(Verdict.HOLDS, Evidence.PROVED, certificate=certificate(one.proved))
    data = {"id": one.id, "printed": {"verdict": "HOLDS", "evidence": "PROVED"}, "corrected": None}
    results = {one.id: Result(one, outcome, None, True, None, 0.0)}
    write(results, json.dumps({"claims": [data]}), path)
    return path
