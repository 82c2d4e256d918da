"""The derivations of the paper, one module per topic.

Each is a function of the claims that its steps may name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symbolic.derivations import (
    beliefs,
    best_response,
    comparative_statics,
    concavity,
    intervals,
    lemma_1,
    market,
    payoffs,
    price_bounds,
    price_form,
    slope,
    stage1,
    theorem_2,
    theorem_3,
)
from symbolic.derivations.mechanisms import cournot, log_loss, other_mechanisms, posts
from symbolic.deriving.derivation import Derivation
from symbolic.language.statement import Statement

TOPICS: dict[str, Callable[[Mapping[str, Statement]], Derivation]] = {
    "payoffs": payoffs.payoffs,
    "lemma-1": lemma_1.lemma_1,
    "slopes": best_response.slopes,
    "concavity": concavity.concavity,
    "sign-relation": best_response.sign_relation,
    "stage-1": stage1.condition,
    "intervals": intervals.intervals,
    "bayes": beliefs.bayes,
    "aggregative": market.aggregative_form,
    "price-form": price_form.price_form_and_limit,
    "comparative-statics": comparative_statics.comparative_statics,
    "claim-1": intervals.loss,
    "slope": slope.slope,
    "bounded-offers": theorem_2.bounded_offers,
    "price-bounds": price_bounds.price_bounds,
    "resources": theorem_3.resources,
    "dominance": theorem_3.dominance,
    "log-loss": log_loss.log_loss,
    "schedule": other_mechanisms.schedule,
    "pari-mutuel": other_mechanisms.pari_mutuel,
    "posts": posts.posts,
    "cournot": cournot.cournot,
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

    >>> derivation("resources", {}).title
    'What the mechanism uses'
    """
    return TOPICS[topic](claims)


__all__ = ["TOPICS", "derivation"]
