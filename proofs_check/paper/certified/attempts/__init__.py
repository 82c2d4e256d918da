"""Claims about one attempt at a bound for all larger populations: its ranges, boxes, values and rounds."""

from proofs_check.paper.certified.attempts import pieces, programs, reached, rounds, values

CHECKS = (
    pieces.CHECKS,
    reached.CHECKS,
    values.CHECKS,
    programs.CHECKS,
    rounds.CHECKS,
)
"""Tables of checks by name."""

MODULES = (pieces, reached, values, programs, rounds)
"""Modules of claims, in the order in which claims are listed."""

__all__ = ["CHECKS", "MODULES", "pieces", "programs", "reached", "rounds", "values"]
