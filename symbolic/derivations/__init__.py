"""The derivations of the paper, one module per topic.

Each is a function of the claims that its steps may name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symbolic.derivations import (
    beliefs,
    best_response,
    market,
    payoffs,
    slope,
    stage1,
    theorem_2,
    theorem_3,
)
from symbolic.deriving.derivation import Derivation
from symbolic.language.statement import Statement

TOPICS: dict[str, Callable[[Mapping[str, Statement]], Derivation]] = {
    "payoffs": payoffs.payoffs,
    "lemma-1": payoffs.lemma_1,
    "slopes": best_response.slopes,
    "concavity": best_response.concavity,
    "sign-relation": best_response.sign_relation,
    "stage-1": stage1.condition,
    "intervals": stage1.intervals,
    "bayes": beliefs.bayes,
    "aggregative": market.aggregative_form,
    "price-form": market.price_form_and_limit,
    "claim-1": stage1.loss,
    "slope": slope.slope,
    "bounded-offers": theorem_2.bounded_offers,
    "price-bounds": theorem_2.price_bounds,
    "resources": theorem_3.resources,
    "dominance": theorem_3.dominance,
}
"""Derivations by id, in the paper's order."""


def derivation(topic: str, claims: Mapping[str, Statement]) -> Derivation:
    """Build a derivation, every step checked.

    Args:
        topic: One of ``TOPICS``.
        claims: Statements by id that steps may name, such as those of ``proofs_check.CLAIMS``.

    Raises:
        KeyError: There is no such topic, or a step names a claim that is not given.
        StepError: A step does not follow.
    """
    return TOPICS[topic](claims)


__all__ = ["TOPICS", "derivation"]
