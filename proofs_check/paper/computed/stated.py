"""How claims of this room are declared: what the toolkit computes is what the paper prints.

The statement's one parameter multiplies a quantity of the side that is written by hand; as printed it
is one, and with one hundredth more or less the statement is false.
"""

from __future__ import annotations

import re
from typing import Any

from proofs_check.claims.claim import Claim
from proofs_check.claims.wholeness import PREDICATE, QUANTIFIER
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted


def stated(
    id_: str,
    title: str,
    source: str,
    latex: str,
    moved: str,
    *,
    depends_on: tuple[str, ...] = (),
) -> Claim:
    """Return the claim that a check of the same name decides.

    Args:
        id_: The claim's id, and the check's name.
        title: What it says.
        source: The formulas that are compared with.
        latex: The statement, or formulas, of which it is then said that for all inputs tried what is
            computed equals what is written by hand.
        moved: The quantity by hand that the mutants move.
        depends_on: Claims that this one uses.
    """
    one: dict[str, Any] = {moved: 1}
    return Claim(
        id=id_,
        title=title,
        source=f"{source}; how it is computed is not in the paper",
        printed=asserted(id_, whole(latex), **one),
        depends_on=depends_on,
        mutants=(*(asserted(id_, "", "", **{moved: v}) for v in (HUNDREDTH_MORE, HUNDREDTH_LESS)),),
    )


def whole(latex: str) -> str:
    r"""Return formulas as a sentence: with a quantifier, and a predicate where they have none.

    >>> whole(r"\forall x:\quad a = b")
    '\\forall x:\\quad a = b'
    >>> whole("a + b")
    '\\forall\\,\\text{inputs tried}:\\quad a + b = \\text{the same by hand}'
    """
    told = latex if re.search(PREDICATE, latex) else rf"{latex} = \text{{the same by hand}}"
    return told if re.search(QUANTIFIER, told) else rf"\forall\,\text{{inputs tried}}:\quad {told}"
