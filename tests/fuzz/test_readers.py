"""Fuzzed expressions and files, a small share of the bulk run of ``tests.fuzz.run``.

And the interesting ones that it found.
"""

import ast
import importlib
import sys
import time
from collections import namedtuple
from email.message import Message

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.polys.monomials import MonomialOps

from numeric.economy.toml_text import utility_text
from symbolic.language.parse import ParseError, check_utility, parse_utility
from tests.fuzz import run, second_reader, texts
from tests.fuzz.guard import Tally, install, one


def test_expressions_are_read_or_refused_in_one_sentence_and_nothing_is_executed() -> None:
    tally = run.expressions(range(3000, 4500))
    assert tally.crashes == []
    assert tally.events == []
    assert tally.read > 300
    assert tally.refused > 300
    assert tally.compared > 0.9 * tally.read


def test_files_are_read_or_refused_in_one_sentence_and_nothing_is_executed() -> None:
    tally = run.files(range(100))
    assert tally.crashes == []
    assert tally.events == []
    assert tally.refused > 50


def test_specifications_of_sweeps_are_read_or_refused_in_one_sentence_and_nothing_is_executed() -> (
    None
):
    tally = run.specs(range(150))
    assert tally.crashes == []
    assert tally.events == []
    assert tally.read > 0
    assert tally.refused > 100


def test_the_guard_sees_execution_a_crash_and_two_sentences() -> None:
    install()
    tally = Tally()
    one(tally, "exec", lambda: exec("1"), ParseError)
    one(tally, "crash", lambda: 1 / 0, ParseError)

    def refuse() -> None:
        raise ParseError("two\nsentences, the second of them on a line of its own")

    one(tally, "two", refuse, ParseError)
    (event,) = tally.events
    assert (event.text, event.what, event.code) == ("exec", "exec", "<string>:<module>")
    assert event.callers[0].startswith(f"{__file__}:<lambda>:")
    assert [why.split(":")[0] for _, why in tally.crashes] == [
        "ZeroDivisionError",
        "not one sentence",
    ]


def test_what_a_library_imports_of_itself_is_told_apart_by_who_asks_and_what_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install()
    tally = Tally()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # what is kept of a module is written
    monkeypatch.delitem(sys.modules, "email.generator", raising=False)
    one(tally, "a message", Message().as_string, ParseError)  # imports it inside the function
    assert tally.events == []
    assert tally.libraries["a module's import"] >= 2
    monkeypatch.delitem(sys.modules, "email.generator")
    one(tally, "email.generator", Message().as_string, ParseError)
    assert {e.what.rstrip(", None") for e in tally.events if e.what.startswith("import")} == {
        "import email.generator"
    }
    tally = Tally()
    monkeypatch.delitem(sys.modules, "email.generator")
    one(tally, "ours", lambda: importlib.import_module("email.generator"), ParseError)
    one(tally, "a named tuple", lambda: namedtuple("named", "a"), ParseError)
    assert {e.text for e in tally.events} == {"ours", "a named tuple"}
    assert tally.libraries["a module's import"] == 0


def test_code_that_sympy_generates_is_known_by_the_code_itself() -> None:
    install()
    tally = Tally()
    one(
        tally,
        "a ring",
        lambda: MonomialOps._build(
            None, "def monomial_pow(A, k):\n    (a0,) = A\n    return (a0*k,)\n", "monomial_pow"
        ),
        ParseError,
    )
    assert tally.events == []
    assert dict(tally.libraries) == {"functions on the exponents of a ring": 1}
    one(
        tally,
        "no ring",
        lambda: MonomialOps._build(
            None, "def monomial_pow(A, k):\n    (a0,) = A\n    return (a0+k,)\n", "monomial_pow"
        ),
        ParseError,
    )
    assert [e.text for e in tally.events] == ["no ring"]


def test_roots_that_cancel_only_together_are_refused_at_once() -> None:
    for form in ("{}", "q/({})", "({})**r", "log({})", "q*({})", "({}+q)**r", "(q+{})-q"):
        start = time.process_time()
        with pytest.raises(ParseError, match="cannot be told from zero"):
            parse_utility(form.format(texts.nested_roots((2, 3, 5, 7, 11, 13))))
        assert time.process_time() - start < 1


def test_a_wrong_reading_is_noticed() -> None:
    assert run.misread("q + r", parse_utility("q - r"))
    assert run.misread("sqrt(r - q)", parse_utility("-sqrt(r - q)"))
    assert run.misread("1e30*q + 1", parse_utility("1e30*q"))
    assert run.misread("q - r", parse_utility("q - r")) is None
    assert run.unlike_its_text(parse_utility("q - r"), lambda t: parse_utility("q"), utility_text)
    assert run.unlike_its_text(parse_utility("q - r"), parse_utility, utility_text) is None


def test_what_python_would_round_to_nothing_is_compared_all_the_same() -> None:
    text = "log((sqrt(beta)**(3**r-0.45*exp(9))))"  # log of about 1e-320
    assert run.misread(text, parse_utility(text, ["beta"])) is None
    assert second_reader.value(text) == pytest.approx(-738.7793748707328)


# Found by the bulk run: SymPy multiplies a number into a sum, or makes exp(-r*log(2)) of a power,
# so what was written was read differently or not at all.
@pytest.mark.parametrize(
    "text",
    [
        "-(log(+9)*(r/r*(999999999999999999999999999999+r)))",
        "exp(0)*0.45/(1*beta-(q+2))+(log(exp(theta))-0.5)",
        "(((beta+q)+(theta*1/3)/(r+0.45)+r)**(((theta+10)-(theta*q))*log(r-9)))",
        "(sqrt(0.5)/((1/3*(beta*q)+theta+9)*((beta+q)+(theta*q))/beta))",
        "((0.5**r**q)/(sqrt(q)*sqrt(beta)))+beta*5.*3*r+beta/0.45/(theta-beta)",
        "sqrt(sqrt(0.45))",
        "-log((exp(beta+theta)+sqrt(sqrt(0.45))))",
        "(q-sqrt(sqrt(sqrt(0.45))))",
        "sqrt(sqrt(+(3-1/3)))",
        "sqrt(((beta*((3+0.45)/log(theta)))*((sqrt(2)/(r*q))/r)))",
        "sqrt(sqrt(+0.333333333333333333333))",
        "((+0.45-0.5**theta)*0.5)",
        "+sqrt((+(1e-3+3)*sqrt(sqrt(0.45))))",
        "1e-30",
        "log(-((q*beta-theta**0)/(1e-30+0.45/beta)))",
        "0.333333333333333333333**+10",
    ],
)
def test_an_expression_that_was_written_is_read_back_as_it_was(text: str) -> None:
    found = parse_utility(text, ("theta", "beta"))
    assert parse_utility(utility_text(found), ("theta", "beta")) == found
    assert check_utility(found, ("theta", "beta")) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sqrt((q*999999999999999999999999999999))", "root of a number of more than 72 bits"),
        ("sqrt((1-0.333333333333333333333))", "root of a number of more than 72 bits"),
        ("theta**(exp(0.5)**sqrt(2)*q)", "cannot be written out"),
        ("q*0.333333333333333333333**20*0.333333333333333333333**20", "cannot be written out"),
    ],
)
def test_what_could_not_be_written_and_read_again_is_refused(text: str, why: str) -> None:
    with pytest.raises(ParseError, match=why) as caught:
        parse_utility(text, ("theta",))
    assert len(str(caught.value)) < 400


def test_a_name_of_any_length_is_refused_in_one_short_sentence() -> None:
    with pytest.raises(ParseError) as caught:
        parse_utility("q" + "9" * 1500)
    assert len(str(caught.value)) < 200


def test_a_power_that_becomes_exp_of_a_logarithm_is_refused_as_one() -> None:
    with pytest.raises(ParseError, match="exp of a logarithm"):
        parse_utility("sqrt(exp(r))**log(+0.5)")


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_every_hostile_text_is_read_or_refused(text: str) -> None:
    install()
    tally = Tally()
    one(tally, text, lambda: parse_utility(text, ("theta",)), ParseError)
    assert tally.crashes == []
    assert tally.read + tally.refused == 1
    assert tally.slowest < 5


@pytest.mark.bulk
@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None, database=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    tally = Tally()
    found = one(tally, text, lambda: parse_utility(text), ParseError)
    assert tally.crashes == []
    if found is not None:
        assert isinstance(ast.parse(" ".join(text.split()), mode="eval").body, ast.expr)
