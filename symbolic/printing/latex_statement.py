r"""Propositions and statements as LaTeX.

A proposition is one formula of logic; a statement is what is said, what is assumed and what
abbreviates what, each as displays of its own, so that a document can break lines between them.

Conventions: hypotheses of one kind about several quantities are gathered, :math:`Q_-, R_- > 0`; a
proposition about whole economies carries its own LaTeX, and words in it are set upright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
)
from symbolic.language.statement import Hypothesis, Statement
from symbolic.printing.latex import Names, formula_latex, grouped

OPERATORS = {"=": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}


@dataclass(frozen=True)
class StatementLatex:
    """A statement in displays.

    Args:
        says: The parts of what is said, all of which are asserted.
        given: The hypotheses, gathered.
        where: The abbreviations, ``symbol = formula``, in their order.
        words: The statement as a sentence (plain text), or an empty text.
    """

    says: tuple[str, ...]
    given: tuple[str, ...]
    where: tuple[str, ...]
    words: str = ""


def proposition_latex(proposition: Proposition, names: Names | None = None) -> str:
    """Return LaTeX for a proposition, as one formula."""
    match proposition:
        case Relation(left, "same sign", right):
            return (
                rf"\operatorname{{sign}}{_sign_of(left, names)} = "
                rf"\operatorname{{sign}}{_sign_of(right, names)}"
            )
        case Relation(left, operator, right):
            return (
                f"{formula_latex(left, names)} {OPERATORS[operator]} {formula_latex(right, names)}"
            )
        case Not(Exists(variables, Not(part), _)):
            return _for_all(variables, part, names)
        case Not(ForAll(index, Not(part))):
            return rf"\exists\, {formula_latex(index, names)}:\ {proposition_latex(part, names)}"
        case And((Relation(above, "<", distance), Relation(_, "<", other) as below)) if (
            distance == other and sp.expand(above + below.left) == 0
        ):
            return f"|{formula_latex(above, names)}| < {formula_latex(distance, names)}"
        case And(parts):
            return r" \quad\text{and}\quad ".join(_part(p, names) for p in parts)
        case Or(parts):
            return r" \quad\text{or}\quad ".join(_part(p, names) for p in parts)
        case Not(part):
            return rf"\neg {grouped(proposition_latex(part, names))}"
        case Implies(a, b):
            return rf"{_part(a, names)} \;\Rightarrow\; {_part(b, names)}"
        case Iff(a, b):
            return rf"{_part(a, names)} \;\Leftrightarrow\; {_part(b, names)}"
        case Exists(variables, part, _):
            return (
                rf"\exists\, {', '.join(formula_latex(v, names) for v in variables)}:\ "
                rf"{proposition_latex(part, names)}"
            )
        case ForAll(index, part):
            return rf"\forall\, {formula_latex(index, names)}:\ {proposition_latex(part, names)}"
        case Asserted(name, latex, _):
            return asserted_latex(name, latex)


def _for_all(
    variables: tuple[sp.Symbol, ...], part: Proposition, names: Names | None = None
) -> str:
    """Print what holds for all real numbers, with the bound of a single one next to it."""
    listed = ", ".join(formula_latex(v, names) for v in variables)
    match part:
        case Implies(Relation(left, ">" | ">=" as operator, bound), rest) if (left,) == variables:
            listed += f" {OPERATORS[operator]} {formula_latex(bound, names)}"
            part = rest
    return rf"\forall\, {listed}:\ {proposition_latex(part, names)}"


def asserted_latex(name: str, latex: str) -> str:
    r"""Return the LaTeX of a proposition about economies.

    Plain words are set as text, and without any the name is.

    >>> asserted_latex("unique", "the competitive equilibrium is unique")
    '\\text{the competitive equilibrium is unique}'
    """
    if not latex:
        return rf"\text{{{re.sub(r'[-_.]+', ' ', name)}}}"
    return latex if re.search(r"[\\^_=<>|(]", latex) or " " not in latex else rf"\text{{{latex}}}"


def _sign_of(formula: sp.Expr, names: Names | None) -> str:
    return grouped(formula_latex(formula, names))


def _part(proposition: Proposition, names: Names | None) -> str:
    tex = proposition_latex(proposition, names)
    match proposition:
        case Not(Exists(_, Not(), _) | ForAll(_, Not())):  # printed with its quantifier
            return grouped(tex)
        case Relation() | Asserted() | Not():
            return tex
    return grouped(tex)


def says_latex(proposition: Proposition, names: Names | None = None) -> tuple[str, ...]:
    """Return the parts of a conjunction, or the proposition alone."""
    if isinstance(proposition, And):
        return tuple(line for p in proposition.parts for line in says_latex(p, names))
    return (proposition_latex(proposition, names),)


def hypotheses_latex(
    hypotheses: Iterable[Hypothesis], names: Names | None = None
) -> tuple[str, ...]:
    """Return the hypotheses, those that compare with zero gathered by their relation; each once."""
    lines: dict[str, list[str]] = {}
    for hypothesis in hypotheses:
        says = hypothesis.says
        if isinstance(says, Relation) and says.right == 0 and says.operator in (">", ">="):
            found = lines.setdefault(f"{OPERATORS[says.operator]} 0", [])
            tex = formula_latex(says.left, names)
            if tex not in found:
                found.append(tex)
        else:
            lines.setdefault(proposition_latex(says, names), [])
    return tuple(f"{', '.join(parts)} {key}" if parts else key for key, parts in lines.items())


def statement_latex(statement: Statement, names: Names | None = None) -> StatementLatex:
    """Return the displays of a statement.

    >>> from symbolic.language.notation import p, q
    >>> from symbolic.language.proposition import Relation
    >>> from symbolic.language.statement import Statement, positive
    >>> statement_latex(Statement(Relation(p + q, ">", p), positive(q)))
    StatementLatex(says=('p + q > p',), given=('q > 0',), where=(), words='')
    """
    return StatementLatex(
        says=says_latex(statement.says, names),
        given=hypotheses_latex(statement.given, names),
        where=tuple(
            f"{formula_latex(d.symbol, names)} = {formula_latex(d.formula, names)}"
            for d in statement.where
        ),
        words=statement.words,
    )
