"""Claims of Proposition 1 and its proof."""

from proofs_check.paper.proposition_1 import checks, claims, concavity, proof

CHECKS = (checks.CHECKS,)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "claims", "concavity", "proof"]
