"""Claims about what is enclosed to rounding below a certified tail of Theorem 1."""

from proofs_check.paper.certified.below import chances, equilibria, gains

CHECKS = (chances.CHECKS, equilibria.CHECKS, gains.CHECKS)
"""Tables of checks by name."""

MODULES = (chances, equilibria, gains)
"""Modules of claims, in the order in which claims are listed."""

__all__ = ["CHECKS", "MODULES", "chances", "equilibria", "gains"]
