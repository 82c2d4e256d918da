"""Claims of section 5, of Theorem 3 and of its proof."""

from proofs_check.paper.theorem_3 import (
    ceilings,
    checks,
    claims,
    comparison,
    definition_checks,
    economies,
    positive_loss,
    proof,
    proof_checks,
    resources,
    section_5,
    threshold,
)

CHECKS = (
    ceilings.CHECKS,
    checks.CHECKS,
    definition_checks.CHECKS,
    economies.CHECKS,
    positive_loss.CHECKS,
    proof_checks.CHECKS,
    threshold.CHECKS,
)
"""Tables of checks by name."""

MODULES = (section_5, proof, claims, threshold, ceilings, resources, comparison)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "ceilings",
    "checks",
    "claims",
    "comparison",
    "definition_checks",
    "economies",
    "positive_loss",
    "proof",
    "proof_checks",
    "resources",
    "section_5",
    "threshold",
]
