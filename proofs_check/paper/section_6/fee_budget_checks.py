"""The check of what entering is worth when the rest of the fee is returned.

Paper: section 6, first paragraph; the rebate is not in the paper.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from numeric.economy.economy import Economy
from numeric.games.entry_fee import entry_fee, fee_of, participation, rebated_limit
from numeric.games.welfare import welfare
from numeric.status import NotSolved
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.introduction.checks import tastes

BALANCED = 1e-9
FEE_TOO_LARGE = "an offer exceeds what the fee leaves"


def fee_rebate(economy: Economy, parameters: Parameters) -> Instance:
    """Whether returning what is left of the fee balances resources and makes entering worth more."""
    if len(economy.types) != 2:
        return Instance(economy.name, None)
    found = _with_tastes(tastes(economy).replacing(name="log tastes"), bool(parameters["returned"]))
    return replace(found, economy=economy.name)


@lru_cache(maxsize=64)
def _with_tastes(logs: Economy, returned: bool) -> Instance:
    """Compare the fee with and without a rebate; economies may have the same tastes once these are replaced."""
    fee, held = fee_of(logs), logs.environment.endowment
    if any(f >= top for f, top in zip(fee, held, strict=True)):
        return Instance(logs.name, None, "the fee would take all of a good")
    kept = entry_fee(logs, None)
    try:
        rebated = rebated_limit(logs)
    except NotSolved as error:
        if not str(error).endswith(FEE_TOO_LARGE):
            raise
        return Instance(logs.name, None, FEE_TOO_LARGE)
    outcome = rebated if returned else kept
    gains = [participation(logs, None, lambda *_, o=o: o).ex_ante for o in (kept, outcome)]
    losses = [welfare(logs, o).endowment for o in (kept, outcome)]
    off = float(abs(outcome.used() - logs.floats.endowment).max())
    better = min(gains[1] - gains[0], losses[0] - losses[1])
    return Instance(
        logs.name,
        off <= BALANCED and better > 0,
        f"resources are off by {off:.0e}; entering adds {gains[1]:.1e} utils, {gains[0]:.1e} without",
        margin=min(BALANCED - off, better),
    )


CHECKS: dict[str, Check] = {"sec-6.fee-rebate": OnEconomies(fee_rebate)}
"""The checks of this module by the names under which statements assert them."""
