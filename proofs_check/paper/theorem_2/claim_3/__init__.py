"""Claims of Claim 3 in the proof of Theorem 2: near-optimal offers at a price are near the best one."""

from proofs_check.paper.theorem_2.claim_3 import (
    bounds,
    budget_line,
    cases,
    checks,
    near_offers,
    own_effect,
    prices,
    prices_of_others,
    slopes,
)

CHECKS = (checks.CHECKS,)
"""Tables of checks by name."""

MODULES = (
    slopes,
    bounds,
    prices,
    own_effect,
    prices_of_others,
    budget_line,
    near_offers,
    cases,
)
"""Modules of claims, in the order in which claims are listed."""

__all__ = [
    "CHECKS",
    "MODULES",
    "bounds",
    "budget_line",
    "cases",
    "checks",
    "near_offers",
    "own_effect",
    "prices",
    "prices_of_others",
    "slopes",
]
