"""Claims about the mechanisms that the introduction and section 6 compare with."""

from proofs_check.paper.introduction import checks, mechanisms

CHECKS = (checks.CHECKS,)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "mechanisms"]
