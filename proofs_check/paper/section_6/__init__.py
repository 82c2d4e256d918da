"""Claims of section 6."""

from proofs_check.paper.section_6 import checks, claims, economies

CHECKS = (
    checks.CHECKS,
    economies.CHECKS,
)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "claims", "economies"]
