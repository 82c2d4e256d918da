"""SymPy's printer and ``doit`` on the project's formulas."""

import sympy as sp

from symbolic.language.notation import Q_others, kappa_q, mu, q_bar, sigma, x, y, z
from symbolic.language.quotient import Quotient, over
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import u_qr
from symbolic.model.best_response import g_prime
from symbolic.printing.latex import formula_latex


def test_nodes_of_the_project_print_as_the_project_prints_them() -> None:
    for node in (
        over(kappa_q, q_bar),
        SumOver(mu(z, x), z),
        ProductOver(mu(z, y), y),
        u_qr(q_bar, kappa_q, x, z),
        sigma(x),
        g_prime(),
    ):
        assert sp.latex(node) == formula_latex(node)


def test_they_print_inside_sympys_own_and_under_powers() -> None:
    shown = sp.latex(sp.sqrt(over(kappa_q, Q_others)) + sp.Symbol("a") ** 2)
    assert r"\frac{\kappa_q}{Q_-}" in shown
    assert "a^{2}" in shown
    assert sp.latex(over(1, Q_others) ** 2) == r"\left(\frac{1}{Q_-}\right)^{2}"
    assert over(1, q_bar)._repr_latex_() == r"$\displaystyle \frac{1}{\bar{q}}$"


def test_symbols_of_others_print_as_before() -> None:
    assert sp.latex(Q_others) == "Q_-"
    assert sp.latex(sp.Symbol("Q_others")) == "Q_{others}"
    assert sp.latex(sp.Function("f")(sp.Symbol("t"))) == r"f{\left(t \right)}"
    assert sp.latex(Q_others, symbol_names={Q_others: "Q^*"}) == "Q^*"


def test_doit_with_the_labels_gives_plain_sympy() -> None:
    total = SumOver(sigma(y) * kappa_q, y)
    assert total.doit() == total
    assert sp.expand(total.doit(types=[0, 1]) - kappa_q * (sigma(0) + sigma(1))) == 0
    assert total.doit(states=["good", "bad"]) == total
    nested = (1 + SumOver(mu(z, x) * ProductOver(mu(z, y) ** sigma(y), y), z)).doit(
        states=["good", "bad"], types=["a", "b"]
    )
    assert not nested.has(SumOver, ProductOver)
    assert len(nested.args) == 3
    assert not g_prime().doit(states=["good", "bad"]).has(SumOver, Quotient)
