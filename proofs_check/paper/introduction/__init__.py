"""Claims about the mechanisms that the introduction and section 6 compare with."""

from proofs_check.paper.introduction import checks, cournot, cournot_checks, mechanisms

CHECKS = (checks.CHECKS, cournot_checks.CHECKS)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "cournot", "cournot_checks", "mechanisms"]
