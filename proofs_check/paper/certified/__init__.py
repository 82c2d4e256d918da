"""Claims that enclosures contain what they enclose, and are as narrow as theory of first order says.

One module for each layer of the certificates, from the arithmetic of intervals upwards.
"""

from proofs_check.paper.certified import coverings, densities, intervals, sharp, stage_2, trades

MODULES = (intervals, stage_2, trades, densities, coverings, sharp)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = ["CHECKS", "MODULES", "coverings", "densities", "intervals", "sharp", "stage_2", "trades"]
