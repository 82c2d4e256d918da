"""Claims about solving itself: what is accepted as solved, bounds away from solutions, conditions and their slopes.

A solver that ends at the right number says nothing of what it would have accepted, or of how it got there;
here both are compared with formulas written by hand, where nothing is solved; so is what searches make of
labels, of bounds that are known, and of draws.
"""

from proofs_check.paper.solving import (
    accepted,
    at_rest,
    calibrated_draws,
    climbing,
    drawn_losses,
    first_offers,
    helpers,
    in_parts,
    judged,
    kernel_steps,
    kernels,
    loss_bounds,
    loss_steps,
    other_offers,
    pooled_steps,
    roots,
    runs_of_labels,
    sampled_values,
    within,
)
from proofs_check.paper.solving.told import given_values, jumping_answers, random_answers

MODULES = (
    roots,
    accepted,
    loss_bounds,
    loss_steps,
    kernels,
    drawn_losses,
    runs_of_labels,
    climbing,
    judged,
    within,
    at_rest,
    helpers,
    kernel_steps,
    in_parts,
    other_offers,
    pooled_steps,
    random_answers,
    jumping_answers,
    first_offers,
    given_values,
    calibrated_draws,
    sampled_values,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "accepted",
    "at_rest",
    "calibrated_draws",
    "climbing",
    "drawn_losses",
    "first_offers",
    "given_values",
    "helpers",
    "in_parts",
    "judged",
    "jumping_answers",
    "kernel_steps",
    "kernels",
    "loss_bounds",
    "loss_steps",
    "other_offers",
    "pooled_steps",
    "random_answers",
    "roots",
    "runs_of_labels",
    "sampled_values",
    "within",
]
