"""Claims that what the toolkit computes is what the paper prints, written by hand and slowly.

One module for each part of the toolkit; the economies are those of ``shared.probes``, in which no
index or good can be exchanged for another unnoticed.
"""

from proofs_check.paper.computed import (
    achieved,
    compared,
    derivatives,
    domains,
    enclosed,
    errors,
    gain_bound,
    gain_path,
    limit_economy,
    losses,
    numbers,
    played,
    pooled_ranges,
    pooling,
    realised,
    stage_2,
    verdicts,
    weights,
)
from proofs_check.paper.computed.model import formulas, resources

MODULES = (
    formulas,
    domains,
    verdicts,
    weights,
    numbers,
    stage_2,
    limit_economy,
    compared,
    errors,
    played,
    pooling,
    pooled_ranges,
    losses,
    realised,
    achieved,
    derivatives,
    enclosed,
    gain_path,
    gain_bound,
    resources,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "achieved",
    "compared",
    "derivatives",
    "domains",
    "enclosed",
    "errors",
    "formulas",
    "gain_bound",
    "gain_path",
    "limit_economy",
    "losses",
    "numbers",
    "played",
    "pooled_ranges",
    "pooling",
    "realised",
    "resources",
    "stage_2",
    "verdicts",
    "weights",
]
