"""Claims of Theorem 1 and its proof."""

from proofs_check.paper.theorem_1 import (
    checks,
    claim_1,
    claim_1_checks,
    claim_2,
    claims,
    enumeration_checks,
    proof,
    proof_checks,
    threshold,
)

CHECKS = (
    checks.CHECKS,
    claim_1_checks.CHECKS,
    enumeration_checks.CHECKS,
    proof_checks.CHECKS,
    threshold.CHECKS,
)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "checks",
    "claim_1",
    "claim_1_checks",
    "claim_2",
    "claims",
    "enumeration_checks",
    "proof",
    "proof_checks",
    "threshold",
]
