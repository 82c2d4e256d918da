"""What the checker keeps from a state for those that extend it: no less than a fresh reading, and no more."""

from typing import Any

import pytest

from proofs_check.engines.certificates import certificate, sealed
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Checker, Rejected, Scope, State, check

A, ONE, ZERO = ["v", "a"], ["n", "1"], ["n", "0"]
EVERY_WAY = ("lemma-1.case-i.gamma", "eq-23", "prop-2.price-high")


def proof_of(says: Any, given: Any, proof: Any, **tables: Any) -> dict[str, Any]:
    statement = {
        "sets": [],
        "symbols": [["a"]],
        "labels": [],
        "functions": [],
        **tables,
        "where": [],
        "given": given,
        "says": says,
    }
    return sealed(statement, proof)


def afresh(checker: Checker, state: State) -> tuple[Any, Any]:
    """Read all facts of a state again, from none, and give back what was known before."""
    kept = checker.known, checker.values
    nothing = State(Scope())
    checker.path, checker.state = [(nothing, {}, {}, set())], nothing
    checker.enter(state)
    return kept


@pytest.mark.parametrize("id_", EVERY_WAY)
def test_a_path_knows_what_a_fresh_reading_of_its_facts_knows(
    id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = certificate(CLAIMS[id_].standing)
    assert proof is not None
    plainly, read = Checker.by, 0

    def by(self: Checker, combination: Any) -> None:
        nonlocal read
        state, path = self.state, list(self.path)
        known, values = afresh(self, state)
        assert values == self.values
        assert all(known[key] >= says for key, says in self.known.items())
        assert all(self.about(key) >= says for key, says in list(known.items()))
        read += len(state.facts)
        self.path, (self.state, self.known, self.values, self.whole) = path, path[-1]
        plainly(self, combination)

    monkeypatch.setattr(Checker, "by", by)
    check(proof)
    assert read > 0


def test_what_one_alternative_says_is_not_known_in_the_next() -> None:
    one_of_two = ["or", [">", A, ZERO], ["<", A, ZERO]]
    first = ["by", [[ONE, 1], [ONE, 2]]]
    with pytest.raises(Rejected, match="no contradiction"):
        check(proof_of([">", A, ZERO], [one_of_two], ["cases", 0, first, ["by", [[ONE, 1]]]]))


def test_what_is_known_of_a_named_element_is_not_known_where_it_has_no_name() -> None:
    given = [
        ["not", ["forall", "n", "E", ["or"]]],  # E has an element
        ["or", ["and"], ["and"]],
        ["forall", "n", "E", ["and", [">", A, ZERO], [">", ["f", "e", ["v", "n"]], ZERO]]],
    ]
    tables = {"sets": [["E", "finite"]], "functions": [["e", "E"]]}
    first, second = (["some", 0, m, ["by", [[["f", "e", ["v", m]], 3]]]] for m in ("m", "k"))
    says = [">", A, ["n", "-1"]]
    check(proof_of(says, given, ["cases", 1, first, second], **tables))
    with pytest.raises(Rejected, match="no contradiction"):
        check(proof_of(says, given, ["cases", 1, first, ["by", [[ONE, 3]]]], **tables))
