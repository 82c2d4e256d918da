"""Coq accepts hand-made certificates, and refuses false statements with the same proofs."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proofs_check.coq import kernel as kernel_module
from proofs_check.coq.branches import STEPS
from proofs_check.coq.file import BEGINNING, coq_file
from proofs_check.coq.kernel import AXIOMS, FILES, Coq, Word, coq, rests_on
from proofs_check.coq.statement import Theorem
from proofs_check.coq.trees import NotTranslated
from proofs_check.recheck import Rejected, check
from tests.bulk import leading
from tests.programs import needs_coq

Tree = Any


def v(name: str) -> Tree:
    return ["v", name]


def n(value: object) -> Tree:
    return ["n", str(value)]


ONE, ZERO = n(1), n(0)


def by(*facts: Any) -> Tree:
    """Add up facts, each with the multiplier 1 or one that is given."""
    return ["by", [[ONE, k] if isinstance(k, int) else [k[1], k[0]] for k in facts]]


def certificate(says: Tree, proof: Tree, **parts: Any) -> dict[str, Any]:
    names = ("sets", "symbols", "labels", "functions", "where", "given")
    statement = {"says": says, **{name: list(map(list, parts.get(name, ()))) for name in names}}
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"format": 2, "hash": digest, "statement": statement, "proof": proof}


def total(body: Tree, name: str = "x") -> Tree:
    return ["sum", name, "X", body]


A, B, C = v("a"), v("b"), v("c")
SET = {"sets": [("X", "finite")]}
G = {**SET, "functions": [("g", "X"), ("w", "X")], "labels": [("e", "X"), ("k", "X")]}


def g(name: str) -> Tree:
    return ["f", "g", v(name)]


def w(name: str) -> Tree:
    return ["f", "w", v(name)]


HALF, MINUS = n("1/2"), n(-1)
U = ["*", v("q"), ["f", "h", v("x"), v("z")]]

BY_ROWS = ["sum", "x", "X", ["sum", "z", "Z", ["f", "g", v("x"), v("z")]]]
BY_COLUMNS = ["sum", "z", "Z", ["sum", "x", "X", ["f", "g", v("x"), v("z")]]]

# What is said, the proof, the declarations, and a false statement that it does not prove
MADE: dict[str, tuple[Tree, Tree, dict[str, Any], Tree]] = {
    "by": (
        [">", ["+", A, ONE], ZERO],
        by(1),
        {"symbols": [("a", "positive")]},
        [">", ["+", A, MINUS], ZERO],
    ),
    "split": (
        [">=", ["^", A, n(2)], ZERO],
        ["split", [">", A, ZERO], by(0), ["split", ["<", A, ZERO], by(0), by(0)]],
        {"symbols": [("a",)]},
        [">=", ["^", A, n(3)], ZERO],
    ),
    "cases": (
        [">", ["*", A, B], ZERO],
        ["cases", 0, by(2), by(1, (3, MINUS)), by(2)],
        {"symbols": [("a",), ("b",)], "given": [["same sign", A, B], ["!=", A, ZERO]]},
        ["<", ["*", A, B], ZERO],
    ),
    "sides": (
        [">", ["^", A, n(2)], ZERO],
        ["cases", 0, by(1), by(1)],
        {"symbols": [("a",)], "given": [["!=", A, ZERO]]},
        [">", ["^", A, n(3)], ZERO],
    ),
    "at": (
        [">", g("e"), ZERO],
        ["at", 0, v("e"), by(1, 2)],
        {**G, "given": [["forall", "x", "X", ["=", g("x"), n(2)]]]},
        [">", g("e"), n(2)],
    ),
    "some": (
        ["forall", "x", "X", [">", ["+", g("x"), ONE], ZERO]],
        ["some", 1, "y", ["at", 0, v("y"), by(2, 3)]],
        {**G, "given": [["forall", "x", "X", [">=", g("x"), ZERO]]]},
        ["forall", "x", "X", [">", g("x"), ZERO]],
    ),
    "term": (
        [">=", total(["^", g("x"), n(2)]), ZERO],
        ["term", 0, "y", ["square", g("y"), by(1, 2)]],
        G,
        [">=", total(["^", g("x"), n(3)]), ZERO],
    ),
    "term of an inhabited set": (
        [">", total(g("x")), ZERO],
        ["term", 1, "y", ["at", 0, v("y"), by(2, 3)]],
        {
            "sets": [("X", "inhabited")],
            "functions": [("g", "X")],
            "given": [["forall", "x", "X", [">", g("x"), ZERO]]],
        },
        [">", total(["+", g("x"), MINUS]), ZERO],
    ),
    "weights": (
        [">", total(["*", w("x"), g("x")]), ZERO],
        ["term", 3, "y", 2, ["at", 0, v("y"), ["at", 1, v("y"), ["cases", 4, by(8), by(7)]]]],
        {
            **G,
            "given": [
                ["forall", "x", "X", [">=", w("x"), ZERO]],
                ["forall", "x", "X", [">", g("x"), ZERO]],
                [">", total(w("x")), ZERO],
            ],
        },
        ["<", total(["*", w("x"), g("x")]), ZERO],
    ),
    "put": (
        ["exists", ["t"], ["and", [">", v("t"), A], ["<", v("t"), ["+", A, ONE]]]],
        ["put", 0, [["+", A, HALF]], ["cases", 1, by(2), by(2)]],
        {"symbols": [("a",)]},
        ["exists", ["t"], ["and", [">", v("t"), A], ["<", v("t"), A]]],
    ),
    "absolute value": (
        [">=", ["abs", A], ZERO],
        ["means", ["abs", A], ["cases", 1, by(0, 3, 2), by(0, 3, 2)]],
        {"symbols": [("a",)]},
        [">=", ["abs", A], ONE],
    ),
    "sign": (
        ["<=", ["sign", A], ONE],
        [
            "means",
            ["sign", A],
            ["cases", 1, by(0, (3, MINUS)), by(0, (3, MINUS)), by(0, (3, MINUS))],
        ],
        {"symbols": [("a",)]},
        ["<=", ["sign", A], ZERO],
    ),
    "maximum": (
        [">=", ["max", A, B, C], B],
        ["means", ["max", A, B, C], by(0, 2)],
        {"symbols": [("a",), ("b",), ("c",)]},
        ["<=", ["max", A, B, C], B],
    ),
    "minimum": (
        ["<=", ["min", A, B, C], C],
        ["means", ["min", A, B, C], by(0, 3)],
        {"symbols": [("a",), ("b",), ("c",)]},
        [">=", ["min", A, B, C], C],
    ),
    "exponential": (
        [">", ["exp", A], A],
        ["means", ["exp", A], by(0, 2)],
        {"symbols": [("a",)]},
        [">", ["exp", A], ["+", A, ONE]],
    ),
    "logarithm": (
        ["<=", ["log", A], ["+", A, MINUS]],
        ["means", ["log", A], by(1, 2)],
        {"symbols": [("a", "positive")]},
        ["<", ["log", A], ["+", A, MINUS]],
    ),
    "root": (
        ["=", ["*", ["^", A, HALF], ["^", A, HALF]], A],
        ["means", ["^", A, HALF], by(1, (3, MINUS))],
        {"symbols": [("a", "nonnegative")]},
        ["=", ["*", ["^", A, HALF], ["^", A, n("1/3")]], A],
    ),
    "root with a minus sign": (
        ["=", ["^", ["^", A, n("-3/2")], n(2)], ["^", A, n(-3)]],
        ["means", ["^", A, n("-3/2")], by(1, (3, MINUS))],
        {"symbols": [("a", "positive")]},
        ["=", ["^", ["^", A, n("-3/2")], n(2)], ["^", A, n(3)]],
    ),
    "power": (
        [">", ["^", A, B], ZERO],
        ["means", ["^", A, B], by(1, 2)],
        {"symbols": [("a", "positive"), ("b",)]},
        [">", ["^", A, B], ONE],
    ),
    "elements": (
        ["or", ["=", v("e"), v("k")], ["!=", v("k"), v("e")]],
        by(0, 1),
        G,
        ["or", ["=", v("e"), v("k")], ["=", v("k"), v("e")]],
    ),
    "sum without an element": (
        ["=", ["+", [*total(g("x")), v("e")], g("e")], total(g("x"))],
        by(0),
        G,
        ["=", ["+", [*total(g("x")), v("e")], g("k")], total(g("x"))],
    ),
    "sum in a sum": (
        ["=", total(["sum", "y", "X", ["*", g("x"), g("y")]]), ["^", total(g("x")), n(2)]],
        by(0),
        G,
        ["=", total(["sum", "y", "X", ["*", g("x"), g("x")]]), ["^", total(g("x")), n(2)]],
    ),
    "sum of quotients": (
        ["=", total(["/", ["*", A, g("x")], w("x")]), ["*", A, total(["/", g("x"), w("x")])]],
        by(1),
        {**G, "symbols": [("a",)], "given": [["forall", "x", "X", [">", w("x"), ZERO]]]},
        ["=", total(["/", ["*", A, g("x")], w("x")]), ["*", A, total(["/", w("x"), g("x")])]],
    ),
    "product": (
        [
            "=",
            ["prod", "x", "X", ["+", g("x"), w("x")]],
            ["prod", "y", "X", ["+", w("y"), g("y")]],
        ],
        by(0),
        G,
        ["=", ["prod", "x", "X", ["+", g("x"), w("x")]], ["prod", "y", "X", ["+", w("y"), ONE]]],
    ),
    "derivative of a logarithm": (
        ["=", ["d", ["*", A, ["log", ["*", n(2), A]]], "a"], ["+", ["log", ["*", n(2), A]], ONE]],
        by(1),
        {"symbols": [("a", "positive")]},
        ["=", ["d", ["*", A, ["log", ["*", n(2), A]]], "a"], ["+", ["log", ["*", n(2), A]], n(2)]],
    ),
    "derivative of a power": (
        ["=", ["d", ["^", A, B], "a"], ["/", ["*", B, ["^", A, B]], A]],
        by(1),
        {"symbols": [("a", "positive"), ("b",)]},
        ["=", ["d", ["^", A, B], "a"], ["*", B, ["^", A, B]]],
    ),
    "derivative of an exponential": (
        [
            "=",
            ["d", ["exp", ["^", A, n(3)]], "a"],
            ["*", n(3), ["^", A, n(2)], ["exp", ["^", A, n(3)]]],
        ],
        by(0),
        {"symbols": [("a",)]},
        ["=", ["d", ["exp", ["^", A, n(3)]], "a"], ["*", n(3), A, ["exp", ["^", A, n(3)]]]],
    ),
    "derivative of a quotient": (
        ["=", ["d", ["/", A, ["+", A, ONE]], "a"], ["/", ONE, ["^", ["+", A, ONE], n(2)]]],
        by(1),
        {"symbols": [("a", "positive")]},
        ["=", ["d", ["/", A, ["+", A, ONE]], "a"], ["/", ONE, ["+", A, ONE]]],
    ),
    "derivative of utility in a sum": (
        [
            "forall",
            "z",
            "Z",
            [
                "=",
                ["d", [*total(["u", 0, 0, U, v("r"), v("x"), v("z")]), v("e")], "q"],
                [
                    *total(
                        ["*", ["f", "h", v("x"), v("z")], ["u", 1, 0, U, v("r"), v("x"), v("z")]]
                    ),
                    v("e"),
                ],
            ],
        ],
        ["some", 0, "y", by(1)],
        {
            "sets": [("X", "finite"), ("Z", "finite")],
            "symbols": [("q",), ("r",)],
            "labels": [("e", "X")],
            "functions": [("h", "X", "Z")],
        },
        [
            "forall",
            "z",
            "Z",
            [
                "=",
                ["d", [*total(["u", 0, 0, U, v("r"), v("x"), v("z")]), v("e")], "q"],
                [
                    *total(
                        ["*", ["f", "h", v("x"), v("z")], ["u", 0, 1, U, v("r"), v("x"), v("z")]]
                    ),
                    v("e"),
                ],
            ],
        ],
    ),
    "for all of two sets": (
        [">", ["/", ONE, ["f", "h", v("e"), v("m")]], ZERO],
        by(1),
        {
            "sets": [("X", "finite"), ("Z", "finite")],
            "labels": [("e", "X"), ("m", "Z")],
            "functions": [("h", "X", "Z")],
            "given": [
                [
                    "forall",
                    "x",
                    "X",
                    ["forall", "z", "Z", ["and", [">", ["f", "h", v("x"), v("z")], ZERO]]],
                ]
            ],
        },
        [">", ["/", ONE, ["f", "h", v("e"), v("m")]], ONE],
    ),
    "abbreviations": (
        [">", C, ZERO],
        by(1),
        {
            "symbols": [("a", "positive")],
            "where": [("b", ["+", A, ONE]), ("c", ["*", B, ["^", A, n(-1)], ["d", A, "a"]])],
        },
        [">", C, n(2)],
    ),
    "if and only if": (
        ["iff", [">", A, ZERO], ["<", ["*", MINUS, A], ZERO]],
        ["cases", 0, by(1, 2), by(1, 2)],
        {"symbols": [("a",)]},
        ["iff", [">", A, ZERO], ["<=", ["*", MINUS, A], ZERO]],
    ),
    "implies": (
        ["implies", ["not", ["<=", A, ZERO]], ["and", [">=", A, ZERO], ["!=", A, ZERO]]],
        ["cases", 1, by(0, 2), by(0, (2, MINUS))],
        {"symbols": [("a", "integer")]},
        ["implies", ["not", ["<", A, ZERO]], ["and", [">=", A, ZERO], ["!=", A, ZERO]]],
    ),
    "a number that exists": (
        [">", B, ZERO],
        ["name", 0, ["c"], by(1, 2, 3)],
        {
            "symbols": [("b",)],
            "given": [["exists", ["s"], ["and", [">", v("s"), ZERO], ["<", v("s"), B]]]],
        },
        [">", B, ONE],
    ),
    "a least element": (
        ["not", ["forall", "x", "X", ["<", ["f", "f", v("x")], ["f", "f", v("x")]]]],
        [
            "least",
            ["forall", "y", "X", [">=", ["f", "f", v("y")], ["f", "f", v("m")]]],
            ["m"],
            ["at", 0, v("m"), by(2)],
        ],
        {"sets": [("X", "inhabited")], "functions": [("f", "X")]},
        ["not", ["forall", "x", "X", ["<=", ["f", "f", v("x")], ["f", "f", v("x")]]]],
    ),
    "one element by two names": (
        [">", ["f", "f", v("b")], ZERO],
        ["same", 0, 1, by(2, 3)],
        {
            "sets": [("X", "finite")],
            "labels": [("a", "X"), ("b", "X")],
            "functions": [("f", "X")],
            "given": [["=", v("a"), v("b")], [">", ["f", "f", v("a")], ZERO]],
        },
        [">", ["f", "f", v("b")], ONE],
    ),
    "a part of a sum": (
        [">=", ["sum", "x", "X", ["f", "f", v("x")]], ["f", "f", v("b")]],
        ["part", 0, v("b"), by(1, 2)],
        {
            "sets": [("X", "finite")],
            "labels": [("b", "X")],
            "functions": [("f", "X")],
            "given": [["forall", "x", "X", [">=", ["f", "f", v("x")], ZERO]]],
        },
        [">", ["sum", "x", "X", ["f", "f", v("x")]], ["f", "f", v("b")]],
    ),
    "sums in either order": (
        ["=", BY_ROWS, BY_COLUMNS],
        ["swap", BY_ROWS, by(0, (1, MINUS))],
        {"sets": [("X", "finite"), ("Z", "finite")], "functions": [("g", "X", "Z")]},
        ["=", BY_ROWS, ["+", BY_COLUMNS, ONE]],
    ),
}


def made(name: str) -> dict[str, Any]:
    says, proof, parts, _ = MADE[name]
    return certificate(says, proof, **parts)


def steps_of(proof: Tree) -> set[str]:
    inside = [part for part in proof[1:] if isinstance(part, list) and part and part[0] in STEPS]
    return {proof[0]}.union(*map(steps_of, inside))


SOME = ["by", "sum in a sum", "weights", "put"]
"""Kinds that are asked of Coq, the first two in `make test`."""


@pytest.fixture(scope="module")
def kernel() -> Iterator[Coq]:
    with coq() as compiled:
        yield compiled


@pytest.mark.parametrize("name", MADE)
def test_the_checker_accepts_each_of_them_too(name: str) -> None:
    check(made(name))


def test_they_use_every_step() -> None:
    assert set().union(*(steps_of(proof) for _, proof, _, _ in MADE.values())) == set(STEPS)


@needs_coq
@pytest.mark.parametrize(
    "names",
    [pytest.param(list(MADE), id="all", marks=pytest.mark.bulk), pytest.param(SOME[:2], id="some")],
)
def test_coq_accepts_all_of_them(kernel: Coq, names: list[str]) -> None:
    text = "".join(coq_file(made(name), f"made_{i}") for i, name in enumerate(names))
    judgement = kernel.judge(text, "all_of_them", 600)
    assert judgement.word is Word.ACCEPTED, judgement.reason


def with_false_statement(name: str) -> str:
    """Return the file of a certificate with another theorem in the place of its own."""
    _, proof, parts, false = MADE[name]
    replayed = coq_file(made(name)).split("Proof.", 1)[1]
    return f"{statement_only(certificate(false, proof, **parts))}Proof.{replayed}"


def statement_only(data: dict[str, Any]) -> str:
    return "\n".join([*BEGINNING, *Theorem(data["statement"]).text("stated_and_proved"), ""])


def refused(kernel: Coq, name: str) -> None:
    text = with_false_statement(name)
    assert text != coq_file(made(name))
    judgement = kernel.judge(text, f"false_{re.sub('[^a-z]', '_', name)}")
    assert judgement.word is Word.REFUSED, name
    assert "line" in judgement.reason


@needs_coq
@pytest.mark.parametrize("name", leading(2, SOME))
def test_coq_refuses_a_false_statement_with_the_proof_of_a_true_one(kernel: Coq, name: str) -> None:
    refused(kernel, name)


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_coq_refuses_every_false_statement_with_the_proof_of_a_true_one(
    kernel: Coq, name: str
) -> None:
    refused(kernel, name)


@pytest.mark.parametrize("name", MADE)
def test_the_checker_refuses_the_false_statements(name: str) -> None:
    _, proof, parts, false = MADE[name]
    with pytest.raises(Rejected):
        check(certificate(false, proof, **parts))


@needs_coq
def test_coq_refuses_forged_proofs_of_false_statements(kernel: Coq) -> None:
    captured = [
        "implies",
        ["forall", "x", "X", [">", total(["*", g("y"), ["f", "h", v("y"), v("x")]], "y"), ZERO]],
        [">", total(["*", g("y"), ["f", "h", v("y"), v("y")]], "y"), ZERO],
    ]
    parts = {**SET, "functions": [("g", "X"), ("h", "X", "X")], "labels": [("e", "X")]}
    proof = ["at", 0, v("e"), by(1, 2)]
    with pytest.raises(Rejected):
        check(certificate(captured, proof, **parts))
    text = coq_file(certificate(captured, proof, **parts))
    assert kernel.judge(text, "captured").word is Word.REFUSED
    text = coq_file(certificate([">", A, ONE], by(0, 1), symbols=[("a", "positive")]))
    assert kernel.judge(text, "larger").word is Word.REFUSED
    divided = ["=", ["/", A, B], ["/", ["*", n(2), A], ["*", n(2), B]]]
    with pytest.raises(NotTranslated, match="nonzero"):
        coq_file(certificate(divided, by(0), symbols=[("a",), ("b",)]))


@needs_coq
def test_a_file_that_rests_on_an_axiom_of_its_own_is_refused(kernel: Coq) -> None:
    text = coq_file(made("by")).replace("Qed.", "Admitted.")
    judgement = kernel.judge(text, "admitted")
    assert judgement.word is Word.REFUSED
    assert "stated_and_proved" in judgement.reason
    silent = kernel.judge("Definition one := 1.", "silent")
    assert (silent.word, silent.reason) == (Word.REFUSED, "Coq does not say what it rests on")


@needs_coq
def test_a_file_that_takes_too_long_is_given_up(kernel: Coq) -> None:
    assert kernel.judge(coq_file(made("by")), "slow", 0.01).word is Word.TIME


@needs_coq
def test_the_proofs_rest_on_the_axioms_of_real_numbers_alone(kernel: Coq) -> None:
    judgement = kernel.judge(coq_file(made("put")), "axioms")
    assert judgement.axioms
    assert judgement.axioms <= AXIOMS
    assert rests_on("Axioms:\nmine : False\n") == {"mine"}


def test_the_library_states_no_axiom_and_leaves_no_proof_open() -> None:
    folder = Path(kernel_module.__file__).parent / "library"
    assert {path.stem for path in folder.glob("*.v")} == set(FILES)
    for path in folder.glob("*.v"):
        text = re.sub(r"\(\*.*?\*\)", "", path.read_text(encoding="ascii"), flags=re.DOTALL)
        assert not re.search(r"\b(Axiom|Parameter|Conjecture|Admitted|admit|Hypothesis)\b", text)


def test_a_certificate_that_is_edited_is_not_mistaken_for_another() -> None:
    changed = copy.deepcopy(made("by"))
    changed["statement"]["symbols"] = [["a", "positive"], ["a", "negative"]]
    with pytest.raises(NotTranslated, match="well-formed statement"):
        coq_file(changed)
