"""Letters of quantities that claims introduce: every name has one, and no statement has one twice."""

import re

import pytest
import sympy as sp

from proofs_check.output.statements import statement_data
from proofs_check.paper import CLAIMS
from symbolic.language.local_names import LETTERS
from symbolic.language.notation import TABLE
from symbolic.language.proposition import formulas
from symbolic.language.statement import Statement
from symbolic.printing.latex import name_latex

STATEMENTS = [
    pytest.param(s, id=f"{c.id}-{which}")
    for c in CLAIMS.values()
    for which, s in (
        ("printed", c.printed),
        ("corrected", c.corrected),
        ("general", c.general),
    )
    if s is not None
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_letter_means_one_thing_in_a_statement(statement: Statement) -> None:
    parts = [statement.says, *(h.says for h in statement.given)]
    written = [f for p in parts for f in formulas(p)]
    written += [f for d in statement.where for f in (d.symbol, d.formula)]
    names = {e.name for f in written for e in sp.preorder_traversal(f) if isinstance(e, sp.Symbol)}
    assert len({name_latex(n) for n in names}) == len(names)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_name_that_was_typed_is_printed(statement: Statement) -> None:
    shown = statement_data(statement)
    for latex in (*shown["formulas"], *shown["where"], *(g["latex"] for g in shown["given"])):
        assert not re.search(r"\\math(?:it|tt)\{", latex)


def test_the_paper_notation_is_not_renamed() -> None:
    assert not set(LETTERS) & set(TABLE)
