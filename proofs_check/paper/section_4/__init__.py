"""Claims of section 4: its assumptions, what A2 requires, and what it leaves."""

from proofs_check.paper.section_4 import (
    assumptions,
    assumptions_checks,
    existence_checks,
    one_type,
    shut_down,
    shut_down_checks,
)

CHECKS = (assumptions_checks.CHECKS, existence_checks.CHECKS, shut_down_checks.CHECKS)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "assumptions",
    "assumptions_checks",
    "existence_checks",
    "one_type",
    "shut_down",
    "shut_down_checks",
]
