"""Fuzzed expressions and files, a small share of the bulk run of ``tests.fuzz.run``; and the interesting ones that it found."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric.toml_text import utility_text
from symbolic.parse import ParseError, parse_utility
from tests.fuzz import run, texts
from tests.fuzz.guard import Tally, install, one


def test_expressions_are_read_or_refused_in_one_sentence_and_nothing_is_executed() -> None:
    tally = run.expressions(range(3000, 4500))
    assert tally.crashes == []
    assert dict(tally.events) == {}
    assert tally.read > 300
    assert tally.refused > 300


def test_files_are_read_or_refused_in_one_sentence_and_nothing_is_executed() -> None:
    tally = run.files(range(100))
    assert tally.crashes == []
    assert dict(tally.events) == {}
    assert tally.refused > 50


def test_the_guard_sees_execution_a_crash_and_two_sentences() -> None:
    install()
    tally = Tally()
    one(tally, "exec", lambda: exec("1"), ParseError)
    one(tally, "crash", lambda: 1 / 0, ParseError)

    def refuse() -> None:
        raise ParseError("two\nsentences, the second of them on a line of its own")

    one(tally, "two", refuse, ParseError)
    assert tally.events["exec"] == 1
    assert [why.split(":")[0] for _, why in tally.crashes] == ["ZeroDivisionError", "not one sentence"]


def test_a_wrong_reading_is_noticed() -> None:
    assert run.disagreement("q + r", parse_utility("q - r"), parse_utility, utility_text)
    assert run.disagreement("q - r", parse_utility("q - r"), lambda t: parse_utility("q"), utility_text)
    assert run.disagreement("q - r", parse_utility("q - r"), parse_utility, utility_text) is None


# Found by the bulk run: SymPy multiplies a number into a sum, or makes exp(-r*log(2)) of a power, so what was written was read differently or not at all.
@pytest.mark.parametrize(
    "text",
    [
        "-(log(+9)*(r/r*(999999999999999999999999999999+r)))",
        "exp(0)*0.45/(1*beta-(q+2))+(log(exp(theta))-0.5)",
        "(((beta+q)+(theta*1/3)/(r+0.45)+r)**(((theta+10)-(theta*q))*log(r-9)))",
        "(sqrt(0.5)/((1/3*(beta*q)+theta+9)*((beta+q)+(theta*q))/beta))",
        "((0.5**r**q)/(sqrt(q)*sqrt(beta)))+beta*5.*3*r+beta/0.45/(theta-beta)",
    ],
)
def test_an_expression_that_was_written_is_read_back_as_it_was(text: str) -> None:
    found = parse_utility(text, ("theta", "beta"))
    assert parse_utility(utility_text(found), ("theta", "beta")) == found


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


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None, database=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    tally = Tally()
    found = one(tally, text, lambda: parse_utility(text), ParseError)
    assert tally.crashes == []
    if found is not None:
        assert isinstance(ast.parse(" ".join(text.split()), mode="eval").body, ast.expr)
