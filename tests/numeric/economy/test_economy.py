"""Economies from keywords.

Exact values, one sentence for everything unusable, equality by value.
"""

import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy as sp

from numeric.economy.economy import Economy, EconomyError
from numeric.economy.fields import decimal_text, number, written
from symbolic.language.notation import q, r

BASE: dict[str, Any] = {
    "prior": [0.5, 0.5],
    "signal": [[0.6, 0.4], [0.4, 0.6]],
    "endowment": [1, 1],
    "kappa": [0.05, 0.05],
    "eta": 0.1,
    "utility": "theta*log(q) + log(r)",
    "parameters": {"theta": [[0.8, 1], [1, 1.25]]},
    "states": ["low", "high"],
    "types": ["weak", "keen"],
}


def economy(**changes: Any) -> Economy:
    return Economy(**{**BASE, **changes})


@pytest.mark.parametrize(
    ("given", "exact"),
    [
        (1, Fraction(1)),
        (0.45, Fraction(9, 20)),
        ("0.45", Fraction(9, 20)),
        (" 1/3 ", Fraction(1, 3)),
        ("-2e-3", Fraction(-1, 500)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Fraction(2, 7), Fraction(2, 7)),
        (sp.Rational(2, 7), Fraction(2, 7)),
        (sp.Integer(3), Fraction(3)),
        (np.float64(0.45), Fraction(9, 20)),
        (np.float32(0.1), Fraction(1, 10)),
        (np.int64(4), Fraction(4)),
        (np.array(0.25), Fraction(1, 4)),
    ],
)
def test_a_number_is_read_as_the_decimal_that_it_shows(given: Any, exact: Fraction) -> None:
    assert number(given, "eta") == exact


NOT_NUMBERS = [
    True,
    np.True_,
    None,
    "x",
    "1/0",
    "1/2/3",
    "inf",
    "1_0",
    "9" * 300,
    [1],
    1j,
    sp.pi,
    sp.nan,
]
NOT_FINITE = [float("nan"), float("inf"), Decimal("NaN")]


@pytest.mark.parametrize("given", NOT_NUMBERS + NOT_FINITE)
def test_what_is_not_a_finite_number_is_refused(given: Any) -> None:
    with pytest.raises(EconomyError, match=r"^eta must be a finite number, got "):
        number(given, "eta")


@pytest.mark.parametrize(
    "given",
    [10**301, Fraction(1, 10**301), "1e301", Decimal("1e999999999"), Decimal("-1e-999999999")],
)
def test_a_number_of_extreme_size_is_refused(given: Any) -> None:
    with pytest.raises(EconomyError, match=r"^eta must be"):
        number(given, "eta")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(97, 100), "0.97"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(5), "5.0"),
        (Fraction(1, 3), "1/3"),
        (Fraction(10**40 + 1, 3), "about 3.333333333333333e+39"),
    ],
)
def test_a_fraction_is_written_as_a_decimal_where_it_terminates(value: Fraction, text: str) -> None:
    assert written(value) == text


def test_an_expansion_of_many_places_is_not_written() -> None:
    assert decimal_text(Fraction(1, 2**40)) is None


BAD: list[tuple[dict[str, Any], str]] = [
    ({"prior": []}, "prior must have at least one state, got none"),
    ({"prior": 0.5}, "prior must be a list of numbers, got 0.5"),
    ({"prior": [0.5, 0.25, 0.25]}, "prior must have 2 numbers, one per state, got 3"),
    ({"prior": [0.5, 0.4]}, "prior sums to 0.9, must sum to 1"),
    ({"prior": [1.5, -0.5]}, "prior must have positive probabilities, got -0.5"),
    ({"prior": [1, 0]}, "prior must have positive probabilities, got 0.0"),
    ({"prior": ["a", 0.5]}, 'prior, entry 1, must be a finite number, got "a"'),
    *(
        (
            {"kappa": [size, "1/10"]},
            "kappa, entry 1, must be 0 or between 1e-300 and 1e300 in absolute value, got "
            + (f'"{size}"' if isinstance(size, str) else str(size)),
        )
        for size in ("1e308", "1e-320", "-1e999", 1e308)
    ),
    ({"kappa": ["\u0661", "1/10"]}, 'kappa, entry 1, must be a finite number, got "\u0661"'),
    ({"signal": [[0.6, 0.37], [0.4, 0.6]]}, 'signal row "low" sums to 0.97, must sum to 1'),
    (
        {"signal": [[0.6, 0.4], [1.0, 0.0]]},
        'signal row "high" must have positive probabilities, got 0.0',
    ),
    ({"signal": [[0.6, 0.4]]}, "signal must have 2 rows, one per state, got 1"),
    (
        {"signal": [[0.6, 0.4], [0.4, 0.3, 0.3]]},
        'signal row "high" must have 2 numbers, one per type, got 3',
    ),
    ({"signal": [0.6, 0.4]}, 'signal row "low" must be a list of numbers, got 0.6'),
    ({"signal": "x"}, 'signal must be a list of rows, got "x"'),
    ({"signal": [["1/3", "1/3"], [0.4, 0.6]]}, 'signal row "low" sums to 2/3, must sum to 1'),
    (
        {"signal": [[1], [1]], "types": ["only"], "parameters": {"theta": 1}},
        "types must be at least two, got 1",
    ),
    ({"types": ["weak", "weak"]}, 'types must be distinct, got "weak" twice'),
    ({"states": ["low", "low"]}, 'states must be distinct, got "low" twice'),
    ({"states": ["low", 3]}, "states, entry 2, must be text, got 3"),
    ({"states": ["low", " "]}, "states, entry 2, must have 1 to 200 printable characters"),
    ({"states": ["low", "a\nb"]}, "states, entry 2, must have 1 to 200 printable characters"),
    ({"states": "low"}, 'states must be a list of names, got "low"'),
    ({"types": ["a", "b", "c"]}, 'signal row "low" must have 3 numbers, one per type, got 2'),
    ({"endowment": [1]}, "endowment must have 2 numbers, one per good, got 1"),
    ({"endowment": [1, 0]}, "endowment must be positive for both goods, got 0.0"),
    ({"endowment": [1, -2]}, "endowment must be positive for both goods, got -2.0"),
    ({"endowment": [1, float("inf")]}, "endowment, entry 2, must be a finite number, got inf"),
    ({"kappa": [0.05, -0.1]}, "kappa must be nonnegative for both goods, got -0.1"),
    ({"kappa": 0.05}, "kappa must be a list of numbers, got 0.05"),
    ({"eta": 1}, "eta must be at least 0 and below 1 (in files, above 0), got 1.0"),
    ({"eta": -0.1}, "eta must be at least 0 and below 1 (in files, above 0), got -0.1"),
    ({"eta": [0.1]}, "eta must be a finite number, got a list of 1"),
    (
        {"utility": "theta*log(q) + lag(r)"},
        'utility calls "lag"; only log, exp and sqrt may be called',
    ),
    ({"utility": "a*log(q)"}, 'utility uses an unknown name "a"; known are q, r, theta'),
    ({"utility": 3}, "utility must be text or a SymPy expression, got int"),
    (
        {"utility": "log(q) + log(r)"},
        'parameter "theta" must occur in utility, which is log(q) + log(r)',
    ),
    (
        {"utility": "theta*log(q - 1) + r"},
        'endowment must lie where utility is real for type "weak" in state "low", which needs '
        "q > 1; got (1.0, 1.0)",
    ),
    (
        {"utility": "(-q)**theta + r"},
        'endowment must lie where utility is real for type "weak" in state "low", which needs '
        "q < 0; got (1.0, 1.0)",
    ),
    (
        {"utility": "exp(exp(9*q))*theta"},
        'utility must be a finite real number at the endowment for type "weak" in state "low", '
        "and is not",
    ),
    (
        {"utility": "q/(theta - 0.8) + r"},
        'utility must be a finite real number at the endowment for type "weak" in state "low", '
        "and is not",
    ),
    (
        {"utility": "q**theta", "parameters": {"theta": 1001}},
        'parameter "theta" occurs in an exponent and must be at most 1000 in absolute value, got '
        "1001.0",
    ),
    (
        {"parameters": {"theta": [1, 2]}},
        'parameter "theta" must be one number or 2 rows (one per type) of 2 (one per state), got '
        "a list of 2",
    ),
    (
        {"parameters": {"theta": [[1, 2]]}},
        'parameter "theta" must be one number or 2 rows (one per type) of 2 (one per state), got '
        "a list of 1x2",
    ),
    (
        {"parameters": {"theta": [[1, 2], [3]]}},
        'parameter "theta" row "keen" must have 2 numbers, one per state, got 1',
    ),
    (
        {"parameters": {"theta": [[1, 2], 3]}},
        'parameter "theta" must be one number or 2 rows (one per type) of 2 (one per state), got '
        "an irregular list",
    ),
    ({"parameters": {"theta": {"a": 1}}}, 'parameter "theta" must be a finite number, got a table'),
    (
        {"parameters": {"q": 1}},
        'parameter "q" has a reserved name; reserved are exp, ln, log, q, r, sqrt',
    ),
    ({"parameters": [1]}, "parameters must be a table, got a list of 1"),
    ({"name": 7}, "name must be text, got 7"),
    ({"name": ""}, 'name must have 1 to 200 printable characters, got ""'),
    ({"entry_fee": [1, 0]}, "entry_fee must be below the endowment for both goods, got 1.0"),
    ({"shut_down": 1}, "shut_down must be true or false, got 1"),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD, ids=[s for _, s in BAD])
def test_bad_data_get_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EconomyError) as caught:
        economy(**changes)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_the_library_allows_what_files_do_not() -> None:
    made = economy(kappa=[0, 0], eta=0, entry_fee=["1/100", 0], shut_down=True)
    assert made.mechanism.kappa == (0, 0)
    assert made.mechanism.entry_fee == (Fraction(1, 100), 0)
    assert made.mechanism.shut_down
    assert made.active(7) == 7


def test_probabilities_may_miss_1_by_rounding_and_are_not_renormalised() -> None:
    third = "0.3333333333333333"
    made = economy(signal=[["0.5", "0.5"], [third, "0.6666666666666666"]])
    assert made.environment.signal[1][0] == Fraction(third)
    with pytest.raises(EconomyError, match="sums to"):
        economy(signal=[["0.5", "0.5"], ["0.33333333333", "0.66666666666"]])


def test_the_number_of_active_agents_is_computed_in_rationals() -> None:
    assert economy(eta=0.45).active(100) == 55


def test_arrays_and_expressions_make_the_same_economy_as_lists_and_text() -> None:
    theta = sp.Symbol("theta", positive=True)
    other = economy(
        prior=np.array([0.5, 0.5]),
        signal=np.array([[0.6, 0.4], [0.4, 0.6]]),
        utility=theta * sp.log(sp.Symbol("q", positive=True)) + sp.log(sp.Symbol("r")),
        parameters={"theta": np.array([[0.8, 1], [1, 1.25]])},
    )
    assert other == economy()
    assert hash(other) == hash(economy())
    assert other.environment.utility.free_symbols >= {q, r}


def test_economies_that_differ_in_one_number_differ() -> None:
    assert economy() != economy(eta="0.1000001")
    assert economy() != economy(parameters={"theta": [[0.8, 1], [1, 1.26]]})
    assert economy() != economy(name="another")


def test_names_are_numbered_by_default() -> None:
    made = economy(states=None, types=None)
    assert made.states == ("state_1", "state_2")
    assert made.types == ("type_1", "type_2")


def test_a_scalar_parameter_is_shared_by_all() -> None:
    assert (
        economy(parameters={"theta": "1/3"}).environment.parameters["theta"]
        == ((Fraction(1, 3),) * 2,) * 2
    )


def test_floats_are_the_exact_numbers_rounded_once() -> None:
    d = economy(kappa=["1/3", 0.05]).floats
    assert d.kappa.tolist() == [1 / 3, 0.05]
    assert d.signal.shape == (2, 2)
    assert d.parameters["theta"].tolist() == [[0.8, 1.0], [1.0, 1.25]]


def test_replacing_changes_what_is_named_and_validates_again() -> None:
    made = economy().replacing(kappa=["1/7", "1/8"], name="other")
    assert made.mechanism.kappa == (Fraction(1, 7), Fraction(1, 8))
    assert made.environment == economy().environment
    assert made.name == "other"
    with pytest.raises(EconomyError, match="eta must be"):
        economy().replacing(eta=2)
    with pytest.raises(TypeError):
        economy().replacing(kapa=[1, 1])


def test_an_economy_survives_pickling_after_its_caches_are_filled() -> None:
    made = economy()
    assert hash(made) == hash(economy())
    assert made.floats.eta == 0.1
    copy = pickle.loads(pickle.dumps(made))
    assert copy == made
    assert "floats" not in copy.__dict__


def test_an_economy_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        economy().name = "x"  # type: ignore[misc]


def test_replacing_the_design_is_building_anew() -> None:
    base = economy().replacing(entry_fee=["1/10", "1/10"], rebate=True, name="base")
    for changes in ({"kappa": ["1/7", "1/8"]}, {"eta": "1/9"}, {"name": "x"}, {"rebate": False}):
        made, built = base.replacing(**changes), Economy(**{**base.keywords(), **changes})
        assert made == built
        assert hash(made) == hash(built)
        assert made.mechanism == built.mechanism
        assert made != base


def test_equal_economies_are_equal_again_and_others_never() -> None:
    one, other, third = economy(), economy(), economy().replacing(eta="1/9")
    for _ in range(2):
        assert one == other
        assert other == one
        assert one != third
        assert one != "economy"
    for _ in range(200):  # more than one remembers, at places in memory that come again
        assert economy() == one
        assert economy().replacing(eta="1/9") != one
