"""Claims of Theorem 2 and of its proof."""

from proofs_check.paper.theorem_2 import (
    beliefs,
    beliefs_checks,
    checks,
    claim_0,
    claim_2,
    claim_2_checks,
    claim_3,
    claim_4,
    claim_4_checks,
    claims,
    compositions_checks,
    equilibria_checks,
    final,
    marginal_price,
    objectives,
    objectives_checks,
    on_path_checks,
    pooling_equilibria,
    threshold,
)

CHECKS = (
    beliefs_checks.CHECKS,
    checks.CHECKS,
    claim_2_checks.CHECKS,
    *claim_3.CHECKS,
    claim_4_checks.CHECKS,
    compositions_checks.CHECKS,
    equilibria_checks.CHECKS,
    objectives_checks.CHECKS,
    on_path_checks.CHECKS,
    pooling_equilibria.CHECKS,
    threshold.CHECKS,
)
"""Tables of checks by name."""

MODULES = (
    claim_0,
    claims,
    threshold,
    beliefs,
    objectives,
    marginal_price,
    claim_2,
    *claim_3.MODULES,
    claim_4,
    final,
)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "beliefs",
    "beliefs_checks",
    "checks",
    "claim_0",
    "claim_2",
    "claim_2_checks",
    "claim_3",
    "claim_4",
    "claim_4_checks",
    "claims",
    "compositions_checks",
    "equilibria_checks",
    "final",
    "marginal_price",
    "objectives",
    "objectives_checks",
    "on_path_checks",
    "pooling_equilibria",
    "threshold",
]
