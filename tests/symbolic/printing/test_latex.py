"""Formulas, propositions and statements as LaTeX.

The paper's notation, one source for every name, nothing raw.
"""

import re
from dataclasses import replace

import pytest
import sympy as sp

from proofs_check.paper import CLAIMS
from symbolic.language.local_symbols import LOCAL, local, spelled
from symbolic.language.notation import (
    TABLE,
    M,
    Q_others,
    R_others,
    b_q,
    b_r,
    b_r_prime,
    kappa_q,
    kappa_r,
    p_z,
    q,
    r,
    sigma,
    x,
    y,
    z,
)
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    equation,
)
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import u, u_qr
from symbolic.model.bayes import posterior
from symbolic.model.best_response import g, g_prime_at_zero
from symbolic.model.families import ces
from symbolic.model.market import others_totals, payoff, reduced_payoff
from symbolic.printing import order
from symbolic.printing.latex import Unprintable, formula_latex, name_latex
from symbolic.printing.latex_statement import (
    asserted_latex,
    hypotheses_latex,
    proposition_latex,
    statement_latex,
)
from tests.bulk import leading

RAW = re.compile(
    r"Derivative|Subs|xi_1|Quotient|SumOver|ProductOver|_others|_prime|_bar\b|(?<!{)slack_|(?<![\\a-zA-Z])kappa_|Piecewise|(?<!\\)\bphi\(|\*\*"
)


def every_display() -> list[str]:
    """Everything that the claims print, each formula of each statement once."""
    shown = []
    for claim in CLAIMS.values():
        for statement in {claim.printed, claim.standing}:
            found = statement_latex(statement)
            shown += [*found.says, *found.given, *found.where]
    return shown


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (reduced_payoff()[1], r"\bar{r} + \frac{b_q R_- - b_r Q_-}{Q_- + b_q}"),
        (payoff()[1], r"\bar{r} - b_r + p_2 b_q"),
        (
            others_totals()[0],
            r"M \kappa_q + (\sigma(x) - 1) s^{x}_q + \sum_{y \ne x} \sigma(y) s^{y}_q",
        ),
        (
            over(kappa_r, kappa_q) - over(-b_q, Q_others),
            r"\frac{b_q}{Q_-} + \frac{\kappa_r}{\kappa_q}",
        ),
        (over(q, q), r"\frac{q}{q}"),
        (-over(-b_q, Q_others), r"\frac{b_q}{Q_-}"),
        (-over(b_q, Q_others), r"-\frac{b_q}{Q_-}"),
        (over(-b_q, Q_others) * over(-b_r, R_others), r"\frac{b_q}{Q_-}\, \frac{b_r}{R_-}"),
        (u_qr(q, r, x, z), "u_{qr}(q, r; x, z)"),
        (b_r_prime**2 + p_z**2, r"(p^z)^{2} + (b'_r)^{2}"),
        (q**2 / (2 * r), r"\frac{q^{2}}{2 r}"),
        (sp.sqrt(q) + sp.log(r) / 3, r"\sqrt{q} + \frac{\log(r)}{3}"),
        (-(q + r) * M, "M (-q - r)"),
        (SumOver(sigma(y) - 1, y), r"\sum_{y \in X} (\sigma(y) - 1)"),
        (1 - kappa_q, r"1 - \kappa_q"),
        (sp.Abs(q - r), r"\left| q - r \right|"),
        (sp.exp(-q), r"\exp(-q)"),
        (ces(), r"\frac{[a q^{\rho} + (1 - a) r^{\rho}]^{\frac{s}{\rho}}}{s}"),
    ],
)
def test_a_formula_is_printed_in_the_papers_notation(formula: sp.Expr, expected: str) -> None:
    assert formula_latex(formula) == expected


def test_a_posterior_names_its_sets() -> None:
    assert formula_latex(posterior()) == (
        r"\frac{\pi(z) \prod_{y \in X} \mu_{z}(y)^{\sigma(y)}}{\sum_{z' \in Z} \pi(z') \prod_{y "
        r"\in X} \mu_{z'}(y)^{\sigma(y)}}"
    )


@pytest.mark.bulk
@pytest.mark.parametrize(
    "name", leading(2, ["kappa_q", "q_bar", "Q_others", "u", "phi", "mu", "z"])
)
def test_a_name_changed_in_the_table_changes_wherever_it_is_printed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = TABLE[name]
    old_name = re.escape(entry.latex.split("{0}")[0].split("{{")[0])
    before = every_display()
    monkeypatch.setitem(
        TABLE,
        name,
        replace(entry, latex=r"\mathfrak" + "".join(re.findall(r"\{\d\}", entry.latex))),
    )
    changed = [(old, new) for old, new in zip(before, every_display(), strict=True) if old != new]
    assert len(changed) > 3
    for old, new in changed:
        assert re.search(old_name, old)
        assert r"\mathfrak" in new


def test_no_display_of_any_claim_shows_a_raw_name() -> None:
    for shown in every_display():
        assert not RAW.search(shown), shown
        assert shown.count("{") == shown.count("}"), shown
        assert shown.count(r"\left") == shown.count(r"\right"), shown


@pytest.mark.parametrize(
    "formula", [sp.Derivative(sp.Function("f")(q), q), sp.Float(0.5), sp.Function("f")(q), sp.I]
)
def test_what_has_no_form_here_is_refused(formula: sp.Expr) -> None:
    with pytest.raises(Unprintable):
        formula_latex(formula)


def test_a_given_name_comes_before_the_tables() -> None:
    weak = sp.Symbol("type_0", integer=True)
    assert formula_latex(sigma(weak), {weak: r"\text{weak}"}) == r"\sigma(\text{weak})"


def test_propositions_are_printed_with_their_logic() -> None:
    a, b = Relation(q, ">", 0), Relation(r, "<=", kappa_q)
    assert proposition_latex(Implies(a, b)) == r"q > 0 \;\Rightarrow\; r \le \kappa_q"
    assert proposition_latex(Iff(a, b)) == r"q > 0 \;\Leftrightarrow\; r \le \kappa_q"
    assert proposition_latex(Or((a, b))) == r"q > 0 \quad\text{or}\quad r \le \kappa_q"
    assert proposition_latex(Not(a)) == r"\neg (q > 0)"
    assert proposition_latex(Exists((q,), a)) == r"\exists\, q:\ q > 0"
    assert (
        proposition_latex(Relation(q, "same sign", -r))
        == r"\operatorname{sign}(q) = \operatorname{sign}(-r)"
    )
    assert (
        proposition_latex(Implies(And((a, b)), a))
        == r"(q > 0 \quad\text{and}\quad r \le \kappa_q) \;\Rightarrow\; q > 0"
    )
    assert asserted_latex("eq-23.brute", "") == r"\text{eq 23 brute}"
    assert proposition_latex(Asserted("n", r"\beta \to \beta^z")) == r"\beta \to \beta^z"


def test_hypotheses_of_one_kind_are_gathered_and_printed_once() -> None:
    given = (*positive(Q_others, R_others, Q_others), *nonnegative(b_q, b_r))
    assert hypotheses_latex(given) == ("Q_-, R_- > 0", r"b_q, b_r \ge 0")
    assert statement_latex(Statement(And((equation(q, r), equation(r, q))), given)).says == (
        "q = r",
        "r = q",
    )


def test_a_local_symbol_keeps_one_latex_name() -> None:
    assert local("slack_q", r"\varsigma_q") == sp.Symbol("slack_q", real=True)
    with pytest.raises(ValueError, match="already printed"):
        local("slack_q", "t")
    with pytest.raises(ValueError, match="notation table"):
        local("kappa_q", "k")
    assert not set(LOCAL) & set(TABLE)


def test_an_unregistered_name_is_spelled_without_underscores() -> None:
    assert spelled("other_gap") == r"\text{other gap}"
    assert spelled("gap_Q") == r"\mathit{gap}_{Q}"
    assert spelled("eta_") == r"\eta"
    assert spelled("theta2") == r"\theta_{2}"
    assert name_latex(
        "unheard_of_hat"
    ) == r"\hat{\mathit{unheard}}_{\mathit{of}}" or "_of" not in name_latex("unheard_of_hat")


def test_orders_list_names_of_the_table() -> None:
    assert set(order.ORDER) <= set(TABLE)
    assert set(order.FACTORS) <= set(TABLE)


def test_a_product_over_types_and_a_slope_read_as_in_the_paper() -> None:
    assert formula_latex(ProductOver(sigma(y), y)) == r"\prod_{y \in X} \sigma(y)"
    assert formula_latex(g_prime_at_zero()) == (
        r"\sum_{z \in Z} \phi(z)\, \left[ \frac{R_-}{Q_-}\, u_{r}(\bar{q}, \bar{r}; x, z) - "
        r"u_{q}(\bar{q}, \bar{r}; x, z) \right]"
    )
    assert (
        r"u\left( \bar{q} - b_q, \bar{r} + \frac{b_q R_-}{Q_- + b_q}; x, z \right)"
        in formula_latex(g())
    )
    assert formula_latex(u(q, r, x, z)) == "u(q, r; x, z)"


def test_extrema_infinities_and_differences_of_sums_are_printed() -> None:
    assert formula_latex(sp.Max(q, r)) == r"\max\{q, r\}"
    assert formula_latex(sp.Min(r, q)) == r"\min\{q, r\}"
    assert (formula_latex(sp.oo), formula_latex(-sp.oo)) == (r"\infty", r"-\infty")
    assert (
        formula_latex(
            sp.Add(
                q, sp.Mul(-1, sp.Add(r, kappa_q, evaluate=False), evaluate=False), evaluate=False
            )
        ).count("(")
        == 1
    )
    assert formula_latex(sp.Mul(2, sp.Pow(3, 2, evaluate=False), evaluate=False)) in (
        r"2 \cdot 3^2",
        r"2 \cdot 3^{2}",
    )


def test_a_mark_goes_to_the_end_of_an_unregistered_name() -> None:
    assert spelled("gap_prime") == r"\mathit{gap}'"
