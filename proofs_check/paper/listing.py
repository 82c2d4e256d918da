"""The paper's assertions, section by section, as claims."""

from proofs_check.claims.claim import Claim, joined, registry
from proofs_check.claims.standard_mutants import with_standard_mutants
from proofs_check.paper import (
    calculus,
    certified,
    computed,
    extended,
    imported,
    introduction,
    lemmas,
    proposition_1,
    proposition_2,
    section_2,
    section_3,
    section_4,
    section_6,
    shared,
    solving,
    theorem_1,
    theorem_2,
    theorem_3,
    toolkit,
)

MODULES = (
    section_2.claims,
    section_2.rounds,
    section_2.where_real,
    section_2.merging,
    section_2.remarks,
    section_2.mechanism,
    section_3.stage_2,
    section_3.limit_economy,
    section_3.stage_1,
    section_3.histories,
    section_3.candidate,
    lemmas.lemma_1_case_i,
    lemmas.lemma_1_cases,
    lemmas.lemma_1,
    proposition_1.claims,
    proposition_1.concavity,
    proposition_1.proof,
    proposition_1.best_response,
    lemmas.lemma_2,
    lemmas.lemma_2_statics,
    proposition_2.claims,
    proposition_2.domain,
    proposition_2.proof,
    theorem_1.claims,
    theorem_1.claim_1,
    theorem_1.claim_2,
    theorem_1.threshold,
    theorem_1.proof,
    section_4.assumptions,
    section_4.shut_down,
    section_4.one_type,
    *theorem_2.MODULES,
    *theorem_3.MODULES,
    *section_6.MODULES,
    *computed.MODULES,
    *toolkit.MODULES,
    *solving.MODULES,
    *certified.MODULES,
    *extended.MODULES,
    *imported.MODULES,
    introduction.mechanisms,
    introduction.cournot,
    calculus.claims,
)
"""In the order in which claims are listed."""

ROOMS = (
    calculus,
    certified,
    computed,
    extended,
    imported,
    introduction,
    lemmas,
    proposition_1,
    proposition_2,
    section_2,
    section_3,
    section_4,
    section_6,
    shared,
    solving,
    theorem_1,
    theorem_2,
    theorem_3,
    toolkit,
)

CHECKS = joined(table for room in ROOMS for table in room.CHECKS)
CLAIMS: dict[str, Claim] = registry(
    (with_standard_mutants(claim) for module in MODULES for claim in module.CLAIMS), CHECKS
)

__all__ = ["CHECKS", "CLAIMS"]
