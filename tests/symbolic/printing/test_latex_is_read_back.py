"""What is printed means what was meant.

Formulas are read back from their LaTeX by a reader of its own and evaluated.
"""

import random
from fractions import Fraction

import pytest
import sympy as sp

from proofs_check.paper import CLAIMS
from symbolic.language.notation import (
    TABLE,
    Q_others,
    R_others,
    b_q,
    b_q_prime,
    b_r,
    c_1,
    eta,
    kappa_q,
    p_1,
    p_z,
    q_bar,
    r_bar,
)
from symbolic.language.quotient import Quotient, over, plain
from symbolic.printing.latex import Unprintable, formula_latex

SYMBOLS = (Q_others, R_others, b_q, b_q_prime, b_r, c_1, eta, kappa_q, p_1, p_z, q_bar, r_bar)


class Reader:
    """Reads sums, products, fractions, powers and brackets.

    Knows nothing of how they were printed.
    """

    def __init__(self, tex: str, values: dict[str, Fraction]) -> None:
        for spacing in (r"\,", r"\left", r"\right", r"\biggl", r"\biggr"):
            tex = tex.replace(spacing, " ")
        self.tex, self.at, self.values = tex.replace(r"\cdot", "*"), 0, values
        self.names = sorted(values, key=len, reverse=True)

    def blank(self) -> None:
        while self.at < len(self.tex) and self.tex[self.at] in " *":
            self.at += 1

    def take(self, text: str) -> bool:
        self.blank()
        found = self.tex.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def total(self) -> Fraction:
        value = -self.term() if self.take("-") else self.term()
        while True:
            if self.take("+"):
                value += self.term()
            elif self.take("-"):
                value -= self.term()
            else:
                return value

    def term(self) -> Fraction:
        value = self.power()
        self.blank()
        while self.at < len(self.tex) and self.tex[self.at] not in "+-)]}":
            value *= self.power()
            self.blank()
        return value

    def power(self) -> Fraction:
        value = self.atom()
        if self.take("^{"):
            exponent = self.total()
            assert self.take("}")
            assert exponent.denominator == 1
            value **= int(exponent)
        return value

    def braced(self) -> Fraction:
        assert self.take("{")
        value = self.total()
        assert self.take("}")
        return value

    def atom(self) -> Fraction:
        for left, right in (("(", ")"), ("[", "]")):
            if self.take(left):
                value = self.total()
                assert self.take(right)
                return value
        if self.take(r"\frac"):
            above = self.braced()
            return above / self.braced()
        for name in self.names:
            if self.take(name):
                return self.values[name]
        self.blank()
        digits = ""
        while self.at < len(self.tex) and self.tex[self.at].isdigit():
            digits += self.tex[self.at]
            self.at += 1
        assert digits, self.tex[self.at :]
        return Fraction(digits)


def read(tex: str, values: dict[str, Fraction]) -> Fraction:
    reader = Reader(tex, values)
    value = reader.total()
    reader.blank()
    assert reader.at == len(reader.tex), reader.tex[reader.at :]
    return value


def drawn(rng: random.Random, depth: int) -> sp.Expr:
    if depth == 0:
        return rng.choice(
            [*SYMBOLS, *SYMBOLS, sp.Integer(rng.randint(-3, 3)), sp.Rational(rng.randint(-5, 5), 3)]
        )
    kind = rng.randrange(6)
    first, second = drawn(rng, depth - 1), drawn(rng, depth - 1)
    if kind == 0:
        return first + second
    if kind == 1:
        return first - second
    if kind == 2:
        return first * second
    if kind == 3:
        return over(first, second + 7)
    if kind == 4:
        return first / (second + 7)
    return first ** rng.choice([2, 3, -1]) if first != 0 else first


def exact(formula: sp.Expr, numbers: dict[sp.Symbol, Fraction]) -> Fraction | None:
    value = plain(formula).subs(
        {s: sp.Rational(v.numerator, v.denominator) for s, v in numbers.items()}
    )
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else None


def values_for(numbers: dict[sp.Symbol, Fraction]) -> dict[str, Fraction]:
    return {TABLE[s.name].latex: v for s, v in numbers.items()}


@pytest.mark.parametrize("seed", range(150))
def test_a_formula_read_back_from_its_latex_has_the_same_value(seed: int) -> None:
    rng = random.Random(seed)
    formula = drawn(rng, 4)
    numbers = {s: Fraction(rng.randint(1, 40), rng.randint(1, 9)) for s in SYMBOLS}
    expected = exact(formula, numbers)
    if expected is not None:
        assert read(formula_latex(formula), values_for(numbers)) == expected, formula_latex(formula)


@pytest.mark.bulk
def test_the_formulas_of_claims_read_back_have_the_same_value() -> None:
    rng, compared = random.Random(1), 0
    for claim in CLAIMS.values():
        for formula in claim.standing.formulas():
            plainly = all(
                isinstance(n, sp.Symbol | sp.Rational | sp.Add | sp.Mul | sp.Pow | Quotient)
                for n in sp.preorder_traversal(formula)
            )
            symbols = formula.free_symbols
            if not plainly or any(
                s.name not in TABLE or "{0}" in TABLE[s.name].latex for s in symbols
            ):
                continue
            numbers = {s: Fraction(rng.randint(1, 40), rng.randint(1, 9)) for s in symbols}
            expected = exact(formula, numbers)
            if expected is not None:
                assert read(formula_latex(formula), values_for(numbers)) == expected, formula_latex(
                    formula
                )
                compared += 1
    assert compared > 40


def test_the_reader_sees_a_sign_that_is_wrong() -> None:
    values = {"b_q": Fraction(2), "Q_-": Fraction(3)}
    assert read(r"-\frac{b_q}{Q_-}", values) == -read(r"\frac{b_q}{Q_-}", values)
    assert read(r"Q_- (b_q - 1)^{2}", values) != read(r"Q_- b_q - 1^{2}", values)
    with pytest.raises(Unprintable):
        formula_latex(sp.Derivative(b_q))
