"""Claims of section 6."""

from proofs_check.paper.section_6 import (
    economies,
    fees,
    fees_checks,
    finiteness,
    finiteness_checks,
    preferences,
    preferences_checks,
    several_equilibria,
    several_equilibria_checks,
)

CHECKS = (
    economies.CHECKS,
    fees_checks.CHECKS,
    finiteness_checks.CHECKS,
    preferences_checks.CHECKS,
    several_equilibria_checks.CHECKS,
)
"""Tables of checks by name."""

MODULES = (fees, several_equilibria, finiteness, preferences)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "economies",
    "fees",
    "fees_checks",
    "finiteness",
    "finiteness_checks",
    "preferences",
    "preferences_checks",
    "several_equilibria",
    "several_equilibria_checks",
]
