"""Derivations: what follows is accepted, and a step altered to be false fails the build, for each kind of step."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
import sympy as sp

from proofs_check.paper import CLAIMS
from symbolic.deciding.signs import FLIPPED, Signs
from symbolic.derivations import TOPICS
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation, check
from symbolic.deriving.items import (
    Case,
    Chain,
    Fact,
    Item,
    Known,
    Let,
    LetSlope,
    Line,
    Rule,
    StepError,
    Text,
)
from symbolic.deriving.rules import (
    Algebra,
    ByDefinition,
    Differentiate,
    InvertPower,
    Limit,
    PowerAlgebra,
    PutInto,
    Solve,
    Substitute,
    UseEquation,
)
from symbolic.deriving.sign_rules import BySigns, CompareSigns, Multiply, PositiveMultiple
from symbolic.language.local_symbols import head
from symbolic.language.notation import Q_others, R_others, b_q, b_r, p, phi, q, r, x, z
from symbolic.language.proposition import (
    And,
    Asserted,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    equation,
)
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_q, u_r
from symbolic.printing.latex_derivation import Display, Paragraph, derivation_blocks
from tests.bulk import without

f = head("f_test", "f({0})")
f_slope = head("f_slope_test", "f'({0})")
A, B = sp.symbols("a_test b_test", real=True)
GIVEN = positive(p, A, Q_others)
CLAIM = Statement(And((Relation(A * B, ">", 0), equation(B, B))), positive(A, B))
CERTAIN = equation(A * q, p)


def built(*items: Item, given: tuple[Hypothesis, ...] = GIVEN) -> Derivation:
    return Derivation("test", "a test", "nowhere", given, items)


def line(left: sp.Expr, relation: str, right: sp.Expr, rule: object) -> Chain:
    return Chain(left, (Line(relation, right, rule),))  # type: ignore[arg-type]


# One derivation for each kind of step; the last item is the step.
KINDS: dict[str, tuple[tuple[Hypothesis, ...], tuple[Item, ...], Item]] = {
    "algebra": (
        (),
        (line(over(q**2 - r**2, A), "=", over((q - r) * (q + r), A), Algebra()),),
        line(over(q**2 - r**2, A), "=", over((q - r) * (q - r), A), Algebra()),
    ),
    "definition": (
        (),
        (Let(f(q), q**2), line(f(A), "=", A**2, ByDefinition())),
        line(f(A), "=", A**3, ByDefinition()),
    ),
    "substitution": (
        (Hypothesis(equation(r, p * q)),),
        (line(over(r, p), "=", over(p * q, p), Substitute(((r, p * q),))),),
        line(over(r, p), "=", over(q, p), Substitute(((r, p * q),))),
    ),
    "differentiation": (
        (),
        (
            Let(f(q), over(q, A + p * q)),
            LetSlope(f_slope(q), f(q), q),
            line(f_slope(0), "=", over(1, A), ByDefinition()),
        ),
        line(f_slope(0), "=", over(2, A), ByDefinition()),
    ),
    "chain rule": (
        (),
        (
            Let(f(b_q), SumOver(phi(z) * u(q - b_q, p * b_q, x, z), z)),
            LetSlope(f_slope(b_q), f(b_q), b_q),
            line(
                f_slope(b_q),
                "=",
                SumOver(
                    phi(z) * (p * u_r(q - b_q, p * b_q, x, z) - u_q(q - b_q, p * b_q, x, z)), z
                ),
                Differentiate(),
            ),
        ),
        line(
            f_slope(b_q),
            "=",
            SumOver(phi(z) * (p * u_r(q - b_q, p * b_q, x, z) + u_q(q - b_q, p * b_q, x, z)), z),
            Differentiate(),
        ),
    ),
    "equation": (
        (Hypothesis(equation(r, p * q)),),
        (line(r**2, "=", p**2 * q**2, UseEquation((equation(r, p * q),))),),
        line(r**2, "=", p * q**2, UseEquation((equation(r, p * q),))),
    ),
    "limit": (
        (),
        (line(over(q, A + b_r**2 * p), "->", over(q, A), Limit(((b_r, sp.S.Zero),))),),
        line(over(q, A + b_r**2 * p), "->", q, Limit(((b_r, sp.S.Zero),))),
    ),
    "signs": (
        (),
        (Fact(Relation(A * p + over(A, p), ">", 0), BySigns()),),
        Fact(Relation(A * p - over(A, p), ">", 0), BySigns()),
    ),
    "clearing denominators": (
        (Hypothesis(equation(over(q, p), A)),),
        (Fact(equation(q, A * p), Multiply(equation(over(q, p), A), p)),),
        Fact(equation(q, A), Multiply(equation(over(q, p), A), p)),
    ),
    "an inequality times a factor": (
        (Hypothesis(Relation(over(q, p), "<", A)),),
        (Fact(Relation(-q, ">", -A * p), Multiply(Relation(over(q, p), "<", A), -p)),),
        Fact(Relation(q, ">", A * p), Multiply(Relation(over(q, p), "<", A), p)),
    ),
    "solving": (
        (Hypothesis(CERTAIN),),
        (Fact(equation(q, over(p, A)), Solve(CERTAIN)),),
        Fact(equation(q, over(p, 2 * A)), Solve(CERTAIN)),
    ),
    "putting into a relation": (
        (Hypothesis(CERTAIN), Hypothesis(equation(q, r))),
        (Fact(equation(A * r, p), PutInto(CERTAIN, ((q, r),))),),
        Fact(equation(A * r, p + r), PutInto(CERTAIN, ((q, r),))),
    ),
    "powers": (
        (),
        (
            line(
                A ** sp.Rational(1, 2) * A ** sp.Rational(3, 2), "=", A**2, PowerAlgebra(((A, 2),))
            ),
            line(sp.sqrt(A) / A, "=", 1 / sp.sqrt(A), PowerAlgebra(((A, 2),))),
        ),
        line(sp.sqrt(A) / A, "=", sp.sqrt(A), PowerAlgebra(((A, 2),))),
    ),
    "inverting a power": (
        (*positive(q, r), Hypothesis(equation(A * over(r, q) ** sp.Rational(1, 2), p))),
        (
            Fact(
                equation(r, over(p, A) ** 2 * q),
                InvertPower(
                    equation(A * over(r, q) ** sp.Rational(1, 2), p), A, r, q, sp.Rational(1, 2)
                ),
            ),
        ),
        Fact(
            equation(r, over(p, A) * q),
            InvertPower(
                equation(A * over(r, q) ** sp.Rational(1, 2), p), A, r, q, sp.Rational(1, 2)
            ),
        ),
    ),
    "a positive multiple": (
        (),
        (Fact(Relation(p * (q - r), "same sign", q - r), PositiveMultiple(p)),),
        Fact(Relation(p * (q - r), "same sign", r - q), PositiveMultiple(p)),
    ),
    "comparing signs": (
        (Hypothesis(Relation(q, "same sign", -r)),),
        (
            Fact(
                Or((Relation(q, "<=", 0), Relation(r, "<=", 0))),
                CompareSigns((Relation(q, "same sign", -r),)),
            ),
        ),
        Fact(
            Or((Relation(q, "<", 0), Relation(r, "<", 0))),
            CompareSigns((Relation(q, "same sign", -r),)),
        ),
    ),
    "a claim": (
        (),
        (Fact(Relation(A * p, ">", 0), ByClaim("c", CLAIM, ((B, p),))),),
        Fact(Relation(A * p, ">", A), ByClaim("c", CLAIM, ((B, p),))),
    ),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_step_that_follows_is_accepted_and_one_altered_to_be_false_is_an_error(kind: str) -> None:
    given, items, altered = KINDS[kind]
    assert built(*items, given=(*GIVEN, *given)).items == items
    with pytest.raises(StepError, match="test, item"):
        built(*items[:-1], altered, given=(*GIVEN, *given))


def test_every_rule_has_a_step_that_is_altered() -> None:
    steps = [item for _, items, altered in KINDS.values() for item in (*items, altered)]
    tried = {type(i.rule) for i in steps if isinstance(i, Fact)} | {
        type(entry.rule) for i in steps if isinstance(i, Chain) for entry in i.lines
    }
    assert tried == set(Rule.__subclasses__())


REFUSED: Mapping[str, tuple[Item, ...]] = {
    "a definition that is not named": (Let(f(q), q**2), line(f(A), "=", A**2, Algebra())),
    "a substitution of something unknown": (line(q, "=", r, Substitute(((q, r),))),),
    "an equation that is not known": (line(q, "=", r, UseEquation((equation(q, r),))),),
    "a premise that is not known": (Fact(equation(q, A), Multiply(equation(q, A), p)),),
    "a factor that may vanish": (
        Let(r, q + 1),
        Fact(equation(0, 0), Multiply(equation(r, q + 1), b_q)),
    ),
    "a limit at which a denominator vanishes": (
        line(over(1, b_q), "->", over(1, 0), Limit(((b_q, sp.S.Zero),))),
    ),
    "a denominator that may vanish": (line(over(b_q, b_q), "=", sp.S.One, Algebra()),),
    "a claim whose hypothesis is not known": (
        Fact(Relation(A * q, ">", 0), ByClaim("c", CLAIM, ((B, q),))),
    ),
    "two definitions of one symbol": (Let(q, A), Let(q, p)),
    "a definition by itself": (Let(q, q + 1),),
    "a definition of what was assumed": (Let(p, A),),
    "a derivative of something undefined": (LetSlope(f_slope(q), f(q), q),),
    "a sentence with a place too many": (Text("{} and {}", (q,)),),
    "a chain without lines": (Chain(q, ()),),
    "what was found in another case": (
        Case("i", (Hypothesis(equation(q, 1)),)),
        Case("ii", ()),
        line(q, "=", sp.S.One, UseEquation((equation(q, 1),))),
    ),
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_what_is_not_justified_is_refused(what: str) -> None:
    with pytest.raises(StepError):
        built(*REFUSED[what])


STANDING = {id_: claim.standing for id_, claim in CLAIMS.items()}


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_derivation_of_the_paper_builds_and_is_printed(topic: str) -> None:
    derivation = TOPICS[topic](STANDING)
    assert derivation.id == topic
    blocks = derivation_blocks(derivation)
    assert any(isinstance(b, Display) for b in blocks)
    assert all("$" not in i.template for i in derivation.items if isinstance(i, Text))
    for block in blocks:
        tex = (
            block.tex
            if isinstance(block, Paragraph)
            else " ".join(f"{r.left} {r.relation} {r.whole}" for r in block.rows)
        )
        assert tex.count("{") == tex.count("}")


@pytest.mark.parametrize(
    "topic",
    without(sorted(TOPICS), "concavity", "lemma-1", "price-bounds", "sign-relation", "slope"),
)
def test_no_line_of_a_derivation_can_be_changed_into_a_false_one(topic: str) -> None:
    """The formula of an equation is moved by 1 %, an inequality is turned round.

    Each is refused.
    """
    derivation = TOPICS[topic](STANDING)
    known, tried = Known(derivation.given), 0
    for item in derivation.items:
        for k, entry in enumerate(item.lines if isinstance(item, Chain) else ()):
            assert isinstance(item, Chain)
            turned = FLIPPED.get(entry.relation, "->")
            wrong = (
                replace(entry, relation=turned)
                if turned not in ("=", "->")
                else replace(entry, formula=entry.formula * sp.Rational(101, 100))
            )  # type: ignore[arg-type]
            if wrong == entry:
                continue
            with pytest.raises(StepError):
                check(replace(item, lines=(*item.lines[:k], wrong)), known.copy())
            tried += 1
        check(item, known)
    assert tried > 1


def test_signs_are_read_off_the_form_and_a_hypothesis_holds_for_all_labels() -> None:
    somewhere = [
        Relation(phi(z), ">=", 0),
        Relation(u_q(q, r, x, z), ">", 0),
        Relation(Q_others, ">", 0),
    ]
    signs = Signs([*somewhere, Relation(b_q, ">=", 0), Relation(R_others, "<", b_q)])
    assert signs.sign(SumOver(phi(z) * u_q(A, B, x, z), z)) == ">="
    assert signs.sign(Q_others + b_q) == ">"
    assert signs.sign(over(-Q_others, (Q_others + b_q) ** 2)) == "<"
    assert signs.sign(Q_others - b_q) is None
    assert signs.sign((Q_others + b_q) ** 2 - b_q**2) == ">"
    assert signs.shows(Relation(b_q - R_others, ">", 0))
    assert not signs.shows(Relation(b_q, ">", 0))
    assert signs.sign((A - B) ** 2) == ">="
    assert signs.sign((A - B) ** -2) is None
    assert nonnegative(A)


def test_what_is_only_said_not_to_vanish_has_no_sign() -> None:
    signs = Signs([Relation(phi(z), "!=", 0), Relation(B, "!=", 0)])
    assert signs.sign(phi(z)) is None
    assert not signs.shows(Relation(2 * phi(z), "<=", 0))
    assert not signs.shows(Relation(2 * phi(z), ">=", 0))
    assert signs.shows(Relation(B, "!=", 0))


def test_signs_of_zero_and_of_powers() -> None:
    signs = Signs([Relation(A, ">", 0), Relation(B, "<", 0), equation(q, 0)])
    assert signs.sign((A + 1) * (A - 1) - A**2 + 1) == "="
    assert signs.sign(A * q) == "="
    assert signs.sign(q + q * A) == "="
    assert signs.sign(A**B) == ">"
    assert signs.sign(B**A) is None
    assert signs.sign(B**-2) == ">"
    assert signs.sign(B**-3) == "<"


ONE, TWO = Relation(A, "<=", 0), Relation(p - A, ">", 0)
FOLLOWS: Mapping[str, tuple[Proposition, Proposition]] = {
    "a part of a conjunction": (And((Relation(A, "<", 0), TWO)), ONE),
    "the contrapositive": (Implies(ONE, TWO), Implies(Not(TWO), Not(ONE))),
    "an equivalence turned round": (Iff(ONE, TWO), Iff(Not(TWO), Not(ONE))),
    "one that holds by its numbers": (ONE, Relation(sp.Integer(2), "same sign", sp.Integer(1))),
}
DOES_NOT_FOLLOW: Mapping[str, tuple[Proposition, Proposition]] = {
    "a stronger inequality": (And((ONE, TWO)), Relation(A, "<", 0)),
    "the converse": (Implies(ONE, TWO), Implies(TWO, ONE)),
    "one side of an equivalence": (Iff(ONE, TWO), ONE),
    "the opposite": (ONE, Not(ONE)),
    "one that is false by its numbers": (ONE, Relation(sp.Integer(2), "same sign", sp.Integer(-1))),
    "one that is not about signs": (ONE, Asserted("n", "l")),
    "one from what is not about signs": (Asserted("n", "l"), ONE),
}


@pytest.mark.parametrize("what", sorted(FOLLOWS))
def test_comparing_signs_shows_what_follows_by_logic(what: str) -> None:
    premise, conclusion = FOLLOWS[what]
    built(Fact(conclusion, CompareSigns((premise,))), given=(Hypothesis(premise),))


@pytest.mark.parametrize("what", sorted(DOES_NOT_FOLLOW))
def test_comparing_signs_refuses_what_some_signs_contradict(what: str) -> None:
    premise, conclusion = DOES_NOT_FOLLOW[what]
    with pytest.raises(StepError, match="sign"):
        built(Fact(conclusion, CompareSigns((premise,))), given=(Hypothesis(premise),))


def test_only_a_symbol_or_an_application_to_symbols_is_defined() -> None:
    with pytest.raises(StepError, match="only a symbol"):
        built(Let(f(A + 1), A))
    with pytest.raises(StepError, match="only a symbol"):
        built(Let(A * B, q))
