"""Claims of section 6."""

from proofs_check.paper.section_6 import (
    classes,
    classes_checks,
    economies,
    executed,
    executed_checks,
    fee_budget,
    fee_budget_checks,
    fees,
    fees_checks,
    finiteness,
    finiteness_checks,
    posts,
    posts_checks,
    preferences,
    preferences_checks,
    several_equilibria,
    several_equilibria_checks,
)

CHECKS = (
    classes_checks.CHECKS,
    economies.CHECKS,
    executed_checks.CHECKS,
    fee_budget_checks.CHECKS,
    fees_checks.CHECKS,
    finiteness_checks.CHECKS,
    posts_checks.CHECKS,
    preferences_checks.CHECKS,
    several_equilibria_checks.CHECKS,
)
"""Tables of checks by name."""

MODULES = (fees, fee_budget, several_equilibria, finiteness, classes, preferences, posts, executed)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "classes",
    "classes_checks",
    "economies",
    "executed",
    "executed_checks",
    "fee_budget",
    "fee_budget_checks",
    "fees",
    "fees_checks",
    "finiteness",
    "finiteness_checks",
    "posts",
    "posts_checks",
    "preferences",
    "preferences_checks",
    "several_equilibria",
    "several_equilibria_checks",
]
