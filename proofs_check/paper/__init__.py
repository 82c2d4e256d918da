"""The paper's assertions, section by section, as claims."""

from proofs_check.claim import Claim, registry
from proofs_check.paper import (
    candidate,
    lemma_1,
    lemma_2,
    proposition_1,
    proposition_1_concavity,
    proposition_1_proof,
    proposition_2,
    proposition_2_proof,
    section_2,
    section_2_remarks,
    section_3_1,
    section_3_2,
    section_4,
    section_5,
    section_6,
    theorem_1,
    theorem_1_proof,
    theorem_2,
    theorem_2_claim_1,
    theorem_2_claim_2,
    theorem_2_claim_3,
    theorem_2_claim_3_offers,
    theorem_2_claim_4,
    theorem_3,
)
from proofs_check.standard_mutants import with_standard_mutants

MODULES = (
    section_2,
    section_2_remarks,
    section_3_1,
    section_3_2,
    candidate,
    lemma_1,
    proposition_1,
    proposition_1_concavity,
    proposition_1_proof,
    lemma_2,
    proposition_2,
    proposition_2_proof,
    theorem_1,
    theorem_1_proof,
    section_4,
    theorem_2,
    theorem_2_claim_1,
    theorem_2_claim_2,
    theorem_2_claim_3,
    theorem_2_claim_3_offers,
    theorem_2_claim_4,
    section_5,
    theorem_3,
    section_6,
)
"""In the order in which claims are listed."""

CLAIMS: dict[str, Claim] = registry(with_standard_mutants(claim) for module in MODULES for claim in module.CLAIMS)

__all__ = ["CLAIMS"]
