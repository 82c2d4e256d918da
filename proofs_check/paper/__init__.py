"""The paper's assertions, section by section, as claims."""

from proofs_check.claim import Claim, registry
from proofs_check.paper import lemma_1, proposition_1, section_2

CLAIMS: dict[str, Claim] = registry((*section_2.CLAIMS, *lemma_1.CLAIMS, *proposition_1.CLAIMS))

__all__ = ["CLAIMS"]
