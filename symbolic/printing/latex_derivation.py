r"""Derivations as LaTeX blocks: sentences with formulas in them, and displays in rows.

A display is a list of rows, each with a left side, a relation, a right side, the note that
justifies it, the paper's number and the claim that it names; whoever sets the blocks (a document, a
web page) decides about alignment and line breaks.  Nothing is computed here: a ``Derivation`` that
exists has been checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, LetSlope, Rule, Text
from symbolic.language.proposition import And, Proposition, Relation
from symbolic.language.sums import SumOver
from symbolic.printing.latex import Names, formula_latex
from symbolic.printing.latex_statement import (
    OPERATORS,
    hypotheses_latex,
    proposition_latex,
    says_latex,
)
from symbolic.printing.order import signed

ARROWS = {**OPERATORS, "->": r"\to"}


@dataclass(frozen=True)
class Row:
    """One line of a display.

    Args:
        left: LaTeX of the left side, empty where the line continues the one above.
        relation: LaTeX of the relation, empty for a proposition that is not a relation.
        right: The terms of the right side: LaTeX of each summand with its sign, so that a long sum
            may be broken between them.
        note: The reason, in plain words.
        tag: The paper's number.
        claim: The id of the claim that the line rests on.
        inside: Where the right side is one sum over a set of a bracketed sum: the same in pieces,
            so that it may be broken inside the brackets.
        left_inside: The same for the left side.
    """

    left: str
    relation: str
    right: tuple[str, ...]
    note: str = ""
    tag: str = ""
    claim: str = ""
    inside: tuple[str, ...] = ()
    left_inside: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """The right side in one piece."""
        return " ".join(self.right)


@dataclass(frozen=True)
class Paragraph:
    """A sentence in LaTeX, formulas between dollar signs.

    ``heading`` is the title of a case that it opens, ``claims`` are those that say what it asserts.
    """

    tex: str
    heading: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Display:
    """A display of one or more rows."""

    rows: tuple[Row, ...]


Block = Paragraph | Display


def derivation_blocks(derivation: Derivation, names: Names | None = None) -> tuple[Block, ...]:
    """Return the blocks of a derivation in order.

    >>> from symbolic.derivations import derivation as derive
    >>> blocks = derivation_blocks(derive("resources", {}))
    >>> [type(block).__name__ for block in blocks[:2]]
    ['Paragraph', 'Display']
    """
    blocks: list[Block] = []
    for item in derivation.items:
        match item:
            case Text(template, objects, by=by):
                blocks.append(Paragraph(filled(template, objects, names), claims=by))
            case Case():
                blocks += _case(item, names)
            case Let(left, formula, tag, shown):
                if shown:
                    blocks.append(
                        Display(
                            (
                                Row(
                                    formula_latex(left, names),
                                    "=",
                                    summands(formula, names),
                                    "",
                                    tag,
                                    inside=inside(formula, names),
                                ),
                            )
                        )
                    )
            case LetSlope():
                pass
            case Chain():
                blocks.append(_chain(item, names))
            case Fact(says, rule, tag):
                blocks.append(Display(_fact(says, rule, tag, names)))
    return _joined(blocks)


def _joined(blocks: list[Block]) -> tuple[Block, ...]:
    """Put displays that follow each other into one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Display) and isinstance(last, Display):
            joined[-1] = Display((*last.rows, *block.rows))
        else:
            joined.append(block)
    return tuple(joined)


def _case(case: Case, names: Names | None) -> list[Block]:
    """Return what opens a case.

    Its hypotheses in the sentence, or in a display if one of them is a fraction.
    """
    listed = hypotheses_latex(case.given, names)
    if any(r"\frac" in h for h in listed) and all(isinstance(h.says, Relation) for h in case.given):
        rows = tuple(row for h in case.given for row in _fact(h.says, Rule(), "", names))
        return [Paragraph(case.opening, case.title), Display(rows)]
    sentence = f"{case.opening} {_enumerated([f'${h}$' for h in listed])}." if listed else ""
    return [Paragraph(sentence, case.title)] if sentence or case.title else []


def _enumerated(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def filled(template: str, objects: tuple[Any, ...], names: Names | None = None) -> str:
    """Return a sentence with its formulas in their places."""
    pieces = template.split("{}")
    shown = [f"${object_latex(o, names)}$" for o in objects]
    return "".join(piece + (shown[i] if i < len(shown) else "") for i, piece in enumerate(pieces))


def object_latex(value: Any, names: Names | None = None) -> str:
    """Return LaTeX for a formula, a proposition or a pair of formulas.

    A string is LaTeX already.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"({', '.join(formula_latex(v, names) for v in value)})"
    if isinstance(value, Proposition):
        return proposition_latex(value, names)
    return formula_latex(value, names)


def summands(formula: sp.Expr, names: Names | None = None) -> tuple[str, ...]:
    """Return the terms of a sum with their signs, in the order in which they are printed.

    Anything else is one term.
    """
    from symbolic.printing.order import in_order

    if not isinstance(formula, sp.Add):
        return (formula_latex(formula, names),)
    terms = in_order(formula.args)
    parts = []
    for i, term in enumerate(terms):
        sign, _ = signed(term)
        shown = formula_latex(sp.Add(term, evaluate=False) if i == 0 else term, names)
        bare = shown[1:] if sign < 0 else shown
        parts.append(shown if i == 0 else f"{'-' if sign < 0 else '+'} {bare}")
    return tuple(parts)


def inside(formula: sp.Expr, names: Names | None = None) -> tuple[str, ...]:
    r"""Return a sum over a set of a bracketed sum in pieces.

    :math:`\sum_z\phi(z)[a`, :math:`+ b`, :math:`- c]`; no pieces for anything else.
    """
    sign, formula = signed(formula)
    if not isinstance(formula, SumOver) or formula.excluded:
        return ()
    factors = sp.Mul.make_args(formula.body)
    last = next((f for f in factors if isinstance(f, sp.Add | SumOver)), None)
    if last is None:
        return ()
    outer = ("-" if sign < 0 else "") + formula_latex(
        SumOver(sp.Mul(*(f for f in factors if f != last)), formula.index), names
    )
    if isinstance(last, SumOver):
        inner = inside(last, names)
        return (rf"{outer}\, {inner[0]}", *inner[1:]) if inner else ()
    first, *rest = summands(last, names)
    return (rf"{outer}\, \biggl[ {first}", *rest[:-1], rf"{rest[-1]} \biggr]")


def _chain(chain: Chain, names: Names | None) -> Display:
    rows = []
    for i, line in enumerate(chain.lines):
        left = formula_latex(chain.left, names) if i == 0 else ""
        terms = summands(line.formula, names)
        pieces = inside(line.formula, names), inside(chain.left, names) if i == 0 else ()
        rows.append(
            Row(
                left,
                ARROWS[line.relation],
                terms,
                note_of(line.rule),
                line.tag,
                claim_of(line.rule),
                *pieces,
            )
        )
    return Display(tuple(rows))


def _fact(says: Proposition, rule: Rule, tag: str, names: Names | None) -> tuple[Row, ...]:
    parts = says.parts if isinstance(says, And) else (says,)
    between = _between(parts, names)
    if between:
        return (Row(*between, note_of(rule), tag, claim_of(rule)),)
    rows = []
    for i, part in enumerate(parts):
        reason = (note_of(rule), tag, claim_of(rule)) if i == len(parts) - 1 else ("", "", "")
        if isinstance(part, Relation) and part.operator != "same sign":
            left, right = formula_latex(part.left, names), summands(part.right, names)
            rows.append(
                Row(
                    left,
                    OPERATORS[part.operator],
                    right,
                    *reason,
                    inside(part.right, names),
                    inside(part.left, names),
                )
            )
        else:
            rows.append(Row("", "", says_latex(part, names), *reason))
    return tuple(rows)


def _between(
    parts: tuple[Proposition, ...], names: Names | None
) -> tuple[str, str, tuple[str, ...]] | None:
    """Write a lower and an upper bound of one formula as one line: 0 < a < b."""
    if len(parts) != 2 or not all(isinstance(p, Relation) for p in parts):
        return None
    low, high = parts
    assert isinstance(low, Relation)
    assert isinstance(high, Relation)
    if low.left != high.left or low.operator not in (">", ">=") or high.operator not in ("<", "<="):
        return None
    bound, middle, top = (formula_latex(e, names) for e in (low.right, low.left, high.right))
    return (
        bound,
        {">": "<", ">=": r"\le"}[low.operator],
        (f"{middle} {OPERATORS[high.operator]} {top}",),
    )


def note_of(rule: Rule) -> str:
    """Return the words printed beside a step."""
    return rule.note


def claim_of(rule: Rule) -> str:
    """Return the id of the claim that a step names, else an empty text."""
    return rule.id if isinstance(rule, ByClaim) else ""


def says_rows(says: Proposition, names: Names | None = None) -> Display:
    """Return what a statement says as a display, one row for each relation."""
    parts = says.parts if isinstance(says, And) else (says,)
    return Display(tuple(row for part in parts for row in _fact(part, Rule(), "", names)))
