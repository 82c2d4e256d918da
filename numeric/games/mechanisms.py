"""The mechanisms of the comparison by name: what each uses, and its outcome at N or in the limit.

Paper: the introduction, footnotes 1, 3 and 4, and section 6.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from numeric.economy.economy import Economy
from numeric.games import entry_fee, references, sell_all, two_stage
from numeric.games.equilibrium import BETTER
from numeric.games.one_stage import Restriction, one_stage_outcome, solve_one_stage
from numeric.games.outcome import Outcome
from numeric.games.pari_mutuel import TOLERANCE, PariMutuel, solve_offers
from numeric.games.pari_mutuel_deviations import deviations
from numeric.games.pari_mutuel_limit import limit_outcome, pari_mutuel_limit
from numeric.games.scenarios import Scenarios, scenarios
from numeric.status import NotSolved, Status, Told, joined


@dataclass(frozen=True)
class Sampling:
    """How scenarios are found: at most ``limit`` are enumerated, else ``draws`` in each state are drawn."""

    limit: int
    draws: int
    seed: int

    def scenarios(self, economy: Economy, agents: int, inactive: int = 0) -> Scenarios:
        """Return scenarios of N agents."""
        return scenarios(
            economy, agents, inactive, limit=self.limit, draws=self.draws, seed=self.seed
        )


@dataclass(frozen=True)
class Played:
    """An outcome with its status.

    Args:
        outcome: None where there is none.
        status: One sentence; whether it is an equilibrium, and which.
        inactive: Number of inactive agents, None in the limit or where there is no such group.
    """

    outcome: Outcome | None
    status: Status | Told
    inactive: int | None = None


Rule = Callable[[Economy, int | None, Sampling], Played]


@dataclass(frozen=True)
class Mechanism:
    """A mechanism of the comparison.

    Args:
        title: What it is, in a few words.
        kappa: Whether it uses the exogenous offers κ.
        credit: Whether bids may exceed the endowment.
        offers: The offer set, in words.
        rule: Its outcome.
    """

    title: str
    kappa: bool
    credit: bool
    offers: str
    rule: Rule


def _one_stage(restriction: Restriction) -> Rule:
    def rule(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
        found = solve_one_stage(economy, agents, restriction)
        if not found.solved:
            return Played(None, found.status)
        drawn = (
            references.limit_scenarios(economy)
            if agents is None
            else sampling.scenarios(economy, agents)
        )
        return Played(one_stage_outcome(economy, found, drawn, restriction), found.status)

    return rule


def _two_stage(
    inactive: Callable[[Economy, int], int | None], share: Callable[[Economy], float]
) -> Rule:
    def rule(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
        if agents is None:
            return Played(two_stage.limit_of_two_stage(economy, share(economy)), Status.SOLVED)
        number = inactive(economy, agents)
        if number is None:
            none = "no number of inactive agents makes the candidate an equilibrium"
            return Played(None, Status.NOT_FOUND.told(none))
        drawn = sampling.scenarios(economy, agents, number)
        outcome = two_stage.two_stage(economy, drawn)
        return Played(outcome, _standing(economy, agents, number), number)

    return rule


def _standing(economy: Economy, agents: int, inactive: int) -> Status | Told:
    """Say whether the candidate with some inactive agents is an equilibrium at N."""
    margin = two_stage.candidate_margin(economy, agents, inactive)
    some = f"with {inactive} inactive"
    if margin.holds is None:
        return Status.UNDECIDED.told(f"undecided: {some} the margin is within its error")
    if margin.holds:
        return Status.SOLVED.told(
            f"{Status.SOLVED}: an equilibrium {some}, margin {margin.margin:.2e}"
        )
    x, y = (economy.types[i] for i in margin.binding)
    return Status.BEATEN.told(
        f'not an equilibrium {some}: type "{x}" gains {-margin.margin:.2e} utils by being taken for '
        f'"{y}"; the row shows the candidate all the same'
    )


def _by_eta(economy: Economy, agents: int) -> int:
    return economy.mechanism.inactive(agents)


def _entry_fee(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
    """Play the mechanism on what the fee leaves; whether agents enter is said in the status."""
    if economy.mechanism.rebate:
        return _entry_fee_rebate(economy, agents, sampling)
    left = entry_fee.after_fee(economy)
    if agents is None:
        limit = two_stage.limit_of_two_stage(left, left.floats.eta)
        return Played(limit, joined(Status.SOLVED, _entering(economy, None)))
    number = _by_eta(left, agents)
    drawn = sampling.scenarios(left, agents, number)
    standing = joined(_standing(left, agents, number), _entering(economy, agents))
    return Played(two_stage.two_stage(left, drawn), standing, number)


def _entry_fee_rebate(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
    """Return what is left of the fee in equal shares; an offer moves its maker's own share."""
    if agents is None:
        limit = entry_fee.rebated_limit(economy)
        return Played(limit, _entering(economy, None, lambda *_: limit))
    left = entry_fee.after_fee(economy)
    drawn = sampling.scenarios(left, agents, number := _by_eta(left, agents))
    outcome, solved = entry_fee.rebated(economy, agents, drawn)
    who = _entering(economy, agents, lambda *_: outcome)
    return Played(outcome, joined(entry_fee.standing(economy, solved), who), number)


def _entering(economy: Economy, agents: int | None, by: entry_fee.Entering | None = None) -> Told:
    found = entry_fee.participation(economy, agents, by)
    return Status.SOLVED.told(f"{Status.SOLVED}; {entry_fee.told(economy, found)}")


def _straw_poll(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
    if agents is None:
        return _straw_poll_limit(economy)
    margin = two_stage.candidate_margin(economy, agents, 0)
    if margin.holds:
        drawn = sampling.scenarios(economy, agents)
        status = Status.SOLVED.told(
            f"{Status.SOLVED}: truth is an equilibrium (so is babbling), margin {margin.margin:.2e}"
        )
        return Played(references.pooled_information(economy, drawn), status, 0)
    if margin.holds is None:
        return Played(None, _standing(economy, agents, 0))
    babbling = _one_stage("o")(economy, agents, sampling)
    x, y = (economy.types[i] for i in margin.binding)
    told = (
        babbling.status.told if isinstance(babbling.status, Status) else babbling.status.member.told
    )
    lie = f'truth is not an equilibrium: type "{x}" gains {-margin.margin:.2e} utils as "{y}"'
    return replace(
        babbling, status=told(f"{babbling.status}; {lie}; babbling is shown"), inactive=0
    )


def _straw_poll_limit(economy: Economy) -> Played:
    from numeric.theorem_1.slope import slope

    values = slope(economy).values
    if np.isnan(values).any():
        return Played(None, Status.UNDECIDED.told("undecided: the slope of the gain is not known"))
    if (values[~np.eye(len(values), dtype=bool)] < 0).all():
        told = Status.SOLVED.told(
            f"{Status.SOLVED}: truth, since every slope of the gain is negative"
        )
        return Played(references.limit_of_market_games(economy), told)
    babbling = _one_stage("o")(economy, None, Sampling(0, 2, 0))
    return replace(
        babbling,
        status=joined(
            babbling.status,
            Status.SOLVED.told("solved; babbling, since some slope of the gain is positive"),
        ),
    )


def _pari_mutuel(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
    limit = pari_mutuel_limit(economy, float(economy.mechanism.eta))
    if agents is None:
        return Played(limit_outcome(economy, limit), Status.SOLVED)
    number = _by_eta(economy, agents)
    if number == 0:
        return Played(None, Status.NOT_FOUND.told("nobody is inactive at this N and η"))
    game = PariMutuel.of(economy, agents, sampling.scenarios(economy, agents, number))
    signed, residual = solve_offers(game, limit.offers[:, 0] - limit.offers[:, 1])
    if not residual <= TOLERANCE:
        return Played(None, Status.NO_ROOT.told(f"not solved: stage 1 is off by {residual:.1e}"))
    found = deviations(game, signed)
    if found.gain > BETTER:
        status = Status.BEATEN.told(f"{Status.BEATEN}, by {found.gain:.1e} utils")
        return Played(None, status, number)
    if not found.margin >= 0:
        x, y = (economy.types[i] for i in found.binding)
        status = Status.BEATEN.told(
            f'not an equilibrium: type "{x}" may gain {-found.margin:.2e} utils by being taken for '
            f'"{y}"'
        )
        return Played(None, status, number)
    where = "in all scenarios" if found.exact else "with five standard errors of draws"
    status = Status.SOLVED.told(
        f"{Status.SOLVED}: no offer adds more than {found.bound:.0e} utils, nor one taken for "
        f"another type's within a margin of {found.margin:.2e}, {where}, if no game of stage 2 that an "
        "offer leads to has a second equilibrium"
    )
    return Played(game.outcome(signed), status, number)


def _reference(
    at: Callable[[Economy, Scenarios], Outcome], limit: Callable[[Economy], Outcome]
) -> Rule:
    def rule(economy: Economy, agents: int | None, sampling: Sampling) -> Played:
        if agents is None:
            return Played(limit(economy), Status.SOLVED)
        return Played(at(economy, sampling.scenarios(economy, agents)), Status.SOLVED)

    return rule


def _competitive(kappa: bool) -> Rule:
    return _reference(
        lambda e, s: references.competitive(e, s, kappa=kappa),
        lambda e: references.competitive(e, references.limit_scenarios(e), kappa=kappa),
    )


ONE, BOX, ALL = "one good of the two", "both goods at once", "all of the first good by rule, bids"
_O = _one_stage("o")
MECHANISMS: dict[str, Mechanism] = {
    "no_trade": Mechanism("no trade", False, False, "none", _reference(
        references.no_trade, lambda e: references.no_trade(e, references.limit_scenarios(e)))),
    "one_stage": Mechanism("one-stage market game", True, False, ONE, _O),
    "one_stage_box": Mechanism("one-stage, both goods offered", True, False, BOX, _one_stage("box")),
    "one_stage_sell_all": Mechanism(
        "one-stage, sell-all on credit", False, True, ALL, _one_stage("sell_all")),
    "one_stage_sell_all_no_credit": Mechanism(
        "one-stage, sell-all without credit", False, False, ALL, _one_stage("no_credit")),
    "two_stage": Mechanism(
        "two-stage mechanism", True, False, ONE,
        _two_stage(_by_eta, lambda e: float(e.mechanism.eta))),
    "two_stage_small_eta": Mechanism(
        "two-stage, η as in Theorem 3", True, False, ONE,
        _two_stage(
            lambda e, n: _by_eta(two_stage.small_eta(e), n),
            lambda e: float(two_stage.small_eta(e).mechanism.eta))),
    "two_stage_fewest_inactive": Mechanism(
        "two-stage, fewest inactive agents", True, False, ONE,
        _two_stage(two_stage.fewest_inactive, lambda e: 0.0)),
    "entry_fee": Mechanism(
        "two-stage with the entry fee 2κ", True, False, ONE, _entry_fee),
    "entry_fee_rebate": Mechanism(
        "two-stage with the entry fee, the rest returned", True, False, ONE, _entry_fee_rebate),
    "straw_poll": Mechanism("straw poll (η = 0)", True, False, ONE, _straw_poll),
    "pari_mutuel": Mechanism("pari-mutuel version", True, False, ONE, _pari_mutuel),
    "pooled_information": Mechanism("market game, pooled information", True, False, ONE, _reference(
        references.pooled_information, references.limit_of_market_games)),
    "full_information": Mechanism("market game, full information", True, False, ONE, _reference(
        references.full_information, references.limit_of_market_games)),
    "sell_all_full_information": Mechanism(
        "sell-all, full information", False, True, ALL, _reference(
            sell_all.sell_all_full_information, sell_all.limit_of_sell_all)),
    "competitive_kappa": Mechanism("competitive with κ", True, False, "price-taking", _competitive(True)),
    "competitive": Mechanism("competitive", False, False, "price-taking", _competitive(False)),
}  # fmt: skip
"""In the order of the table."""


def played(name: str, economy: Economy, agents: int | None, sampling: Sampling) -> Played:
    """Return a mechanism's outcome; what a solver leaves unsolved becomes the status."""
    try:
        return MECHANISMS[name].rule(economy, agents, sampling)
    except (NotSolved, np.linalg.LinAlgError) as error:  # or linear equations without a solution
        return Played(None, Status.NO_ROOT.told(f"not solved: {error}"))
