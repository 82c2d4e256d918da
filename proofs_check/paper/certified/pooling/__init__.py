"""Claims about what is certified after a semi-pooling stage 1."""

from proofs_check.paper.certified.pooling import (
    blocks,
    bounded_offers,
    excluded,
    excluding,
    faced,
    pooled,
    random_offers,
)

MODULES = (blocks, faced, random_offers, bounded_offers, excluding, excluded, pooled)
"""Modules of claims, in the order in which claims are listed."""

CHECKS = tuple(module.CHECKS for module in MODULES)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "MODULES",
    "blocks",
    "bounded_offers",
    "excluded",
    "excluding",
    "faced",
    "pooled",
    "random_offers",
]
