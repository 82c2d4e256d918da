"""Claims of section 4, of Theorem 2 and of its proof."""

from proofs_check.paper.theorem_2 import (
    checks,
    claim_1,
    claim_1_checks,
    claim_2,
    claim_2_checks,
    claim_3,
    claim_3_checks,
    claim_3_offers,
    claim_4,
    claim_4_checks,
    claims,
    pooling_equilibria,
    section_4,
    section_4_checks,
)

CHECKS = (
    checks.CHECKS,
    claim_1_checks.CHECKS,
    claim_2_checks.CHECKS,
    claim_3_checks.CHECKS,
    claim_4_checks.CHECKS,
    pooling_equilibria.CHECKS,
    section_4_checks.CHECKS,
)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "checks",
    "claim_1",
    "claim_1_checks",
    "claim_2",
    "claim_2_checks",
    "claim_3",
    "claim_3_checks",
    "claim_3_offers",
    "claim_4",
    "claim_4_checks",
    "claims",
    "pooling_equilibria",
    "section_4",
    "section_4_checks",
]
