r"""The paper's hypotheses in words, each declared once, with its place; and what had to be added.

A claim lists under ``assumes`` those that are built into the data of its check rather than
evaluated by an engine; the ledger collects them.
"""

from __future__ import annotations

from symbolic.language.proposition import Asserted
from symbolic.language.statement import Hypothesis, Provenance


def _paper(name: str, words: str, place: str) -> Hypothesis:
    return Hypothesis(Asserted(name, words), Provenance.PAPER, place)


def _derived(name: str, words: str, reason: str) -> Hypothesis:
    return Hypothesis(Asserted(name, words), Provenance.DERIVED, reason)


def _added(name: str, words: str, reason: str) -> Hypothesis:
    return Hypothesis(Asserted(name, words), Provenance.ADDED, reason)


INCREASING = _paper("increasing", "u is strictly increasing in both goods", "section 2.1")
CONCAVE = _paper("concave", "u is strictly concave", "section 2.1")
SMOOTH = _paper(
    "smooth", "u is twice continuously differentiable", "section 2.1; read on the open quadrant"
)
CONTINUOUS = _paper(
    "continuous",
    "u is a real function that is continuous on R^2_+, the axes included",
    "section 2.1, footnote 10; read so",
)
INADA = _paper("inada", "each marginal utility is unbounded at its own axis", "section 2.1")
MONOTONE = _paper("monotone", "complete-information competitive demand is monotone", "section 2.1")
FULL_SUPPORT = _paper(
    "full support",
    "every state and, in every state, every type has positive probability",
    "section 2.1",
)
A1 = _paper(
    "A1",
    "in different states the two blocks of every bipartition of the types have different "
    "probabilities",
    "section 4",
)
INFORMATIVE = _paper(
    "informative", "different states have different distributions of types", "section 2.1"
)
SEPARATING = _paper("separating", "alpha* is separating", "Theorem 1")
RATE = _derived(
    "rate",
    "the marginal rate of substitution is unbounded at each axis, uniformly on compact sets",
    "from concavity, monotonicity and Inada",
)
TWO_TYPES = _added(
    "two types", "there are at least two types", "(7) and Claim 1 of Theorem 1 need a neighbour"
)
ENOUGH = _added(
    "enough inactive",
    "N-bar is chosen at least 1/eta",
    "else nobody is inactive at some N beyond it, and the threat is empty",
)
