"""Claims of Theorem 2 and of its proof."""

from proofs_check.paper.theorem_2 import (
    beliefs,
    beliefs_checks,
    checks,
    claim_2,
    claim_2_checks,
    claim_3_checks,
    claim_3_offers,
    claim_3_prices,
    claim_3_slopes,
    claim_4,
    claim_4_checks,
    claims,
    equilibria_checks,
    objectives,
    objectives_checks,
    pooling_equilibria,
)

CHECKS = (
    beliefs_checks.CHECKS,
    checks.CHECKS,
    claim_2_checks.CHECKS,
    claim_3_checks.CHECKS,
    claim_4_checks.CHECKS,
    equilibria_checks.CHECKS,
    objectives_checks.CHECKS,
    pooling_equilibria.CHECKS,
)
"""Tables of checks by name."""

MODULES = (
    claims,
    beliefs,
    objectives,
    claim_2,
    claim_3_slopes,
    claim_3_prices,
    claim_3_offers,
    claim_4,
)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "beliefs",
    "beliefs_checks",
    "checks",
    "claim_2",
    "claim_2_checks",
    "claim_3_checks",
    "claim_3_offers",
    "claim_3_prices",
    "claim_3_slopes",
    "claim_4",
    "claim_4_checks",
    "claims",
    "equilibria_checks",
    "objectives",
    "objectives_checks",
    "pooling_equilibria",
]
