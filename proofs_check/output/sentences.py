r"""A statement as one sentence of mathematics: for which quantities, under which hypotheses, what.

Conventions: a statement of formulas is about all real values of the quantities in it that its
abbreviations do not define and that it does not bind; a statement about economies carries its own
sentence, quantifiers included, which ``is_whole`` looks for.
"""

from __future__ import annotations

import re

import sympy as sp

from proofs_check.claims.wholeness import PREDICATE, QUANTIFIER
from symbolic.language.proposition import Asserted, bound_symbols, formulas
from symbolic.language.statement import Statement
from symbolic.language.sums import ProductOver, SumOver
from symbolic.printing.latex import formula_latex
from symbolic.printing.latex_statement import StatementLatex, statement_latex


def quantified(statement: Statement) -> tuple[sp.Expr, ...]:
    """List the quantities over all values of which the statement is meant, by name."""
    defined = {d.symbol for d in statement.where}
    parts = [statement.says, *(h.says for h in statement.given)]
    written = [f for p in parts for f in formulas(p)]
    written += [f for d in statement.where for f in (d.symbol, d.formula)]
    bound = set().union(*map(bound_symbols, parts), *map(_indices, written))
    free = set().union(*(f.free_symbols for f in written)) - defined
    return tuple(sorted((v for v in free if not v.free_symbols <= bound), key=str))


def _indices(formula: sp.Expr) -> set[sp.Basic]:
    return {e.index for e in sp.preorder_traversal(formula) if isinstance(e, SumOver | ProductOver)}


def sentence(statement: Statement) -> str:
    r"""Return the statement as LaTeX for one sentence.

    >>> from sympy.abc import a
    >>> from symbolic.language.proposition import Relation
    >>> from symbolic.language.statement import positive
    >>> sentence(Statement(Relation(a**2, ">", 0), positive(a)))
    '\\forall\\, a:\\quad a > 0 \\;\\Rightarrow\\; a^{2} > 0'
    """
    return sentence_of(statement, statement_latex(statement), bound(statement))


def bound(statement: Statement) -> str:
    """Return the quantities over all values of which a statement is meant, as LaTeX."""
    return ", ".join(map(formula_latex, quantified(statement)))


def sentence_of(statement: Statement, shown: StatementLatex, variables: str) -> str:
    """Return the sentence of a statement, given its displays and what it is ``bound`` over."""
    if isinstance(statement.says, Asserted):
        return " \\quad ".join(shown.says) if statement.says.latex else ""
    given = r",\ ".join(shown.given)
    said = r" \quad\text{and}\quad ".join(shown.says)
    where = r",\quad ".join(shown.where)
    return (
        (rf"\forall\, {variables}:\quad " if variables else "")
        + (rf"{given} \;\Rightarrow\; " if given else "")
        + said
        + (rf" \qquad\text{{where }} {where}" if where else "")
    )


def is_whole(statement: Statement) -> bool:
    """Whether the sentence of a statement has a quantifier and a predicate."""
    told = sentence(statement)
    return bool(re.search(QUANTIFIER, told) and re.search(PREDICATE, told))
