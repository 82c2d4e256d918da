"""The independent checker: what it accepts, and that it is not fooled."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

from proofs_check import recheck
from proofs_check.cli import main
from proofs_check.engines.certificates import certificate, sealed
from proofs_check.engines.decide import decide
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Rejected, check, sentences
from proofs_check.verifying.manifest import compared
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import M, b_q, mu, p, phi, sigma, x, y, z
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    equation,
)
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Hypothesis, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.tree import digest, statement_tree
from symbolic.language.utility import u_q
from symbolic.model.best_response import g, g_prime
from tests.bulk import leading

a, b, c = sp.symbols("a b c", real=True)
CHECKER = Path(recheck.__file__)
ONE, ZERO = ["n", "1"], ["n", "0"]
ALGEBRAIC = {
    id_: claim for id_, claim in CLAIMS.items() if not isinstance(claim.standing.says, Asserted)
}


def holds(left: object, operator: str, right: object) -> Hypothesis:
    return Hypothesis(Relation(left, operator, right))  # type: ignore[arg-type]


def test_the_checker_is_short_and_knows_the_standard_library_only() -> None:
    source = CHECKER.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 620
    assert max(map(len, source.splitlines())) <= 100
    modules = {
        n.module if isinstance(n, ast.ImportFrom) else a.name
        for n in ast.walk(ast.parse(source))
        for a in getattr(n, "names", [])
        if isinstance(n, ast.Import | ast.ImportFrom)
    }
    assert modules <= set(sys.stdlib_module_names) | {"__future__", "collections.abc"}


@pytest.mark.parametrize(
    "statement",
    [
        Statement(Relation(over(a, b), "<=", over(a, c)), (*positive(a, b, c), holds(b, ">=", c))),
        Statement(Iff(Relation(a, ">", 1), Relation(over(1, a), "<", 1)), positive(a)),
        Statement(Implies(Relation(b, ">", 0), Relation(over(a * a, b), ">=", 0))),
        Statement(Or((Relation(a, "<", b), Relation(a, ">=", b)))),
        Statement(Not(And((Relation(a, "<", b), Relation(b, "<", a))))),
        Statement(
            Exists((c,), And((Relation(a, "<", c), Relation(c, "<", b))), ((c, (a + b) / 2),)),
            (holds(a, "<", b),),
        ),
        Statement(Relation(over(a - b, c), "same sign", (a - b) * c), (holds(c, "!=", 0),)),
        Statement(
            Relation((a + b + c) * (over(1, a) + over(1, b) + over(1, c)), ">=", 9),
            positive(a, b, c),
        ),
        Statement(Relation(a * (1 - a), "<=", sp.Rational(1, 4))),
        Statement(equation(a, b), (holds(a, "<=", b), holds(b, "<=", a))),
        Statement(equation(a, 0), (holds(a**2, "=", 0),)),
        Statement(Relation(b, ">", 0), (holds(over(1, b), ">", 0), holds(b, "!=", 0))),
        Statement(
            equation(SumOver(sigma(y) * p, y), M * p), (holds(SumOver(sigma(y), y), "=", M),)
        ),
        Statement(
            Relation(SumOver(phi(z) * mu(z, x), z), ">", 0),
            (Hypothesis(ForAll(z, And((Relation(phi(z), ">", 0), Relation(mu(z, x), ">", 0))))),),
        ),
        Statement(
            ForAll(y, Relation(sigma(y), ">=", 0)),
            (Hypothesis(ForAll(x, Relation(sigma(x), ">", 1))),),
        ),
        Statement(
            equation(DerivativeOf(g(), b_q), g_prime()),
            positive(*sp.symbols("Q_others R_others", real=True)) + nonnegative(b_q),
        ),
        Statement(equation(a, b + 1), (), (Definition(a, c + 1), Definition(c, b))),
        Statement(Exists((c,), equation(c**2, a), ((c, sp.sqrt(a)),)), nonnegative(a)),
        Statement(Relation(sp.Max(a, b), ">=", over(a + b, 2))),
        Statement(Relation(sp.log(a), "<=", a - 1), positive(a)),
    ],
)
def test_a_true_statement_is_proved(statement: Statement) -> None:
    found = certificate(statement, 150)
    assert found is not None
    check(found)
    check(json.loads(json.dumps(found)))


def weighted() -> Statement:
    """A sum with nonnegative weights that do not all vanish, of positive terms, is positive."""
    given = (
        ForAll(z, Relation(phi(z), ">=", 0)),
        ForAll(z, Relation(mu(z, x), ">", 0)),
        Relation(SumOver(phi(z), z), ">", 0),
    )
    return Statement(Relation(SumOver(phi(z) * mu(z, x), z), ">", 0), tuple(map(Hypothesis, given)))


def test_weights_that_may_vanish_are_enough_if_their_sum_does_not() -> None:
    assert certificate(weighted()) is not None
    assert certificate(weighted().without(weighted().given[2])) is None
    assert certificate(weighted().without(weighted().given[1])) is None


@pytest.mark.bulk
def test_nine_in_ten_of_the_claims_that_are_algebra_have_a_certificate() -> None:
    without = [id_ for id_, claim in ALGEBRAIC.items() if certificate(claim.standing, 12) is None]
    assert len(without) <= len(ALGEBRAIC) / 10, without


def proof_of(
    says: Any, given: Any = (), where: Any = (), proof: Any = None, **tables: Any
) -> dict[str, Any]:
    """Seal a statement about real numbers a and b, and more tables, with a proof."""
    statement = {
        "sets": [],
        "symbols": [["a"], ["b"]],
        "labels": [],
        "functions": [],
        **tables,
        "where": list(where),
        "given": list(given),
        "says": says,
    }
    facts = sum(len(line) - 1 for line in statement["symbols"]) + len(statement["given"])
    return sealed(statement, proof or ["by", [[ONE, facts]]])


S, T = ["v", "a"], ["v", "b"]
SETS = {
    "sets": [["X", "inhabited"], ["Z", "inhabited"], ["E", "finite"]],
    "labels": [["x", "X"], ["y", "X"]],
    "functions": [["f", "X"], ["g", "X", "X"], ["w", "Z"], ["h", "real"], ["e", "E"]],
}


def over_x(body: Any, name: str = "n") -> Any:
    return ["sum", name, "X", body]


@pytest.mark.parametrize(
    "false",
    [
        proof_of(["=", ["/", S, S], ONE]),  # a = 0
        proof_of([">", ["^", S, ["n", "2"]], ZERO]),
        proof_of([">", ["*", S, T], ZERO], [[">=", S, ZERO], [">", T, ZERO]]),
        proof_of(["=", S, T]),
        proof_of(
            [">", S, ZERO],
            [[">", ["/", ONE, S], ZERO]],
            proof=["by", [[["^", S, ["n", "2"]], 0], [ONE, 1]]],
        ),  # a may be 0
        proof_of(["=", over_x(ONE), ["sum", "m", "Z", ONE]], **SETS),  # two sets
        proof_of(["=", ["d", ["*", S, ["f", "h", S]], "a"], ["f", "h", S]], **SETS),
        proof_of(["exists", ["t"], ["=", S, ["v", "t"]]], proof=["by", [[ONE, 0]]]),
        proof_of(["asserted", "anything", "", []]),
        proof_of(["=", ["n", "1.0"], ONE]),
        proof_of(["=", ["^", ["^", S, ["n", "1/2"]], ["n", "2"]], S]),  # a < 0
        proof_of(["=", ["d", ["abs", S], "a"], ["sign", S]]),  # a = 0
        proof_of(["=", ["exp", ["log", S]], S]),
        proof_of([">=", ["sum", "n", "E", ["f", "e", ["v", "n"]]], ONE], **SETS),
    ],
)
def test_a_false_or_unreadable_statement_is_rejected(false: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        check(false)


# -- binders --------------------------------------------------------------------------------------


def captured(members: sp.Symbol = y) -> Statement:
    """Sums over one set with an argument outside it, and with the diagonal in its place."""
    b_of, weight = sp.Function("b_q"), sp.Function("s")
    outside = SumOver(weight(y) * u_q(b_of(y), b_of(x), y, z), y)
    diagonal = SumOver(weight(y) * u_q(b_of(y), b_of(y), y, z), y)
    return Statement(
        Relation(diagonal, ">", 0),
        (
            Hypothesis(ForAll(x, Relation(outside, ">", 0))),
            Hypothesis(ForAll(x, Relation(b_of(x), ">", 0))),
        ),
    )


def test_what_holds_at_every_outer_element_says_nothing_of_the_diagonal() -> None:
    assert certificate(captured(), 100) is None
    assert decide(captured()).verdict != "HOLDS"


@pytest.mark.parametrize(
    "tree",
    [
        # a binder's name is declared, bound around it, or not a name
        ["sum", "x", "X", ["f", "f", ["v", "x"]]],
        over_x(over_x(["f", "f", ["v", "n"]])),
        over_x(["f", "f", ["v", "n"]], "log"),
        over_x(["f", "f", ["v", "n"]], ""),
        over_x(["f", "f", ["v", "n"]], "n b"),
        # a bound name outside its binder, an element of another set, a label as a number
        ["+", over_x(ONE), ["f", "f", ["v", "n"]]],
        over_x(["f", "w", ["v", "n"]]),
        over_x(["v", "n"]),
        ["sum", "n", "X", ["f", "f", ["v", "n"]], ["v", "n"]],
        ["sum", "n", "Y", ONE],
        ["f", "f", S],
        ["f", "f"],
        ["f", "unknown", S],
        ["u", 1, 0, S, S, ["v", "x"], ["v", "x"]],
        ["u", True, 0, S, S, ["v", "x"], ["v", "x"]],
        ["d", S, "n"],
        "va",
        ["v"],
        [],
    ],
)
def test_names_out_of_place_are_rejected(tree: Any) -> None:
    with pytest.raises(Rejected):
        check(proof_of(["=", tree, tree], **SETS))


def test_a_fact_about_all_elements_is_not_read_at_the_index_of_a_sum() -> None:
    """From g(x, y) > 0 for one x it does not follow that the diagonal of g is positive."""
    inner = ["sum", "m", "X", ["f", "g", ["v", "m"], ["v", "n"]]]
    given = [["forall", "n", "X", [">", inner, ZERO]]]
    diagonal = [">", ["sum", "k", "X", ["f", "g", ["v", "k"], ["v", "k"]]], ZERO]
    for proof in (
        ["by", [[ONE, 0], [ONE, 1]]],
        ["at", 0, ["v", "x"], ["by", [[ONE, 1], [ONE, 2]]]],
        ["term", 1, "new", ["at", 0, ["v", "new"], ["by", [[ONE, 2], [ONE, 3]]]]],
    ):
        with pytest.raises(Rejected):
            check(proof_of(diagonal, given, proof=proof, **SETS))


def test_what_is_said_of_all_elements_of_an_empty_set_says_nothing() -> None:
    given = [["forall", "n", "E", ["and", [">", S, ZERO], ["!=", ["f", "e", ["v", "n"]], ZERO]]]]
    total = ["sum", "k", "E", ["/", ONE, ["f", "e", ["v", "k"]]]]
    says = ["or", [">", S, ZERO], ["!=", total, total]]  # the sum makes the fact be read
    with pytest.raises(Rejected):
        check(proof_of(says, given, proof=["by", [[ONE, 1]]], **SETS))
    inhabited = {**SETS, "sets": [["X", "inhabited"], ["Z", "inhabited"], ["E", "inhabited"]]}
    proof = ["split", ["=", total, total], ["by", [[ONE, 1]]], ["by", [[ONE, 3]]]]
    check(proof_of(says, given, proof=proof, **inhabited))


def test_a_weak_sum_has_a_term_only_if_its_set_has_an_element() -> None:
    for members, inhabited in (("X", True), ("E", False)):
        f = "f" if members == "X" else "e"
        given = [["forall", "n", members, [">", ["f", f, ["v", "n"]], ZERO]]]
        says = [">", ["sum", "m", members, ["f", f, ["v", "m"]]], ZERO]
        proof = ["term", 1, "new", ["at", 0, ["v", "new"], ["by", [[ONE, 2], [ONE, 3]]]]]
        data = proof_of(says, given, proof=proof, **SETS)
        if inhabited:
            check(data)
        else:
            with pytest.raises(Rejected, match="may be empty"):
                check(data)


# -- witnesses, names, abbreviations --------------------------------------------------------------


def test_a_witness_stands_for_the_variables_that_are_bound() -> None:
    says = ["exists", ["p", "q"], ["and", [">", ["v", "p"], S], ["<", ["v", "q"], T]]]
    more, less = ["+", S, ONE], ["+", T, ["n", "-1"]]
    proof = ["put", 0, [more, less], ["cases", 1, ["by", [[ONE, 2]]], ["by", [[ONE, 2]]]]]
    check(proof_of(says, proof=proof))
    for formulas in ([more], [more, less, ONE], [less, more], [["v", "p"], less]):
        with pytest.raises(Rejected):
            check(proof_of(says, proof=["put", 0, formulas, proof[3]]))


def test_a_variable_under_a_derivative_is_not_replaced() -> None:
    """There is t with d(t a)/da = 2 a; the slope of a * a is that, and no t is 2 a when a is 1."""
    slope = ["d", ["*", ["v", "t"], S], "a"]
    says = ["exists", ["t"], ["and", ["=", slope, ["*", ["n", "2"], S]], ["=", ["v", "t"], S]]]
    proof = ["put", 0, [S], ["cases", 1, ["by", [[ONE, 2]]], ["by", [[ONE, 2]]]]]
    with pytest.raises(Rejected, match="under a derivative"):
        check(proof_of(says, proof=proof))


@pytest.mark.parametrize(
    "where",
    [
        [["c", ["+", ["v", "c"], ONE]]],
        [["c", ["v", "e"]], ["e", ["v", "c"]]],
        [["c", ["v", "e"]], ["e", ONE]],
        [["a", ["+", S, ONE]]],
        [["c", ONE], ["c", ["n", "2"]]],
    ],
)
def test_circular_and_repeated_abbreviations_are_rejected(where: Any) -> None:
    with pytest.raises(Rejected):
        check(proof_of(["=", S, S], (), where))


def test_an_abbreviation_is_no_symbol_of_which_a_derivative_is_taken() -> None:
    with pytest.raises(Rejected):
        check(proof_of(["=", ["d", ["v", "c"], "c"], ONE], (), [["c", S]]))
    check(proof_of(["=", ["d", ["v", "c"], "a"], ["*", ["n", "2"], S]], (), [["c", ["*", S, S]]]))


def test_a_new_name_is_new() -> None:
    given = [["forall", "n", "X", [">", ["f", "f", ["v", "n"]], ZERO]]]
    says = ["forall", "m", "X", [">", ["f", "f", ["v", "m"]], ZERO]]
    proof = ["at", 0, ["v", "new"], ["by", [[ONE, 2], [ONE, 3]]]]
    check(proof_of(says, given, proof=["some", 1, "new", proof], **SETS))
    for taken in ("x", "a", "n", "m", "log", "0", 7):
        with pytest.raises(Rejected):
            check(proof_of(says, given, proof=["some", 1, taken, proof], **SETS))


def test_two_symbols_that_print_alike_are_not_proved_equal() -> None:
    one, other = sp.Dummy("a"), sp.Dummy("a")
    assert certificate(Statement(equation(one, other)), 20) is None
    assert decide(Statement(equation(one, other))).verdict == "FAILS"


def test_the_assumptions_of_a_symbol_are_facts_and_are_printed() -> None:
    says = [">", ["v", "c"], ZERO]
    check(proof_of(says, symbols=[["c", "positive"]]))
    with pytest.raises(Rejected):
        check(proof_of(says, symbols=[["c", "nonnegative"]]))
    with pytest.raises(Rejected, match="unknown assumptions"):
        check(proof_of(says, symbols=[["c", "infinite"]]))
    statement = Statement(Relation(sp.Symbol("c", positive=True), ">", 0))
    assert list(sentences(statement_tree(statement))) == ["symbol c, positive", "then (c > 0)"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (Statement(equation(DerivativeOf(sp.Abs(a), a), sp.sign(a))), "UNDECIDED"),
        (
            Statement(equation(DerivativeOf(sp.Abs(a), a), sp.sign(a)), (holds(a, "!=", 0),)),
            "HOLDS",
        ),
        (Statement(Exists((c,), equation(c**2, a), ((c, sp.sqrt(a)),))), "UNDECIDED"),
        (Statement(equation(sp.exp(c), a), (), (Definition(c, sp.log(a)),)), "UNDECIDED"),
        (Statement(Not(Exists((c,), Relation(c, ">", 5), ((c, sp.S(0)),)))), "UNDECIDED"),
        (Statement(Exists((c,), Relation(c, ">", 5), ((c, sp.S(0)),))), "UNDECIDED"),
    ],
)
def test_domains_are_read_as_written_and_witnesses_prove_only_what_they_show(
    statement: Statement, verdict: str
) -> None:
    assert decide(statement).verdict == verdict


# -- limits ---------------------------------------------------------------------------------------


MANY = [["exp", ["n", str(k)]] for k in range(2, 14)]


def nested(depth: int) -> Any:
    tree: Any = S
    for _ in range(depth):
        tree = ["+", tree]
    return tree


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (proof_of(["=", ["n", "1/0"], ONE]), "no rational number"),
        (proof_of(["=", ["n", "9" * 401], ONE]), "no rational number"),
        (proof_of(["=", ["n", "2/4"], ["n", "1/2"]]), "lowest terms"),
        (proof_of(["=", ["n", "١"], ONE]), "no rational number"),
        (proof_of(["=", nested(300), S]), "nested"),
        (proof_of(["=", ["^", S, ["n", "65"]], S]), "exponent"),
        (proof_of(["=", ["^", ["^", ["n", "9"], ["n", "64"]], ["n", "64"]], S]), "bits"),
        (proof_of(["=", ["^", ["+", *MANY], ["n", "8"]], S]), "large|terms"),
        (proof_of(["=", S, S], symbols=[["a"], ["a"]]), "used twice"),
        (proof_of(["=", S, S], symbols=[["a\n"], ["a"]]), "not a name"),
        (proof_of(["=", S, S], sets=[["X", "empty"]]), "not one set"),
        (proof_of(["=", S, S], functions=[["f", "Y"]]), "function of"),
        (proof_of(["=", S, S], proof=["by", [[ONE, 5]]]), "usable"),
        (proof_of(["=", S, S], proof=["by", [[ONE, 0.5]]]), "no list"),
        (proof_of(["=", S, S], proof=["let", S]), "step"),
        ({**proof_of(["=", S, S]), "id": "lemma-1"}, "format 2"),
    ],
)
def test_each_limit_is_said_in_a_sentence(data: Any, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        check(data)


def test_a_long_computation_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "SECONDS", 0.2)
    where = [["c0", ["+", S, S]]]
    where += [[f"c{k}", ["+", ["v", f"c{k - 1}"], ["v", f"c{k - 1}"]]] for k in range(1, 60)]
    with pytest.raises(Rejected, match="takes"):
        check(proof_of(["=", ["v", "c59"], S], (), where))


def test_a_changed_statement_needs_a_new_certificate() -> None:
    found = proof_of(["=", S, S])
    check(found)
    found["statement"]["says"][1] = T
    with pytest.raises(Rejected, match="hash"):
        check(found)


@pytest.mark.parametrize(
    "garbage", [None, [], {}, {"format": 2}, {"format": 2, "hash": "", "statement": {}}, "proof", 3]
)
def test_garbage_is_rejected(garbage: object) -> None:
    with pytest.raises(Rejected):
        check(garbage)


# -- folders --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a few claims, two of them with certificates."""
    folder = tmp_path_factory.mktemp("results")
    asked = ["verify", "eq-14", "eq-5", "prop-2.price-low", "sec-6.finite-types"]
    asked += ["--economies", "0", "--out", str(folder), "--json"]
    CliRunner().invoke(main, asked)
    return folder


@pytest.fixture
def folder(results: Path, tmp_path: Path) -> Path:
    shutil.copytree(results, tmp_path / "results")
    return tmp_path / "results"


def told(folder: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the exit status, and what is said of everything that is not proved."""
    run = CliRunner().invoke(main, ["recheck", str(folder), "--json"])
    rows = json.loads(run.stdout)["certificates"]
    return run.exit_code, {r["id"]: (r["result"], r["reason"]) for r in rows if r["reason"]}


def alone(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the checker by itself."""
    command = [sys.executable, "-I", str(CHECKER), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.programs
def test_a_folder_that_agrees_is_accepted_and_its_statements_are_printed(folder: Path) -> None:
    assert told(folder) == (0, {})
    run = alone(folder)
    assert run.returncode == 0
    assert "'eq-14.json' proves 'eq-14':" in run.stdout
    assert "given (Q_others > 0)" in run.stdout


def test_a_missing_certificate_is_told(folder: Path) -> None:
    (folder / "certificates" / "eq-14.json").unlink()
    assert told(folder)[0] == 1
    assert told(folder)[1]["eq-14"][0] in ("missing", "weaker")
    rows = [(r.name, r.result) for r in compared(folder, standing())]
    assert ("eq-14", "missing") in rows


def standing() -> dict[str, Statement]:
    return {id_: claim.standing for id_, claim in CLAIMS.items()}


def test_swapped_certificates_are_told(folder: Path) -> None:
    one, other = (folder / "certificates" / f"{i}.json" for i in ("eq-14", "prop-2.price-low"))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    rows = {(r.name, r.result): r.reason for r in compared(folder, standing())}
    assert "statement of prop-2.price-low" in rows["eq-14", "swapped"]
    assert told(folder)[0] == 1
    run = alone(folder)
    assert "'eq-14'" not in run.stdout
    assert "what no manifest lists by this name" in run.stdout


def test_an_extra_certificate_is_told(folder: Path) -> None:
    data = (folder / "certificates" / "eq-14.json").read_bytes()
    (folder / "certificates" / "thm-1.json").write_bytes(data)
    status, rows = told(folder)
    assert status == 1
    assert rows["thm-1.json"][0] == "extra"


def test_a_stale_certificate_is_told(folder: Path) -> None:
    changed = {**standing(), "eq-14": standing()["eq-5"]}
    changed.pop("prop-2.price-low")
    rows = {r.name: (r.result, r.reason) for r in compared(folder, changed) if r.result == "stale"}
    assert "has changed since" in rows["eq-14"][1]
    assert "no claim of this id" in rows["prop-2.price-low"][1]


def test_a_word_that_was_raised_is_told(folder: Path) -> None:
    file = folder / "results.json"
    data = json.loads(file.read_text())
    for claim in data["claims"]:
        if claim["id"] == "sec-6.finite-types":
            (claim["corrected"] or claim["printed"]).update(evidence="PROVED", verdict="HOLDS")
    file.write_text(json.dumps(data))
    status, rows = told(folder)
    assert status == 1
    assert rows["sec-6.finite-types"][0] == "weaker"
    assert "results.json says HOLDS PROVED, the manifest" in rows["sec-6.finite-types"][1]
    manifest = folder / "manifest.json"
    listed = json.loads(manifest.read_text())
    for claim in listed["claims"]:
        if claim["id"] == "sec-6.finite-types":
            claim.update(evidence="PROVED", verdict="HOLDS")
    manifest.write_text(json.dumps(listed))
    assert told(folder)[0] == 1
    found = {(r.name, r.result) for r in compared(folder, standing())}
    assert {("sec-6.finite-types", "missing"), ("sec-6.finite-types", "weaker")} <= found


@pytest.mark.parametrize("name", ["manifest.json", "results.json"])
def test_a_folder_without_its_manifest_or_results_is_not_accepted(folder: Path, name: str) -> None:
    (folder / name).unlink()
    status, rows = told(folder)
    assert (status, rows[name][0]) == (1, "missing")
    (folder / name).write_text("[]")
    status, rows = told(folder)
    assert (status, rows[name][0]) == (1, "rejected")


@pytest.mark.parametrize(
    "text",
    leading(
        2,
        [
            "",
            "[" * 100_000,
            '{"format": 2}',
            "\u0000",
            json.dumps(proof_of(["=", ["n", "1/0"], ONE])),
            json.dumps(proof_of(["=", nested(900), S])),
        ],
    ),
)
def test_a_malformed_file_is_rejected_and_the_rest_goes_on(folder: Path, text: str) -> None:
    (folder / "certificates" / "a.json").write_text(text)
    status, rows = told(folder)
    assert (status, rows["a.json"][0]) == (1, "rejected")
    run = alone(folder)
    assert run.returncode == 1
    assert "REJECTED" in run.stdout
    assert "proves 'eq-14'" in run.stdout
    assert not run.stderr


def test_nothing_to_check_is_a_mistake(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["recheck", str(tmp_path)]).exit_code == 2
    assert alone(tmp_path).returncode == 1


def test_a_name_in_a_file_is_not_read_as_markup(folder: Path) -> None:
    (folder / "certificates" / "[bold]x.json").write_text("{}")
    run = CliRunner().invoke(main, ["recheck", str(folder)])
    assert "[bold]x.json" in run.stdout


def test_the_hash_is_that_of_the_canonical_text() -> None:
    data = proof_of(["=", S, S])
    assert data["hash"] == digest(data["statement"])


def test_a_folder_whose_chain_says_more_is_not_accepted(folder: Path) -> None:
    file = folder / "chain.json"
    data = json.loads(file.read_text())
    link = next(link for link in data["links"] if link["statement"] is not None)
    link["statement"]["says"] = ["and", link["statement"]["says"]]
    file.write_text(json.dumps(data))
    run = CliRunner().invoke(main, ["recheck", str(folder)])
    assert run.exit_code == 1
    assert "The chain is REFUSED" in run.stdout
    file.unlink()
    run = CliRunner().invoke(main, ["recheck", str(folder), "--json"])
    assert run.exit_code == 1
    assert "cannot be read" in json.loads(run.stdout)["chain"]["refused"]
