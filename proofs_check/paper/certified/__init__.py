"""Claims that enclosures contain what they enclose, and are as narrow as theory of first order says.

One module for each layer of the certificates, from the arithmetic of intervals upwards.
"""

from proofs_check.paper.certified import (
    around,
    attempts,
    balls,
    below,
    comparisons,
    covered,
    coverings,
    densities,
    intervals,
    judging,
    kappas,
    losses,
    markets,
    near_states,
    pooling,
    prices,
    refusals,
    searches,
    stage_2,
    tails,
    ties,
    trades,
)

MODULES = (
    intervals,
    balls,
    stage_2,
    markets,
    searches,
    judging,
    ties,
    around,
    trades,
    prices,
    densities,
    coverings,
    covered,
    comparisons,
    tails,
    *attempts.MODULES,
    *below.MODULES,
    *pooling.MODULES,
    near_states,
    kappas,
    losses,
    refusals,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "around",
    "attempts",
    "balls",
    "below",
    "comparisons",
    "covered",
    "coverings",
    "densities",
    "intervals",
    "judging",
    "kappas",
    "losses",
    "markets",
    "near_states",
    "pooling",
    "prices",
    "refusals",
    "searches",
    "stage_2",
    "tails",
    "ties",
    "trades",
]
