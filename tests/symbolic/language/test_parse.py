"""The utility parser: what it reads, what it refuses, and that it always ends with one of the two."""

import ast
import string

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic.language.notation import q, r
from symbolic.language.parse import ParseError, check_utility, parameter_symbols, parse_utility

theta = sp.Symbol("theta", real=True)
HALF = sp.Rational(1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theta*log(q) + log(r)", theta * sp.log(q) + sp.log(r)),
        ("0.45*q", sp.Rational(9, 20) * q),
        ("1e-3*q + 2.5E1", q / 1000 + 25),
        (".5*q + 1.", q / 2 + 1),
        ("1/3", sp.Rational(1, 3)),
        ("-q**2", -(q**2)),
        ("+q - -r", q + r),
        ("q**-0.5", q ** (-HALF)),
        ("2**3**2", sp.Integer(512)),
        ("sqrt(q*r)", sp.sqrt(q * r)),
        ("exp(-q) + exp(1)", sp.exp(-q) + sp.E),
        ("(q + r)**theta", (q + r) ** theta),
        ("  q\n\t+ r ", q + r),
        ("q*2**9.9", q * 512 * 2 ** sp.Rational(9, 10)),
    ],
)
def test_text_in_the_grammar_is_read_exactly(text: str, expected: sp.Expr) -> None:
    assert parse_utility(text, ["theta"]) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must not be empty"),
        ("q" * 2001, "at most 2000 characters, got 2001"),
        ("θ*q", "printable ASCII"),
        ("q\x00", "printable ASCII"),
        ("foo*q", 'unknown name "foo"; known are q, r, theta'),
        ("q.real", "an attribute access"),
        ("().__class__", "an attribute access"),
        ("q[0]", "a subscript"),
        ("lambda: q", "a lambda"),
        ("q < r", "a comparison"),
        ("q and r", "a logical operator"),
        ("q if r else 1", "a conditional"),
        ("q, r", "a comma"),
        ("(q := r)", "an assignment"),
        ("[q]", "syntax outside the grammar"),
        ("~q", "syntax outside the grammar"),
        ("log(x=q)", "syntax outside the grammar"),
        ("q.log(r)", "syntax outside the grammar"),
        ("'q'", "not a decimal number"),
        ("True", "not a decimal number"),
        ("1j*q", "not a decimal number"),
        ("0x10", "not a decimal number"),
        ("1_000", "not a decimal number"),
        ("1e31", "exponent of at most 30"),
        ("0." + "1" * 40, "at most 30 characters"),
        ("sin(q)", 'calls "sin"; only log, exp and sqrt'),
        ("__import__(q)", 'calls "__import__"'),
        ("log(q, r)", "2 argument(s)"),
        ("log()", "0 argument(s)"),
        ("log(*q)", "exactly one, a plain expression"),
        ("log + q", 'names the function "log" without'),
        ("q % 2", "operator %"),
        ("q // 2", "operator //"),
        ("q @ r", "operator @"),
        ("q << 2", "operator of another kind"),
        ("q +* r", "not a well-formed expression"),
        ("q = 1", "not a well-formed expression"),
        ("log(q", "not a well-formed expression"),
        ("import os", "not a well-formed expression"),
        ("1/0", "divides by zero"),
        ("1/(q - q)", 'divides by zero: "q - q"'),
        ("1/(sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6)))", "cannot be told from zero"),
        ("0**q", "zero to a power"),
        ("log(0)", "logarithm of zero"),
        ("log(-2)", "not a finite real number"),
        ("log(log(0.5))", "not a finite real number"),
        ("(-1)**0.5", "negative number"),
        ("(-2)**q", "negative number"),
    ],
)
def test_everything_else_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_utility(text, ["theta"])
    message = str(caught.value)
    assert sentence in message
    assert message.startswith("utility ")
    assert "\n" not in message


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9",
        "2**100000",
        "9**999",
        "((2*q)**1000)**1000",
        "(q**1000)**1000*2",
        "(1 + 1e-15)**1e15",
        "3**(q + 100000)",
        "exp(1e9*log(2))",
        "exp(1e9*log(2*q))",
        "exp(exp(exp(9)))",
        "exp(1000)",
        "exp(600)*exp(600)",
        "exp(-690)*exp(-690)",
        "1e30**10.5",
        "2**(2**(2**9.9))",
        "exp(690)**999",
        "999999999999999999999999999999**(1-1e-3)",
    ],
)
def test_towers_of_powers_are_refused_and_not_computed(text: str) -> None:
    with pytest.raises(
        ParseError, match=r"exponent above|too large|exp of|not a finite|have to be factored"
    ):
        parse_utility(text)


@pytest.mark.parametrize(
    "text",
    [
        "q+" * 400 + "q",
        "(" * 150 + "q" + ")" * 150 + "*" * 3,
        "(" * 400 + "q",
        "-" * 1900 + "q",
        "q" + "*(q+r" * 60 + ")" * 60,
    ],
)
def test_deep_and_long_text_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match=r"nested|at most|well-formed"):
        parse_utility(text)


def test_a_tree_that_is_wide_but_short_is_refused() -> None:
    summand = "+".join("q" for _ in range(100))
    with pytest.raises(ParseError, match="at most 500 names"):
        parse_utility("*".join(f"({summand})" for _ in range(9)))


def test_text_must_be_text() -> None:
    with pytest.raises(ParseError, match="utility must be text, got int"):
        parse_utility(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    ["q", "r", "log", "exp", "sqrt", "lambda", "class", "2a", "a b", "α", "", "a-b", "a" * 60, 3],
)
def test_a_bad_name_of_a_parameter_is_refused(name: str) -> None:
    with pytest.raises(ParseError, match=r"^parameter "):
        parameter_symbols([name])


def test_a_parameter_that_occurs_twice_is_refused() -> None:
    with pytest.raises(ParseError, match='"a" occurs twice'):
        parameter_symbols(["a", "a"])


def test_symbols_of_a_sympy_expression_are_matched_by_name() -> None:
    mine, positive = sp.Symbol("q", positive=True), sp.Symbol("theta", positive=True)
    assert (
        check_utility(positive * sp.log(mine) + 0.45 * sp.Symbol("r"), ["theta"])
        == theta * sp.log(q) + sp.Rational(9, 20) * r
    )


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        (sp.sin(q), "which is not allowed"),
        (sp.Abs(q), "which is not allowed"),
        (sp.pi * q, "which is not allowed"),
        (sp.I * q, "which is not allowed"),
        (sp.zoo, "which is not allowed"),
        (sp.Symbol("a") * q, 'unknown name "a"'),
        (sp.Symbol("q") + q, 'two different symbols named "q"'),
        (q**2000, "exponent above 1000"),
        (sp.exp(800), "not a finite real number"),
        (q + sp.exp(800), "not a finite real number"),
        (q * sp.Float("1e400"), "finite numbers only"),
        (3, "SymPy expression, got int"),
        (sp.Eq(q, r), "SymPy expression"),
    ],
)
def test_a_sympy_expression_outside_the_grammar_is_refused(
    expression: object, sentence: str
) -> None:
    with pytest.raises(ParseError, match=sentence):
        check_utility(expression)


def test_a_sympy_expression_that_is_too_deep_is_refused() -> None:
    nested = q
    for _ in range(40):
        nested = sp.log(nested + 1)
    with pytest.raises(ParseError, match="nested too deeply"):
        check_utility(nested)


numbers = st.sampled_from(["2", "0.5", "1e-3", "3.25", "7"])
leaves = st.one_of(numbers, st.sampled_from(["q", "r", "theta"]))
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.sampled_from(["2", "0.5", "(-1)", "theta"])).map(
            lambda t: f"({t[0]})**{t[1]}"
        ),
        st.tuples(st.sampled_from(["log", "exp", "sqrt"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda t: f"-({t})"),
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(expressions)
def test_what_is_read_has_the_value_that_python_gives_the_text(text: str) -> None:
    try:
        found = parse_utility(text, ["theta"])
    except ParseError:
        return
    point = {q: sp.Rational(3, 2), r: sp.Rational(7, 5), theta: sp.Rational(4, 3)}
    names = {
        "q": point[q],
        "r": point[r],
        "theta": point[theta],
        "log": sp.log,
        "exp": sp.exp,
        "sqrt": sp.sqrt,
    }
    exact = _oracle(ast.parse(text, mode="eval").body, names)
    value = found.xreplace(point)
    if exact.is_finite and value.is_finite and abs(exact.evalf(15)) < 10**50:
        assert abs((value - exact).evalf(15, maxn=200)) <= abs(exact.evalf(15)) * sp.Rational(
            1, 10**9
        ) + sp.Rational(1, 10**9)


def _oracle(node: ast.expr, names: dict[str, object]) -> sp.Expr:
    """Evaluate the tree at numbers, operation by operation, in the obvious way."""
    match node:
        case ast.Constant(value=value):
            return sp.Rational(str(value))
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(operand=operand):
            return -_oracle(operand, names)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return names[name](_oracle(argument, names))  # type: ignore[operator]
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _oracle(left, names), _oracle(right, names)
            return {
                ast.Add: lambda: a + b,
                ast.Sub: lambda: a - b,
                ast.Mult: lambda: a * b,
                ast.Div: lambda: a / b,
                ast.Pow: lambda: a**b,
            }[type(op)]()
    raise AssertionError(ast.dump(node))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet=string.printable + "θ²\x00", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        symbols = parse_utility(text, ["theta"]).free_symbols
    except ParseError as error:
        symbols = {q} if "\n" not in str(error) else {text}
    assert symbols <= {q, r, theta}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ln(q) + LN", None),
        ("theta*ln(q) + ln(r)", "theta*log(q) + log(r)"),
        ("q^2", "q**2"),
        ("-q^2", "-(q**2)"),
        ("2*q^(1/2) + r", "2*sqrt(q) + r"),
        ("q^2^3", "q**8"),
        ("q^-1", "1/q"),
        ("1 + q^2*r", "1 + (q**2)*r"),
        ("exp(-q^2)", "exp(-(q**2))"),
    ],
)
def test_ln_and_the_caret_mean_what_they_mean_in_mathematics(
    written: str, meant: str | None
) -> None:
    if meant is None:
        with pytest.raises(ParseError, match="unknown name"):
            parse_utility(written)
        return
    assert parse_utility(written, ["theta"]) == parse_utility(meant, ["theta"])


def test_a_caret_keeps_the_bounds_of_a_power() -> None:
    with pytest.raises(ParseError, match="exponent above"):
        parse_utility("q^100000")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("theta*LOG(q) + Ln(r)", "theta*log(q) + log(r)"),
        ("2q + r", "2*q + r"),
        ("√q + √(r)", "sqrt(q) + sqrt(r)"),
        ("θ·q² − r", "theta*q**2 - r"),
        ("theta*log q + log r", "theta*log(q) + log(r)"),
        ("theta*log10(q) + r", "theta*log(q)/log(10) + r"),
        ("e^q + r", "exp(q) + r"),
        ("(1 + q)(1 + r)", "(1 + q)*(1 + r)"),
    ],
)
def test_the_refusal_of_what_is_written_as_on_paper_shows_the_line_to_type(
    text: str, line: str
) -> None:
    with pytest.raises(ParseError, match="is meant, write that") as refused:
        parse_utility(text, ["theta"])
    assert f'if "{line}" is meant' in str(refused.value)
    parse_utility(line, ["theta"])


@pytest.mark.parametrize("text", ["3*qq", "1e5q", "q @ r", "2q" + "+q" * 100, "os.system('x')"])
def test_no_line_is_shown_where_none_is_meant(text: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_utility(text)
    assert "is meant" not in str(refused.value)
