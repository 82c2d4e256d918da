"""What people type for a claim finds it, or what it may be."""

import json

import pytest
from click.testing import CliRunner

from proofs_check.answers.claim_names import sources
from proofs_check.cli import main
from proofs_check.paper import CLAIMS
from proofs_check.places.naming import meant

MEANT = {
    "lemma1": "lemma-1",
    "Lemma 1": "lemma-1",
    "LEMMA-1": "lemma-1",
    " lemma 1 ": "lemma-1",
    "20": "eq-20",
    "(20)": "eq-20",
    "eq20": "eq-20",
    "Eq. (20)": "eq-20",
    "equation 20": "eq-20",
    "eq_20": "eq-20",
    "thm1": "thm-1",
    "Theorem 1": "thm-1",
    "Theorem II": "thm-2",
    "theorem two": "thm-2",
    "Lemma One": "lemma-1",
    "Thm. 3 (i)": "thm-3.i",
    "Theorem 3(ii)": "thm-3.ii",
    "prop 2": "prop-2",
    "Claim 3 of Theorem 2": "thm-2.claim-3",
    "Theorem 2, Claim 3": "thm-2.claim-3",
    "footnote 7": "fn-7",
    "Proposition 1, continuity": "prop-1.continuity",
    "entry fee": "sec-6.entry-fee",
}
PROPOSED = {
    "fn6": "fn-6.probability",
    "claim 3": "thm-2.claim-3",
    "lema-1": "lemma-1",
    "thm-1.clam-1": "thm-1.claim-1",
    "A1": "sec-4.A1",
    "bound price": "thm-2.claim-3.bound-price",
    "41": "thm-2.claim-4.clearing",
    "thm-2.claim-1": "thm-2.claim-1a",
    "§ 4": "sec-4.A1",
}


@pytest.mark.parametrize("text", MEANT)
def test_a_name_finds_the_claim_that_is_meant(text: str) -> None:
    assert meant(text, sources()) == (MEANT[text], ())


@pytest.mark.parametrize("text", PROPOSED)
def test_a_name_that_may_mean_several_proposes_them(text: str) -> None:
    found, others = meant(text, sources())
    assert found is None
    assert PROPOSED[text] in others


@pytest.mark.parametrize("text", ["xyzzy", "", "theorem", "Theorem 4", "$x^$", "[a]", "9" * 500])
def test_what_names_nothing_means_nothing(text: str) -> None:
    assert meant(text, sources())[0] is None


def test_every_id_means_itself() -> None:
    assert all(meant(id_, sources()) == (id_, ()) for id_ in CLAIMS)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.bulk
def test_verify_runs_what_is_meant_and_says_what_that_is() -> None:
    status, out, err = run("verify", "lemma1", "--economies", "0", "--json")
    assert status == 0
    assert "lemma-1" in {c["id"] for c in json.loads(out)["claims"]}
    assert err.startswith("lemma1: lemma-1, ")


@pytest.mark.parametrize("command", ["verify", "engines", "hunt", "derive"])
def test_every_command_proposes_in_one_sentence(command: str) -> None:
    folder = ["--out", "unused"] if command == "derive" else []
    status, out, err = run(command, "lema-1", *folder)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "lemma-1" in err


def test_the_list_has_every_claim_with_title_and_place_and_checks_none() -> None:
    status, out, _ = run("verify", "--list", "--json")
    assert status == 0
    rows = json.loads(out)["claims"]
    assert [r["id"] for r in rows] == list(CLAIMS)
    assert rows[0] == {
        "id": rows[0]["id"],
        "title": CLAIMS[rows[0]["id"]].title,
        "source": CLAIMS[rows[0]["id"]].source,
    }
    assert f"{len(CLAIMS)} claims" in run("verify", "--list")[1]


@pytest.mark.parametrize(
    ("place", "inside", "outside"),
    [
        ("Theorem 1", "thm-1.claim-1", "thm-2"),
        ("20", "eq-20", "eq-14"),
        ("section 3.1", "sec-3.1.walras", "sec-4.A1"),
        ("section 3", "sec-3.1.walras", "sec-4.A1"),
        ("Claim 3 of Theorem 2", "thm-2.claim-3.D", "thm-2.claim-2"),
        ("footnote 6", "fn-6.notation", "fn-7"),
        ("abstract", "abstract.almost-efficient", "thm-3"),
    ],
)
def test_a_place_lists_its_claims(place: str, inside: str, outside: str) -> None:
    status, out, _ = run("verify", "--place", place, "--json")
    ids = {row["id"] for row in json.loads(out)["claims"]}
    assert status == 0
    assert inside in ids
    assert outside not in ids


def test_a_place_that_is_none_is_one_sentence() -> None:
    status, out, err = run("verify", "--place", "Theorem 9")
    assert (status, out) == (2, "")
    assert "must be a place of the paper" in err
