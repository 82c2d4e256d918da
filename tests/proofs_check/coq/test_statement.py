"""The theorem that Coq judges is the statement of the certificate, whatever its names are."""

import re
from typing import Any

import pytest

from proofs_check.coq.names import Identifiers, readable
from proofs_check.coq.statement import Theorem
from proofs_check.coq.trees import NotTranslated, expanded, normal
from proofs_check.recheck import normal as normal_of_the_checker

HOSTILE = [
    "Qed",
    "x. Axiom f : False. (*",
    "*)",
    "R",
    "forall",
    "u",
    "κ",
    "q_bar",
    "q bar",
    "",
    "9",
]


def v(name: str) -> Any:
    return ["v", name]


STATEMENT = {
    "sets": [["X", "inhabited"], ["Z", "finite"]],
    "symbols": [["q", "positive"], ["n", "integer", "nonzero"]],
    "labels": [["x", "X"]],
    "functions": [["phi", "Z"], ["s", "X", "real"]],
    "where": [["p", ["/", v("q"), ["+", v("n"), ["n", "-1/2"]]]]],
    "given": [["forall", "z", "Z", [">", ["f", "phi", v("z")], ["n", "0"]]]],
    "says": [
        "or",
        ["<=", ["f", "s", v("x"), v("p")], ["sum", "y", "X", ["^", v("q"), ["n", "2"]], v("x")]],
        [
            "not",
            [
                "=",
                ["d", ["sum", "z", "Z", ["u", 0, 0, v("q"), v("n"), v("x"), v("z")]], "q"],
                ["^", v("q"), ["n", "1/2"]],
            ],
        ],
    ],
}


def test_a_theorem_says_all_that_a_statement_says() -> None:
    assert Theorem(STATEMENT).text("holds") == [
        "Theorem holds :",
        "  forall X_1 Z_2 : finset,",
        "  inhabited X_1 ->",
        "  forall q_3 : R,",
        "  forall n_4 : R,",
        "  forall x_5 : X_1,",
        "  forall phi_6 : Z_2 -> R,",
        "  forall s_7 : X_1 -> R -> R,",
        "  forall u : nat -> nat -> X_1 -> Z_2 -> R -> R -> R,",
        "  integer n_4 ->",
        "  forall D0 : R,",
        "  (forall z_8 : Z_2, differentiable (u 0%nat 0%nat x_5 z_8) q_3 n_4 "
        "(u 1%nat 0%nat x_5 z_8 q_3 n_4) (u 0%nat 1%nat x_5 z_8 q_3 n_4)) ->",
        "  (derivable_pt_lim (fun q_3 : R => (Sum Z_2 (fun z_8 : Z_2 => "
        "(u 0%nat 0%nat x_5 z_8 q_3 n_4)))) q_3 (D0)) ->",
        "  (forall p_9 : R, p_9 = (q_3 / (n_4 + (-1 / 2))) ->",
        "  (q_3 > 0) ->",
        "  (n_4 <> 0) ->",
        "  (forall z_8 : Z_2, ((phi_6 z_8) > 0)) ->",
        "  (((s_7 x_5 (q_3 / (n_4 + (-1 / 2)))) <= "
        "(SumWithout X_1 (fun y_10 : X_1 => (q_3 ^ 2)) x_5)) \\/ (~ (D0 = (power q_3 (1 / 2)))))).",
    ]


def test_what_reaches_coq_of_a_name_is_an_identifier_of_its_own() -> None:
    identifiers = Identifiers()
    given = [identifiers[name] for name in HOSTILE] + [identifiers.of_set(name) for name in HOSTILE]
    assert len(set(given)) == 2 * len(HOSTILE)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*_[0-9]+", identifier) for identifier in given)
    assert given == [identifiers[name] for name in HOSTILE] + [
        identifiers.of_set(name) for name in HOSTILE
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_name_reaches_a_theorem(name: str) -> None:
    statement = {
        "sets": [[name, "finite"]],
        "symbols": [[name]],
        "labels": [],
        "functions": [],
        "where": [],
        "given": [],
        "says": ["forall", f"{name}'", name, ["=", v(name), v(name)]],
    }
    text = " ".join(Theorem(statement).text("holds"))
    assert set(text) <= set("()=:,._ ->") | {c for c in text if c.isascii() and c.isalnum()}
    assert "Axiom f" not in text
    assert "*" not in text


def test_names_stay_readable() -> None:
    assert readable("q_bar") == "q_bar"
    assert readable("x" * 100) == "x" * 40


PROPOSITIONS = [
    ["=", v("a"), v("b")],
    ["same sign", v("a"), v("b")],
    ["not", ["and", ["<", v("a"), v("b")], ["or"], ["!=", v("a"), v("b")]]],
    ["iff", [">", v("a"), v("b")], ["implies", ["<=", v("a"), v("b")], [">=", v("b"), v("a")]]],
    ["forall", "x", "X", ["exists", ["t", "s"], ["=", v("t"), v("s")]]],
]


def listed(t: Any) -> Any:
    return [listed(part) for part in t] if isinstance(t, tuple) else t


def frozen(t: Any) -> Any:
    return tuple(map(frozen, t)) if isinstance(t, list) else t


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("p", PROPOSITIONS)
def test_normal_forms_are_those_of_the_checker(p: Any, holds: bool) -> None:
    assert normal(p, holds) == listed(normal_of_the_checker(frozen(p), holds))


def test_abbreviations_are_put_in_and_negative_powers_become_quotients() -> None:
    where = {"p": ["+", v("a"), ["n", "1"]]}
    assert expanded(["^", v("p"), ["n", "-2"]], where) == [
        "/",
        ["n", "1"],
        ["^", where["p"], ["n", "2"]],
    ]
    assert expanded(["^", v("p"), ["n", "0"]], where) == ["n", "1"]
    assert expanded(["exists", ["v", "n"], ["=", v("p"), v("n")]], where)[1] == ["v", "n"]


def test_abbreviations_that_double_at_each_step_are_given_up() -> None:
    where = [
        ["a0", v("q")],
        *([f"a{i}", ["*", v(f"a{i - 1}"), v(f"a{i - 1}")]] for i in range(1, 60)),
    ]
    with pytest.raises(NotTranslated, match="more than 200000 nodes"):
        Theorem({**STATEMENT, "where": where})
