"""The paper's assertions, section by section, as claims."""

from proofs_check.claim import Claim, registry
from proofs_check.paper import (
    lemma_1,
    proposition_1,
    proposition_1_proof,
    proposition_2,
    section_2,
    section_2_remarks,
    section_3_1,
    section_3_2,
    section_4,
    section_5,
    theorem_1,
    theorem_2_claim_1,
    theorem_2_claim_2,
    theorem_2_claim_3,
    theorem_2_claim_4,
    theorem_3,
)

MODULES = (
    section_2,
    section_2_remarks,
    section_3_1,
    section_3_2,
    lemma_1,
    proposition_1,
    proposition_1_proof,
    proposition_2,
    theorem_1,
    section_4,
    theorem_2_claim_1,
    theorem_2_claim_2,
    theorem_2_claim_3,
    theorem_2_claim_4,
    section_5,
    theorem_3,
)
"""In the order in which claims are listed."""

CLAIMS: dict[str, Claim] = registry(claim for module in MODULES for claim in module.CLAIMS)

__all__ = ["CLAIMS"]
