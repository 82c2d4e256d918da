r"""What mechanisms do in the limit of large N, by hand: shares of the types in each state with their bundles.

Paper: section 3.1; the introduction; section 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from numeric.economy.economy import Economy
from numeric.games.one_stage import Restriction, solve_one_stage
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from proofs_check.paper.shared import by_hand
from proofs_check.paper.toolkit.by_rounds import (
    NONE,
    Round,
    after_fee,
    alpha,
    competitive_price,
    demanded,
    kappa_of,
    small_eta,
    traded,
)


def _groups(
    economy: Economy, made: Callable[[int, int], Sequence[tuple[float, by_hand.Pair]]]
) -> list[Round]:
    """Return the rounds of the limit: for a state and a type, shares of the type with their bundles."""
    e = economy.environment
    return [
        Round(z, float(prior), tuple(
            (x, share * float(e.signal[z][x]), b)
            for x in range(len(e.types)) for share, b in made(z, x)
        ))
        for z, prior in enumerate(e.prior)
    ]  # fmt: skip


def _limit_one_stage(restriction: Restriction) -> Callable[[Economy], list[Round]]:
    def play(economy: Economy) -> list[Round]:
        offers = solve_one_stage(economy, None, restriction).offers.tolist()
        k = kappa_of(economy) if restriction in ("o", "box") else NONE

        def made(z: int, x: int) -> list[tuple[float, by_hand.Pair]]:
            mu = economy.environment.signal[z]
            total = [
                k[i] + sum(float(m) * b[i] for m, b in zip(mu, offers, strict=True)) for i in (0, 1)
            ]
            return [(1.0, traded(economy, (offers[x][0], offers[x][1]), total[1] / total[0]))]

        return _groups(economy, made)

    return play


def _limit_two_stage(economy: Economy, share: float, kappa: by_hand.Pair) -> list[Round]:
    def made(z: int, x: int) -> list[tuple[float, by_hand.Pair]]:
        shares = [float(m) for m in economy.environment.signal[z]]
        price = competitive_price(economy, z, shares, kappa)
        idle = by_hand.inactive_bundle(economy, alpha(economy, x))
        return [(1 - share, demanded(economy, x, z, price)), (share, idle)]

    return _groups(economy, made)


def _limit_pari_mutuel(economy: Economy) -> list[Round]:
    share, k = float(economy.mechanism.eta), kappa_of(economy)
    found = pari_mutuel_limit(economy, share)
    first, second = found.offers.tolist(), found.active.tolist()

    def made(z: int, x: int) -> list[tuple[float, by_hand.Pair]]:
        mu = [float(m) for m in economy.environment.signal[z]]
        total = [
            k[i]
            + sum(
                m * (share * a[i] + (1 - share) * b[i])
                for m, a, b in zip(mu, first, second[z], strict=True)
            )
            for i in (0, 1)
        ]
        offers = (second[z][x][0], second[z][x][1]), (first[x][0], first[x][1])
        bundles = [traded(economy, b, total[1] / total[0]) for b in offers]
        return [(1 - share, bundles[0]), (share, bundles[1])]

    return _groups(economy, made)


def _limit_by_eta(economy: Economy) -> list[Round]:
    return _limit_two_stage(economy, float(economy.mechanism.eta), kappa_of(economy))


LIMITS: dict[str, Callable[[Economy], list[Round]]] = {
    "no_trade": lambda e: _groups(e, lambda z, x: [(1.0, by_hand.endowment(e))]),
    "one_stage": _limit_one_stage("o"),
    "one_stage_box": _limit_one_stage("box"),
    "one_stage_sell_all": _limit_one_stage("sell_all"),
    "one_stage_sell_all_no_credit": _limit_one_stage("no_credit"),
    "two_stage": _limit_by_eta,
    "two_stage_small_eta": lambda e: _limit_by_eta(e.replacing(eta=small_eta(e))),
    "two_stage_fewest_inactive": lambda e: _limit_two_stage(e, 0.0, kappa_of(e)),
    "entry_fee": lambda e: _limit_by_eta(after_fee(e)),
    "straw_poll": _limit_one_stage("o"),
    "pari_mutuel": _limit_pari_mutuel,
    "pooled_information": lambda e: _limit_two_stage(e, 0.0, kappa_of(e)),
    "full_information": lambda e: _limit_two_stage(e, 0.0, kappa_of(e)),
    "sell_all_full_information": lambda e: _limit_two_stage(e, 0.0, NONE),
    "competitive_kappa": lambda e: _limit_two_stage(e, 0.0, kappa_of(e)),
    "competitive": lambda e: _limit_two_stage(e, 0.0, NONE),
}
"""What happens in the limit; here truth is no equilibrium of the straw poll."""
