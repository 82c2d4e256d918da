"""Claims of Proposition 1 and its proof."""

from proofs_check.paper.proposition_1 import (
    best_response,
    checks,
    claims,
    concavity,
    exact_checks,
    proof,
)

CHECKS = (checks.CHECKS, exact_checks.CHECKS)
"""Tables of checks by name."""

__all__ = ["CHECKS", "best_response", "checks", "claims", "concavity", "exact_checks", "proof"]
