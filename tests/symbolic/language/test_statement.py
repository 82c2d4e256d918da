"""Statements are data: they are altered, hashed and expanded, never evaluated."""

from typing import Any

import pytest
import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.local_symbols import head
from symbolic.language.notation import (
    TABLE,
    Q_others,
    R_others,
    b_q,
    b_r,
    enter,
    mu,
    phi,
    q,
    r,
    x,
    z,
)
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
    mapped,
)
from symbolic.language.quotient import Quotient, denominators, over, plain
from symbolic.language.spelling import spelled
from symbolic.language.statement import Definition, Statement, positive
from symbolic.language.sums import ProductOver, SumOver, unrolled
from symbolic.language.tree import statement_hash, statement_tree
from symbolic.language.utility import partial, u, u_q, u_qr, with_utility
from symbolic.model.best_response import integrand

a, b, c = sp.symbols("a b c", real=True)


def formula_tree(e: sp.Expr) -> Any:
    """Return the tree of a formula in a statement of its own."""
    return statement_tree(Statement(Relation(e, ">", 0)))["says"][1]


def test_a_relation_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(Relation(a, "=", a))


def test_a_fraction_keeps_its_denominator_until_it_is_made_plain() -> None:
    assert Quotient(a, a) != 1
    assert plain(over(a, a)) == 1
    assert over(a, a).doit() == 1
    assert set(denominators(over(a, b), 1 / c)) == {b, c}
    assert over(1, 3).evalf(5) == sp.Rational(1, 3).evalf(5)


def test_the_quotient_rule() -> None:
    assert plain(sp.diff(over(a, b), b)) == -a / b**2
    assert sp.diff(over(a, b), c) == 0
    assert sp.diff(over(a * c, b), c) == over(a, b)


def test_replacing_changes_operators_formulas_and_relations() -> None:
    statement = Statement(And((Relation(a, "<", b), equation(a, c))), positive(a))
    assert statement.replacing({"<": ">"}).says == And((Relation(a, ">", b), equation(a, c)))
    assert statement.replacing({c: b}).says == And((Relation(a, "<", b), equation(a, b)))
    with pytest.raises(ValueError, match="does not occur"):
        statement.replacing({sp.Symbol("absent"): a})


def test_replacing_reaches_every_kind_of_proposition() -> None:
    said = Or(
        (
            Not(equation(a, b)),
            Implies(equation(a, b), Iff(equation(a, b), Exists((c,), equation(a, c), ((c, a),)))),
        )
    )
    assert "'a'" not in str(statement_tree(Statement(said).replacing({a: b})))
    assert len(Statement(said).formulas()) == 9
    assert Statement(Asserted("n", "l", (("k", 1),))).replacing({"k": 2}).says == Asserted(
        "n", "l", (("k", 2),)
    )


def test_a_dropped_hypothesis_must_exist() -> None:
    statement = Statement(equation(a, b), positive(a, b))
    assert statement.without(statement.given[0]).given == statement.given[1:]
    with pytest.raises(ValueError, match="no such hypothesis"):
        statement.without(positive(c)[0])


def test_abbreviations_are_substituted_in_order_in_hypotheses_too() -> None:
    statement = Statement(equation(a, 1), positive(a), (Definition(a, b + 1), Definition(b, c)))
    assert statement.expanded() == Statement(equation(c + 1, 1), positive(c + 1))


def test_the_hash_sees_what_is_decided_and_not_the_words() -> None:
    statement = Statement(equation(over(b_q, Q_others), b_r), positive(R_others))
    assert statement_hash(statement) == statement_hash(
        Statement(statement.says, statement.given, words="in words")
    )
    assert statement_hash(statement) != statement_hash(statement.without(statement.given[0]))
    assert statement_hash(statement) != statement_hash(
        Statement(equation(b_q / Q_others, b_r), statement.given)
    )


def test_a_tree_names_every_kind_of_formula() -> None:
    formula = over(a, b) + SumOver(u_q(q, r, x, z), z) * ProductOver(a, x) ** 2 + sp.log(a) / 3
    text = str(formula_tree(formula + phi(z) + sp.Min(a, b)))
    for kind in (
        "'/'",
        "'sum'",
        "'prod'",
        "'u', 1, 0",
        "'^'",
        "'log'",
        "'1/3'",
        "'f', 'phi'",
        "'min'",
    ):
        assert kind in text
    with pytest.raises(ValueError, match="no Float"):
        formula_tree(sp.Float(0.5) * a)


def test_mixed_partials_of_utility_agree_and_a_fourth_has_no_name() -> None:
    assert sp.diff(u(q, r, x, z), q, r) == sp.diff(u(q, r, x, z), r, q) == u_qr(q, r, x, z)
    with pytest.raises(NotImplementedError, match="at most three"):
        partial(4, 0)


def test_a_concrete_utility_takes_the_place_of_the_abstract_one() -> None:
    assert with_utility(u_q(2 * q, r, x, z), sp.log(q) + r, q, r) == 1 / (2 * q)


def test_a_bound_index_is_never_captured() -> None:
    over_z = SumOver(a * u(q, r, x, z), z)
    moved = over_z.subs(a, z)
    assert z in moved.free_symbols
    assert over_z.subs(z, 3) == over_z


def test_a_sum_leaves_out_at_most_one_element_and_needs_a_symbol() -> None:
    with pytest.raises(TypeError, match="at most one"):
        SumOver(a, z, 1, 2)
    with pytest.raises(TypeError, match="must be a symbol"):
        SumOver(a, sp.Integer(1))


def test_every_entry_of_the_notation_table_says_what_it_means() -> None:
    assert len(TABLE) > 40
    assert all(e.meaning and e.latex and e.domain and e.place for e in TABLE.values())


def test_mapping_reaches_every_formula_of_every_kind_of_proposition() -> None:
    one = equation(a, b)
    said = And(
        (
            Or((Not(one), Implies(one, Iff(one, ForAll(z, one))))),
            Exists((c,), equation(a, c), ((c, a),)),
            Asserted("n", "l", (("k", 1),)),
        )
    )
    moved = mapped(said, lambda e: e.subs(a, b + 1))
    assert len(Statement(moved).formulas()) == len(Statement(said).formulas())
    assert not any(f.has(a) for f in Statement(moved).formulas())
    assert mapped(moved, lambda e: e.subs(b, a - 1)) == mapped(said, lambda e: e.subs(b, a - 1))
    assert isinstance(moved, And)
    assert moved.parts[-1] == said.parts[-1]


def test_replacing_goes_into_what_is_said_of_every_element() -> None:
    statement = Statement(ForAll(z, Relation(a, "<", b)))
    assert statement.replacing({"<": ">="}).says == ForAll(z, Relation(a, ">=", b))


def test_an_abbreviation_is_not_captured_by_a_bound_label() -> None:
    captured = Statement(ForAll(z, equation(a, 1)), (), (Definition(a, z + 1),))
    with pytest.raises(ValueError, match="contains a symbol that a proposition binds"):
        captured.expanded()
    variable = Statement(Exists((b,), equation(a, b)), (), (Definition(a, b + 1),))
    with pytest.raises(ValueError, match="contains a symbol that a proposition binds"):
        variable.expanded()


def test_the_hash_sees_the_parameters_of_an_assertion() -> None:
    one, other = (Statement(Asserted("n", "l", (("k", value),))) for value in (1, 2))
    assert statement_tree(one)["says"] == ["asserted", "n", "l", [["k", "1"]]]
    assert statement_hash(one) != statement_hash(other)


def test_a_tree_gives_a_binder_a_name_that_nothing_around_it_has() -> None:
    dummy = sp.Dummy("z", integer=True)
    assert formula_tree(sp.log(a)) == ["log", ["v", "a"]]
    tree = formula_tree(SumOver(phi(z) * phi(dummy), dummy))
    assert tree == ["sum", "z_1", "Z", ["*", ["f", "phi", ["v", "z"]], ["f", "phi", ["v", "z_1"]]]]
    nested = formula_tree(SumOver(phi(dummy) * SumOver(phi(z) * phi(dummy), z), dummy))
    assert nested[1] == "z"
    assert "z_1" in str(nested)
    with pytest.raises(ValueError, match="contains no"):
        formula_tree(sp.I)


def test_two_symbols_of_one_name_are_refused_in_a_tree() -> None:
    for one, other in (
        (sp.Dummy("a"), sp.Dummy("a")),
        (a, sp.Symbol("a", positive=True)),
        (sp.Symbol("x", real=True), x),
        (sp.Symbol("f", real=True), sp.Function("f")(a)),
        (mu(z, x), sp.Function("mu")(z, x)),
    ):
        with pytest.raises(ValueError, match="two different symbols"):
            statement_tree(Statement(equation(one, other)))


def test_the_tree_carries_what_a_symbol_assumes_and_refuses_what_it_cannot_carry() -> None:
    tree = statement_tree(Statement(equation(sp.Symbol("n", positive=True, integer=True), a)))
    assert tree["symbols"] == [["a"], ["n", "integer", "positive"]]
    for odd in (
        sp.Symbol("n", even=True),
        sp.Symbol("n", imaginary=True),
        sp.Symbol("n", real=False),
    ):
        with pytest.raises(ValueError, match="assumptions of n"):
            statement_tree(Statement(equation(odd, a)))


@pytest.mark.parametrize(
    "pair", [("a", "α"), ("α", "~3b1~"), ("log", "log~"), ("2", "_2"), ("", "~~")]
)
def test_different_names_are_written_differently(pair: tuple[str, str]) -> None:
    assert spelled(pair[0]) != spelled(pair[1])


def test_a_witness_names_the_variables_that_are_bound_and_no_others() -> None:
    said = Relation(b, ">", 0)
    Exists((b,), said, ((b, a),))
    for witness in (((c, a),), ((b, a), (c, a)), ((sp.Symbol("b", positive=True), a),)):
        with pytest.raises(ValueError, match="witness names"):
            Exists((b,), said, witness)
    with pytest.raises(ValueError, match="contains a variable"):
        Exists((b,), said, ((b, b + 1),))
    with pytest.raises(ValueError, match="bound twice"):
        Exists((b, b), said)


def test_abbreviations_that_are_circular_or_out_of_order_are_refused() -> None:
    says = Relation(a, "<", b)
    for where in (
        (Definition(a, a + 1),),
        (Definition(b, c), Definition(a, b)),
        (Definition(a, b), Definition(b, a)),
        (Definition(a, c), Definition(a, b)),
    ):
        with pytest.raises(ValueError, match="abbreviation"):
            Statement(says, (), where)


def test_a_formula_is_never_read_from_text() -> None:
    with pytest.raises(TypeError, match="not a text"):
        Relation("a", "=", 0)  # type: ignore[arg-type]


def test_sums_stay_where_their_set_is_not_given_and_products_have_no_derivative() -> None:
    inner = SumOver(a * sp.Function("g")(z), z)
    assert unrolled(SumOver(inner * sp.Function("f")(x), x), {x: [0]}) == inner * sp.Function("f")(
        0
    )
    assert unrolled(inner, {x: [0]}) == inner
    product = ProductOver(a * sp.Function("g")(z), z)
    assert sp.diff(product, b) == 0
    with pytest.raises(NotImplementedError, match="ProductOver"):
        sp.diff(product, a)


def test_symbols_with_a_wrong_number_of_labels_or_a_taken_name_are_refused() -> None:
    with pytest.raises(TypeError, match="2 label"):
        mu(z)
    with pytest.raises(ValueError, match="already has an entry 'mu'"):
        enter("mu", "m", "another", "R", "nowhere")
    with pytest.raises(ValueError, match="already printed in another way"):
        head("mu", "m({0})")
    with pytest.raises(TypeError, match="differentiated in a symbol"):
        DerivativeOf(a**2, a + 1)
    with pytest.raises(NotImplementedError, match="is not defined"):
        sp.diff(head("test_head", "h({0})")(a), a)
    with pytest.raises(ValueError, match="a derivative is taken in it"):
        DerivativeOf(a**2, a).subs(a, b)


def test_utility_is_differentiated_in_consumption_only() -> None:
    assert u(q, r, x, z).fdiff(2) == partial(0, 1)(q, r, x, z)
    with pytest.raises(sp.core.function.ArgumentIndexError):
        u(q, r, x, z).fdiff(3)


def test_the_integrand_is_taken_from_a_sum_weighted_by_beliefs_only() -> None:
    assert integrand(SumOver(phi(z) * a, z)) == a
    for other in (a, SumOver(a, z), SumOver(phi(z) ** 2 * a, z)):
        with pytest.raises(ValueError, match=r"phi|sum"):
            integrand(other)
