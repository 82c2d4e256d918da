"""Claims of Lemmas 1 and 2."""

from proofs_check.paper.lemmas import (
    lemma_1,
    lemma_1_case_i,
    lemma_1_cases,
    lemma_2,
    lemma_2_checks,
    lemma_2_statics,
)

CHECKS = (lemma_2_checks.CHECKS,)
"""Tables of checks by name."""

__all__ = [
    "CHECKS",
    "lemma_1",
    "lemma_1_case_i",
    "lemma_1_cases",
    "lemma_2",
    "lemma_2_checks",
    "lemma_2_statics",
]
