"""What claims of several sections share: hypotheses, limits, exact markets, certified economies."""

from proofs_check.paper.shared import certified_economies, limits, rational_markets

CHECKS = (
    certified_economies.CHECKS,
    limits.CHECKS,
    rational_markets.CHECKS,
)
"""Tables of checks by name."""

__all__ = ["CHECKS", "certified_economies", "limits", "rational_markets"]
