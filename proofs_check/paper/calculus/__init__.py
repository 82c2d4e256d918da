"""The calculus of "for all large N": its rules as claims."""

from proofs_check.paper.calculus import claims

CHECKS = (claims.CHECKS,)
"""Tables of checks by name."""

__all__ = ["CHECKS", "claims"]
