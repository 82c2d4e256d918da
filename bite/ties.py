r"""Ties: what a comparison that the edit made strict, or weak, was asked for.

``<`` for ``<=`` changes something only where both sides are equal.  Between two floating-point numbers that
solvers computed that is a coincidence of rounding: the edit moves a threshold by less than the last
digit, which no tolerance can show.  A survivor is excused for it only if the comparison, in all
claims that ran, compared such numbers alone and never two that were equal.

Conventions: whole numbers may be counts or indices, and ties of these mean something, so that one
comparison in which a side holds nothing but whole numbers is enough for no excuse (a literal of the
source text apart); so is any exact number.  Certificates are never excused: they compare ends of
intervals, and a tie is an answer.
"""

from __future__ import annotations

import ast
import builtins
import operator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bite.mutants import Mutant

COMPARED = "__bite_compared__"
CERTIFIED = "numeric/certify/"
_OPERATORS: dict[type[ast.cmpop], str] = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}


@dataclass
class Ties:
    """What was seen of the edited comparison.

    Args:
        asked: How many pairs of numbers were compared.
        equal: How many of these were equal.
        exact: Whether some side was of whole or exact numbers.
    """

    asked: int = 0
    equal: int = 0
    exact: bool = False

    def start(self) -> None:
        """Make the comparison known to code that was made by ``recorded``."""
        setattr(builtins, COMPARED, self._compared)

    def _compared(self, left: Any, right: Any, name: str, literal: str) -> Any:
        for side, value in (("left", left), ("right", right)):
            self.exact |= side != literal and not _floating(value)
        if not self.exact:
            same = np.asarray(np.equal(left, right))
            self.asked += same.size
            self.equal += int(same.sum())
        return getattr(operator, name)(left, right)

    @property
    def reason(self) -> str | None:
        """Why the edit changes nothing, or None."""
        if self.exact or self.equal or not self.asked:
            return None
        return (
            f"floating-point numbers that were never equal in {self.asked} comparisons: "
            "the threshold moves by less than their rounding"
        )


def _floating(value: Any) -> bool:
    """Whether something is floating-point numbers, not all of them whole.

    >>> _floating(0.3), _floating(np.array([0.0, 2.0])), _floating(3)
    (True, False, False)
    """
    if not isinstance(value, float | np.ndarray | np.floating):
        return False
    numbers = np.asarray(value)
    return numbers.dtype.kind == "f" and (
        numbers.size == 0 or bool(np.any(numbers != np.round(numbers)))
    )


def recorded(tree: ast.Module, mutant: Mutant) -> ast.Module:
    """Return a mutated module whose edited comparison says what it compares.

    A mutant of another kind, or of a certificate, is returned as it is.
    """
    if mutant.operator != "strictness" or mutant.path.startswith(CERTIFIED):
        return tree
    _Recorded(mutant.start).visit(tree)
    return ast.fix_missing_locations(tree)


class _Recorded(ast.NodeTransformer):
    def __init__(self, place: tuple[int, int]) -> None:
        self.place = place

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if (node.lineno, node.col_offset) != self.place or len(node.ops) != 1:
            return node
        left, (right,), name = node.left, node.comparators, _OPERATORS.get(type(node.ops[0]))
        if name is None:
            return node
        literals = [
            side
            for side, n in (("left", left), ("right", right))
            if isinstance(n, ast.Constant)
            or (isinstance(n, ast.UnaryOp) and isinstance(n.operand, ast.Constant))
        ]
        told = ast.Constant(literals[0] if literals else "")
        call = ast.Call(ast.Name(COMPARED, ast.Load()), [left, right, ast.Constant(name), told], [])
        return ast.copy_location(call, node)
