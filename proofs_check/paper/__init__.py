"""The paper's assertions, section by section, as claims."""

from proofs_check.claim import Claim, registry
from proofs_check.paper import lemma_1, proposition_1, proposition_2, section_2, section_3_2, theorem_1

CLAIMS: dict[str, Claim] = registry(
    (*section_2.CLAIMS, *lemma_1.CLAIMS, *proposition_1.CLAIMS, *proposition_2.CLAIMS, *section_3_2.CLAIMS, *theorem_1.CLAIMS)
)

__all__ = ["CLAIMS"]
