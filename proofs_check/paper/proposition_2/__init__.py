"""Claims of Proposition 2 and its proof."""

from proofs_check.paper.proposition_2 import claims, domain, proof

CHECKS = ()
"""Tables of checks by name."""

__all__ = ["CHECKS", "claims", "domain", "proof"]
