"""Claims of the introduction and of section 2."""

from proofs_check.paper.section_2 import (
    checks,
    claims,
    mechanism,
    merging,
    remarks,
    rounds,
    where_real,
)

CHECKS = (checks.CHECKS, merging.CHECKS, rounds.CHECKS, where_real.CHECKS)
"""Tables of checks by name."""

__all__ = ["CHECKS", "checks", "claims", "mechanism", "merging", "remarks", "rounds", "where_real"]
