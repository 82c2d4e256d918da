"""The derivations of the paper, one module per topic; each is a function of the claims that its steps may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symbolic.derivation import Derivation
from symbolic.derivations import payoffs
from symbolic.statement import Statement

TOPICS: dict[str, Callable[[Mapping[str, Statement]], Derivation]] = {
    "payoffs": payoffs.payoffs,
    "lemma-1": payoffs.lemma_1,
}
"""Derivations by id, in the paper's order."""

__all__ = ["TOPICS"]
