r"""Derivations: chains of formulas and facts, every step checked when the derivation is built.

A derivation is data: hypotheses, and a sequence of sentences, definitions, chains :math:`a = b = c
\le d` and facts.  Each line of a chain and each fact carries the rule that justifies it.  Building
a ``Derivation`` checks all of them in order against what is known at that point, and a step that
does not follow is a ``StepError``; so a line that was not checked cannot be printed.

Conventions: equations are decided by the ring decider, signs by ``order``, derivatives are taken
again when they are checked.  ``Case`` opens a case with hypotheses of its own; what was found in
one case is not known in the next.  Sentences contain formulas only as objects, for which they hold
a place ``{}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from symbolic.deciding.ring import identical
from symbolic.deriving.items import (
    Case,
    Chain,
    Fact,
    Item,
    Known,
    Let,
    LetSlope,
    Rule,
    StepError,
    Text,
)
from symbolic.language.notation import Indexed
from symbolic.language.proposition import Asserted, Proposition, formulas
from symbolic.language.quotient import denominators
from symbolic.language.statement import Hypothesis, Statement


@dataclass(frozen=True)
class Derivation:
    """A derivation; building one checks every step.

    Args:
        id: Its name, by place or topic.
        title: A heading in plain words.
        place: Section or equations of the paper.
        given: What is assumed throughout.
        items: Sentences, definitions, chains and facts, in order.

    Raises:
        StepError: A step does not follow.
    """

    id: str
    title: str
    place: str
    given: tuple[Hypothesis, ...]
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        known = Known(self.given)
        for number, item in enumerate(self.items):
            try:
                check(item, known)
            except StepError as error:
                raise StepError(f"{self.id}, item {number + 1}: {error}") from None

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims that its steps and sentences name, each once."""
        said = [id_ for item in self.items if isinstance(item, Text) for id_ in item.by]
        return tuple(dict.fromkeys([*(id_ for id_, _ in self.used), *said]))

    @property
    def used(self) -> tuple[tuple[str, Statement], ...]:
        """The claims that its steps name, with the statements that they were checked against."""
        rules = [line.rule for i in self.items if isinstance(i, Chain) for line in i.lines] + [
            i.rule for i in self.items if isinstance(i, Fact)
        ]
        return tuple(dict.fromkeys(r.claim for r in rules if r.claim is not None))


def check(item: Item, known: Known) -> None:
    """Check one item against what is known, and add what it shows.

    Raises:
        StepError: It does not follow.
    """
    match item:
        case Text(template, objects):
            if template.count("{}") != len(objects):
                raise StepError(
                    f"a sentence has {template.count('{}')} places for {len(objects)} formulas: "
                    f"{template}"
                )
        case Let(left, formula):
            known.define(left, formula)
        case LetSlope(left, of, wrt):
            unfolded = known.unfold(of)
            opaque = [n for n in unfolded.atoms(Indexed) if wrt in n.free_symbols]
            if opaque:
                raise StepError(f"{opaque[0]} depends on {wrt} and has no definition")
            known.define(left, sp.diff(unfolded, wrt))
            known.slopes[left] = item
        case Case():
            known.open_case(item)
        case Chain():
            _check_chain(item, known)
        case Fact(says, rule):
            _check_fact(says, rule, known)


def _check_chain(chain: Chain, known: Known) -> None:
    if not chain.lines:
        raise StepError("a chain without lines")
    _check_denominators(known, chain.left)
    before = chain.left
    for number, line in enumerate(chain.lines):
        try:
            _check_denominators(known, line.formula)
            line.rule.line(known, before, line.relation, line.formula)
        except StepError as error:
            raise StepError(
                f"line {number + 1} ({before} {line.relation} {line.formula}): {error}"
            ) from None
        before = line.formula
        reached = Chain(chain.left, chain.lines[: number + 1]).concludes()
        if reached is not None:
            known.learn(reached)


def _check_denominators(known: Known, formula: sp.Expr) -> None:
    """Require that what a formula divides by, as written, has a known sign."""
    signs = known.signs()
    for below in denominators(formula):
        if signs.sign(below) not in (">", "<") and signs.sign(known.unfold(below)) not in (
            ">",
            "<",
        ):
            raise StepError(f"the denominator {below} is not shown to be nonzero")


def _check_fact(says: Proposition, rule: Rule, known: Known) -> None:
    try:
        for formula in formulas(says):
            _check_denominators(known, formula)
        rule.fact(known, says)
    except StepError as error:
        raise StepError(f"{says}: {error}") from None
    known.learn(says)


def equal(
    known: Known, left: sp.Expr, right: sp.Expr, rules: Iterable[tuple[sp.Expr, sp.Expr]] = ()
) -> bool:
    """Whether two formulas are equal, as they stand or with all definitions put in."""
    return identical(left, right, rules) or identical(
        known.unfold(left),
        known.unfold(right),
        [(known.unfold(a), known.unfold(b)) for a, b in rules],
    )


__all__ = ["Asserted", "Derivation", "check", "equal"]
