"""The second checker: what claims use of one another, literally; a link that says more is refused."""

from __future__ import annotations

import ast
import copy
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from proofs_check import rechain
from proofs_check.claims.chain import chain
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper import CLAIMS
from proofs_check.rechain import Refused, check, digest
from proofs_check.verifying.chaining import chain_data
from proofs_check.verifying.result import Result

SOURCE = Path(rechain.__file__)


@cache
def _text() -> str:
    """Return the chain of Theorem 3 (i) as it is where every claim holds as well as it does."""
    results = {}
    for link in chain("thm-3.i", CLAIMS):
        claim = link.claim
        known = Outcome(Verdict.HOLDS, Evidence.CITED if claim.cites else Evidence.PROVED)
        results[claim.id] = Result(claim, known, None, True, None, 0.0)
    return json.dumps(chain_data(results))


def data() -> Any:
    return json.loads(_text())


def certificates(links: Any) -> dict[str, Any]:
    """Return certificates of the statements as they are, without the proofs, which are not read."""
    return {
        link["id"]: {"hash": link["hash"], "statement": link["statement"]}
        for link in links["links"]
    }


def of(links: Any, id_: str) -> Any:
    return next(link for link in links["links"] if link["id"] == id_)


def test_the_checker_is_short_and_needs_the_standard_library_alone() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    imported = {
        (n.names[0].name if isinstance(n, ast.Import) else n.module or "").split(".")[0]
        for n in ast.walk(ast.parse(text))
        if isinstance(n, ast.Import | ast.ImportFrom)
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_chain_of_theorem_3_is_accepted_and_says_what_readers_compared() -> None:
    found = check(data(), certificates(data()))
    said = {(p.link, p.claims[0]): p.how for p in found}
    assert said["thm-1", "eq-27"] == "conclusion"
    assert said["sec-2.3.reveals", "eq-24"] == "conclusion"
    assert said["eq-26", "sec-3.2.sigma-prime"] == "conclusion"
    assert said["prop-2", "prop-2.maximum-theorem"] == "theorem"
    assert said["thm-3.i", "thm-1"] == "hand"


STRENGTHENED = sorted(
    {p.link for p in check(json.loads(_text()), certificates(json.loads(_text())))}
)


def _stronger(t: Any) -> Any:
    """Return a tree that says more: weak inequalities strict, "from some N on" for every N."""
    if not isinstance(t, list):
        return t
    if t[0] in ("<=", ">=") and len(t) == 3:
        return [t[0][0], *t[1:]]
    if t[0] == "implies" and t[1][0] == ">=":
        return _stronger(t[2])
    return [_stronger(part) for part in t]


@pytest.mark.parametrize("id_", STRENGTHENED)
@pytest.mark.parametrize("sealed", [False, True])
def test_a_link_whose_conclusion_is_strengthened_is_refused(id_: str, sealed: bool) -> None:
    links = data()
    known = certificates(links)
    link = of(links, id_)
    says = link["statement"]["says"]
    link["statement"]["says"] = ["and", says, _stronger(says)]
    if sealed:  # its own hash put right, too
        link["hash"] = digest(link["statement"])
    with pytest.raises(Refused, match=id_):
        check(links, known)


@pytest.mark.parametrize("user", ["thm-1", "sec-2.3.reveals", "eq-26", "prop-1.first-order"])
def test_a_premise_that_is_not_literally_what_the_claim_says_is_refused(user: str) -> None:
    links = data()
    link = of(links, user)
    premise = next(p for p in link["premises"] if p["as"] == "conclusion")
    given = link["statement"]["given"]
    given[premise["given"]] = ["and", given[premise["given"]], ["=", ["n", "0"], ["n", "1"]]]
    link["hash"] = digest(link["statement"])
    with pytest.raises(Refused, match="is not what"):
        check(links, certificates(links))


def test_a_limit_is_not_used_as_a_uniform_one() -> None:
    links = data()
    link = of(links, "thm-1")
    k = next(p["given"] for p in link["premises"] if p["of"][0]["id"] == "eq-27")
    text = json.dumps(link["statement"]["given"][k])
    # "for x, x-bar there is a t" becomes "there is a t for all x, x-bar"
    start = text.index('["forall", "x", "X", ["forall", "x_bar", "X", ["exists", ["t_27"], ')
    body = text[start:].removeprefix(
        '["forall", "x", "X", ["forall", "x_bar", "X", ["exists", ["t_27"], '
    )
    end = body.index("]]]")  # only the order of the binders matters
    assert end > 0
    uniform = (
        text[:start] + '["exists", ["t_27"], ["forall", "x", "X", ["forall", "x_bar", "X", ' + body
    )
    link["statement"]["given"][k] = json.loads(uniform)
    link["hash"] = digest(link["statement"])
    with pytest.raises(Refused, match="thm-1: hypothesis 1 is not what eq-27"):
        check(links, certificates(links))


def test_what_a_link_does_not_use_does_not_show_its_hypotheses() -> None:
    links = data()
    of(links, "thm-1")["uses"].remove("eq-27")
    with pytest.raises(Refused, match="does not use eq-27"):
        check(links, certificates(links))


def test_a_link_before_what_it_uses_is_refused() -> None:
    links = data()
    links["links"].reverse()
    with pytest.raises(Refused, match="does not stand before it"):
        check(links, certificates(links))


def test_the_hash_of_another_statement_is_refused() -> None:
    links = data()
    of(links, "thm-1")["premises"][0]["of"][0]["hash"] = "0" * 64
    with pytest.raises(Refused, match="by the hash of another statement"):
        check(links, certificates(links))


def test_a_proof_needs_its_certificate_and_a_theorem_its_name() -> None:
    links, known = data(), certificates(data())
    del known["eq-26"]
    with pytest.raises(Refused, match="eq-26 has no certificate"):
        check(links, known)
    links = data()
    of(links, "prop-1")["theorem"] = "it is well known"
    with pytest.raises(Refused, match="prop-1 cites what is no theorem"):
        check(links, certificates(links))


def test_a_hypothesis_of_nobody_is_refused() -> None:
    links = data()
    link = of(links, "thm-1")
    link["premises"].pop()
    with pytest.raises(Refused, match="not every hypothesis is told once"):
        check(links, certificates(links))


def test_names_of_other_kinds_are_not_literally_the_same() -> None:
    links = data()
    link = of(links, "sec-2.3.reveals")
    function = next(row for row in link["statement"]["functions"] if row[0] == "makes")
    function[1:] = ["X", "range of i"]
    link["hash"] = digest(copy.deepcopy(link["statement"]))
    with pytest.raises(Refused, match="is not what eq-24"):
        check(links, certificates(links))


def test_every_theorem_that_a_claim_cites_is_on_the_list() -> None:
    cited = [claim.cites for claim in CLAIMS.values() if claim.cites]
    assert all(any(c.startswith(t) for t in rechain.THEOREMS) for c in cited)
    assert all(any(c.startswith(t) for c in cited) for t in rechain.THEOREMS)
