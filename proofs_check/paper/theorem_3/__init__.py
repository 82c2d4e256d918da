"""Claims of section 5, of Theorem 3 and of its proof."""

from proofs_check.paper.theorem_3 import (
    checks,
    claims,
    definition_checks,
    economies,
    positive_loss,
    resources,
    section_5,
)

CHECKS = (
    checks.CHECKS,
    definition_checks.CHECKS,
    economies.CHECKS,
    positive_loss.CHECKS,
)
"""Tables of checks by name."""

MODULES = (section_5, claims, resources)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "checks",
    "claims",
    "definition_checks",
    "economies",
    "positive_loss",
    "resources",
    "section_5",
]
