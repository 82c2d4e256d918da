"""The independent checker: what it accepts, and that it is not fooled."""

import ast
import copy
import json
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
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Rejected, check
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import M, b_q, mu, p, phi, sigma, x, y, z
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Asserted,
    Definition,
    Exists,
    ForAll,
    Hypothesis,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.best_response import g, g_prime

a, b, c = sp.symbols("a b c", real=True)
CHECKER = Path(recheck.__file__)
ONE = ["n", "1"]
ALGEBRAIC = {
    id_: claim for id_, claim in CLAIMS.items() if not isinstance(claim.standing.says, Asserted)
}


def holds(left: object, operator: str, right: object) -> Hypothesis:
    return Hypothesis(Relation(left, operator, right))  # type: ignore[arg-type]


def test_the_checker_is_short_and_knows_the_standard_library_only() -> None:
    source = CHECKER.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 400
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


def test_nine_in_ten_of_the_claims_that_are_algebra_have_a_certificate() -> None:
    without = [id_ for id_, claim in ALGEBRAIC.items() if certificate(claim.standing, 12) is None]
    assert len(without) <= len(ALGEBRAIC) / 10, without


def proof_of(says: Any, given: Any = (), where: Any = (), proof: Any = None) -> dict[str, Any]:
    import hashlib

    statement = {"says": says, "given": list(given), "where": list(where)}
    digest = hashlib.sha256(
        json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    return {
        "format": 1,
        "hash": digest,
        "statement": statement,
        "proof": proof or ["by", [[ONE, len(statement["given"])]]],
    }


S, T = ["s", "a"], ["s", "b"]


@pytest.mark.parametrize(
    "false",
    [
        proof_of(["=", ["/", S, S], ["n", "1"]]),  # a = 0
        proof_of([">", ["^", S, ["n", "2"]], ["n", "0"]]),
        proof_of([">", ["*", S, T], ["n", "0"]], [[">=", S, ["n", "0"]], [">", T, ["n", "0"]]]),
        proof_of(["=", S, T]),
        proof_of(
            [">", S, ["n", "0"]],
            [[">", ["/", ["n", "1"], S], ["n", "0"]]],
            proof=["by", [[["^", S, ["n", "2"]], 0], [ONE, 1]]],
        ),  # a may be 0
        proof_of(
            [
                "=",
                ["sum", ["i", "w", ["s", "z"]], "z", "Z", ["l", "x", "X"]],
                [
                    "+",
                    ["sum", ["i", "w", ["s", "z"]], "z", "Z"],
                    ["*", ["n", "-1"], ["i", "w", ["l", "x", "X"]]],
                ],
            ]
        ),  # x is no element of Z
        proof_of(["=", ["sum", ["n", "1"], "y", "X"], ["sum", ["n", "1"], "z", "Z"]]),
        proof_of(["=", ["d", ["*", S, ["f", "k", S]], S], ["f", "k", S]]),
        proof_of(["exists", ["b"], ["=", S, T], []], proof=["by", [[ONE, 0]]]),
        proof_of(["asserted", "anything", "", []]),
        proof_of(["=", ["n", "1.0"], ["n", "1"]]),
    ],
)
def test_a_false_or_unreadable_statement_is_rejected(false: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        check(false)


def test_a_name_that_is_not_new_is_rejected() -> None:
    given = [
        [">=", S, ["n", "0"]],
        ["=", T, ["n", "5"]],
    ]  # a = b would follow if b could be taken for the slack of a
    proof = ["let", S, "b", 0, T, ["by", [[ONE, 2]]]]
    with pytest.raises(Rejected, match="not new"):
        check(proof_of(["=", S, ["n", "5"]], given, proof=proof))


def test_a_substitution_that_does_not_give_the_quantity_back_is_rejected() -> None:
    proof = [
        "let",
        S,
        "new",
        0,
        ["+", ["s", "new"], ["n", "2"]],
        ["by", [[ONE, 1]]],
    ]  # a >= 1 does not make a = 2 + new
    with pytest.raises(Rejected, match="back"):
        check(proof_of([">=", S, ["n", "2"]], [[">=", S, ["n", "1"]]], proof=proof))


def test_a_derivative_is_not_taken_after_quantities_were_expressed_by_one_another() -> None:
    says = ["=", ["d", S, T], ["n", "1"]]  # the derivative of a in b is 0, although a = b + slack
    proof = ["let", S, "new", 0, ["+", ["s", "new"], T], ["by", [[ONE, 1]]]]
    with pytest.raises(Rejected):
        check(proof_of(says, [[">=", S, T]], proof=proof))


def test_a_quantity_that_is_defined_is_not_expressed_again() -> None:
    where = [[S, T], [["s", "c"], S]]  # c is the free quantity a, not b
    proof = ["let", S, "new", 0, ["s", "new"], ["by", [[ONE, 1]]]]
    with pytest.raises(Rejected):
        check(proof_of([">=", ["s", "c"], ["n", "0"]], [[">=", T, ["n", "0"]]], where, proof))


def test_a_changed_statement_needs_a_new_certificate() -> None:
    found = sealed(Statement(equation(a, a)), ["by", [[ONE, 0]]])
    check(found)
    found["statement"]["says"][1] = ["s", "b"]
    with pytest.raises(Rejected, match="hash"):
        check(found)


@pytest.mark.parametrize(
    "garbage", [None, [], {}, {"format": 1}, {"format": 1, "hash": "", "statement": {}}, "proof"]
)
def test_garbage_is_rejected(garbage: object) -> None:
    with pytest.raises(Rejected):
        check(garbage)


def test_the_command_tells_proved_from_stale_from_rejected(tmp_path: Path) -> None:
    run = CliRunner()
    assert run.invoke(main, ["recheck", str(tmp_path)]).exit_code == 2
    assert (
        run.invoke(
            main, ["verify", "eq-14", "prop-2.price-low", "--out", str(tmp_path), "--json"]
        ).exit_code
        == 0
    )
    good = run.invoke(main, ["recheck", str(tmp_path), "--json"])
    assert good.exit_code == 0
    assert json.loads(good.stdout)["totals"] == {"proved": 2, "stale": 0, "rejected": 0}
    alone = subprocess.run(
        [sys.executable, "-I", str(CHECKER), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert alone.stdout.splitlines() == ["eq-14: proved", "prop-2.price-low: proved"]
    folder = tmp_path / "certificates"
    (folder / "eq-15.json").write_bytes((folder / "eq-14.json").read_bytes())
    assert run.invoke(main, ["recheck", str(tmp_path)]).exit_code == 3
    data = json.loads((folder / "eq-14.json").read_text())
    data["proof"] = ["by", []]
    (folder / "eq-14.json").write_text(json.dumps(data))
    bad = run.invoke(main, ["recheck", str(tmp_path)])
    assert bad.exit_code == 1
    assert "stale" in bad.stdout
    assert "rejected" in bad.stdout


def test_a_certificate_says_when_it_is_stale_by_itself(tmp_path: Path) -> None:
    found = copy.deepcopy(sealed(Statement(equation(a, a)), ["by", [[ONE, 0]]]))
    (tmp_path / "a.json").write_text(json.dumps({**found, "current": "another hash"}))
    alone = subprocess.run(
        [sys.executable, "-I", str(CHECKER), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert alone.returncode == 1
    assert "STALE" in alone.stdout
