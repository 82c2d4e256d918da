"""The places of the paper and what covers each.

They are every display, numbered equation, result, claim, footnote and mathematical remark.

The list is the paper's structure as the project knows it; a test checks that the numbered items are
all there and that every place is mapped.
"""

from proofs_check.places import existence, model, optimality, separating, theorems, uniqueness
from proofs_check.places.coverage import Coverage, coverage
from proofs_check.places.place import Place

PLACES: tuple[Place, ...] = (
    *model.PLACES,
    *separating.PLACES,
    *theorems.PLACES,
    *existence.PLACES,
    *uniqueness.PLACES,
    *optimality.PLACES,
)

__all__ = ["PLACES", "Coverage", "Place", "coverage"]
