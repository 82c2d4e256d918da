"""Claims that enclosures contain what they enclose, and are as narrow as theory of first order says.

One module for each layer of the certificates, from the arithmetic of intervals upwards.
"""

from proofs_check.paper.certified import (
    chances,
    comparisons,
    coverings,
    densities,
    intervals,
    markets,
    prices,
    searches,
    sharp,
    stage_2,
    trades,
)

MODULES = (
    intervals,
    stage_2,
    markets,
    searches,
    trades,
    prices,
    densities,
    coverings,
    comparisons,
    chances,
    sharp,
)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "chances",
    "comparisons",
    "coverings",
    "densities",
    "intervals",
    "markets",
    "prices",
    "searches",
    "sharp",
    "stage_2",
    "trades",
]
