"""Claims of section 5, of Theorem 3 and of its proof."""

from proofs_check.paper.theorem_3 import checks, claims, economies, positive_loss, section_5

CHECKS = (
    checks.CHECKS,
    economies.CHECKS,
    positive_loss.CHECKS,
)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "claims", "economies", "positive_loss", "section_5"]
