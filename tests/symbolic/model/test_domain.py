"""The domain of a utility is read off its formula, on the endowment's side of what vanishes."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from symbolic.language.notation import q, r
from symbolic.language.parse import parse_utility
from symbolic.model.domain import OutsideDomain, domain, from_edge

ONE = (Fraction(1), Fraction(1))


@pytest.mark.parametrize(
    ("utility", "text"),
    [
        ("log(q) + log(r)", "q > 0 and r > 0"),
        ("(q^0.3 + r^0.3)^2/log(1 + q)", "q > 0 and r > 0"),
        ("log(q - 1/10) + log(r - 1/5)", "q > 1/10 and r > 1/5"),
        ("sqrt(q - 1/10) + r", "q > 1/10"),
        ("(r - 1/3)^(-1/2)*q", "r > 1/3"),
        ("-1/(q - 1/10) - 1/r", "q > 1/10"),
        ("1/(2 - q) + r", "q < 2"),
        ("log((q - 1/2)^2) + r", "q > 1/2"),
        ("log((2 - q)*(3 - r)) + q", "q < 2 and r < 3"),
        ("log(q + r - 1) + r", "q + r - 1 > 0"),
        ("log(log(1 + q) - 1/2) + r", "log(q + 1) - 1/2 > 0"),
        ("log(log(1 + q)) + log(1 - exp(-r))", "q > 0 and r > 0"),
        ("(q - 1/4)^r", "q > 1/4"),
    ],
)
def test_every_logarithm_root_power_and_divisor_limits_the_domain(utility: str, text: str) -> None:
    assert domain(parse_utility(utility), ONE).text() == text


@pytest.mark.parametrize(
    ("utility", "needs"),
    [
        ("log(q - 2) + r", "q > 2"),
        ("sqrt(q - 1) + r", "q > 1"),
        ("1/(q - 1) + r", "q - 1 != 0"),
        ("log(r - q) + r", "-q + r > 0"),
        ("log(log(q/2)) + r", "log(q/2) > 0"),
    ],
)
def test_an_endowment_outside_is_told_what_the_domain_needs(utility: str, needs: str) -> None:
    with pytest.raises(OutsideDomain) as caught:
        domain(parse_utility(utility), ONE)
    assert str(caught.value) == needs


def test_the_formula_is_real_exactly_where_the_conditions_are_positive() -> None:
    texts = ["log(q - 1/10)*sqrt(r - 1/4)", "log(q + 2*r - 1) + (3 - q)^0.3", "log(q*r - 1/3)"]
    grid = np.random.default_rng(1).uniform(0, 4, (400, 2))
    for text in texts:
        u = parse_utility(text)
        value = sp.lambdify([q, r], u, "numpy")
        conditions = [sp.lambdify([q, r], g, "numpy") for g in domain(u, ONE).conditions]
        with np.errstate(invalid="ignore"):
            real = np.isfinite(value(*grid.T))
        assert real.any()
        assert not real.all()
        assert (real == np.all([g(*grid.T) > 0 for g in conditions], axis=0)).all()


def test_the_lower_edges_are_those_of_conditions_in_one_good() -> None:
    found = domain(parse_utility("log(q - 1/10) + log(q - 1/5) + log(q + r - 1)"), ONE)
    assert found.lower == (Fraction(1, 5), Fraction(0))
    assert not found.quadrant
    assert domain(parse_utility("log(q - 1/10) + log(r)"), ONE).quadrant


def test_counted_from_its_edges_a_stone_geary_utility_is_logarithmic() -> None:
    u = parse_utility("log(q - 1/10) + log(r - 1/5)")
    assert from_edge(u, domain(u, ONE).lower) == sp.log(q) + sp.log(r)


def test_what_is_not_real_is_said_as_the_complement() -> None:
    found = domain(parse_utility("log(q - 1/10) + sqrt(2 - r)"), ONE)
    assert found.complement() == "q ≤ 1/10 or r ≥ 2"
