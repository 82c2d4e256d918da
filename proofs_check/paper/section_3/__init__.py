"""Claims of section 3."""

from proofs_check.paper.section_3 import (
    beliefs_checks,
    candidate,
    candidate_checks,
    histories,
    limit_economy,
    stage_1,
    stage_2,
    stage_2_checks,
)

CHECKS = (
    beliefs_checks.CHECKS,
    candidate_checks.CHECKS,
    stage_2_checks.CHECKS,
)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "beliefs_checks",
    "candidate",
    "candidate_checks",
    "histories",
    "limit_economy",
    "stage_1",
    "stage_2",
    "stage_2_checks",
]
