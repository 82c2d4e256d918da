"""Claims of Theorem 1 and its proof."""

from proofs_check.paper.theorem_1 import checks, claims, proof, proof_checks, threshold

CHECKS = (
    checks.CHECKS,
    proof_checks.CHECKS,
    threshold.CHECKS,
)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "claims", "proof", "proof_checks", "threshold"]
