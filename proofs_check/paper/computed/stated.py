"""How claims of this room are declared: what the toolkit computes is what the paper prints.

The statement's one parameter multiplies a quantity of the side that is written by hand; as printed it
is one, and with one hundredth more or less the statement is false.
"""

from __future__ import annotations

from typing import Any

from proofs_check.claims.claim import Claim
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
        latex: The statement.
        moved: The quantity by hand that the mutants move.
        depends_on: Claims that this one uses.
    """
    one: dict[str, Any] = {moved: 1}
    return Claim(
        id=id_,
        title=title,
        source=f"{source}; how it is computed is not in the paper",
        printed=asserted(id_, latex, **one),
        depends_on=depends_on,
        mutants=(*(asserted(id_, "", "", **{moved: v}) for v in (HUNDREDTH_MORE, HUNDREDTH_LESS)),),
    )
