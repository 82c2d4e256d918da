"""The check of what one round of trading posts leaves where cash binds and where it does not.

Paper: section 6, K + 1 goods.
"""

from __future__ import annotations

from typing import Any

from numeric.goods.economy import GoodsEconomy, goods_economy
from numeric.goods.market import solve_posts
from numeric.goods.welfare import welfare
from proofs_check.claims.checks import Check, Exact, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict

SIZES = (100, 1000)


def two_goods(taste: Any) -> GoodsEconomy:
    """Return two goods and cash; a type has this taste for one good, 1/10 for the other, the rest for cash."""
    return goods_economy(
        {
            "goods": ["first", "second"],
            "shares": ["1/2", "1/2"],
            "endowment": [1, 1],
            "cash": 1,
            "kappa": [["1/50", "1/50"]] * 2,
            "utility": "A1*log(q1) + A2*log(q2) + (1 - A1 - A2)*log(m)",
            "parameters": {"A1": ["1/10", taste], "A2": [taste, "1/10"]},
        }
    )


def posts(parameters: Parameters) -> Outcome:
    """Whether the loss stays where cash binds, and vanishes where purchases are small beside it."""
    scarce, ample = two_goods(parameters["taste"]), two_goods("3/10")
    rounds = [solve_posts(scarce, N) for N in SIZES]
    stays = [welfare(scarce, f.bundles).misallocation for f in rounds]
    again = solve_posts(scarce, SIZES[0], rounds[0].bundles)
    after = welfare(scarce, again.bundles).misallocation
    free = [solve_posts(ample, N) for N in SIZES]
    falls = [welfare(ample, f.bundles).misallocation for f in free]
    binds = (
        min(f.multiplier.min() for f in rounds) > 0 and max(f.multiplier.max() for f in free) == 0
    )
    holds = bool(
        binds and min(stays) > 0.05 and after < 0.1 * stays[0] and falls[1] < 0.1 * falls[0]
    )
    told = (
        f"misallocated {stays[0]:.4f} and {stays[1]:.4f} where cash binds, {after:.4f} after a second "
        f"round; {falls[0]:.1e} and {falls[1]:.1e} where it does not"
    )
    verdict = Verdict.HOLDS if holds else Verdict.FAILS
    return Outcome(verdict, Evidence.SAMPLED, told)


CHECKS: dict[str, Check] = {
    "sec-6.posts": Exact(posts, corners=("cash that binds", "cash that does not bind"))
}
"""The checks of this module by the names under which statements assert them."""
