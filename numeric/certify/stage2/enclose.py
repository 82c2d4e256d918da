r"""Stage 2 with proof: enclosures of the equilibria of a configuration, and whether they are all.

Globally: every equilibrium price lies in :math:`[\kappa_r/(\bar q+\kappa_q), (\bar
r+\kappa_r)/\kappa_q]`; the scan of ``scan`` with the judge of ``excess`` leaves boxes with exactly
one equilibrium each, and boxes left undecided.  Locally: Krawczyk's operator around the
floating-point solution. Either way an equilibrium is a root of the first-order conditions, which by
concavity is the same.

Conventions: enclosures are exact intervals; floating point only suggests where to look.  They are
widened to a relative half-width of ``ROOM`` at least, so that what double precision can represent
and solve fits in; a zero offer stays exactly zero.

Paper: section 3.1, Proposition 1; the remark on uniqueness after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import flint
import numpy as np

from numeric.certify.arithmetic.beliefs import posterior_belief
from numeric.certify.arithmetic.expected import Belief
from numeric.certify.arithmetic.hypotheses import (
    Given,
    evidence,
    given,
    obstacle,
    proved,
    qualified,
)
from numeric.certify.arithmetic.intervals import Interval, interval
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage2.best_response import enclosed_response
from numeric.certify.stage2.excess import Excess, Known
from numeric.certify.stage2.local import LocalBox, local_box
from numeric.certify.stage2.market import Bounds, Market
from numeric.certify.stage2.results import CertifiedStage2, EnclosedEquilibrium, Pair
from numeric.certify.stage2.search import FINE_BITS, Root, first_prices, search
from numeric.certify.stage2.sections import section
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2.solution import Stage2
from numeric.stage2.solve import solve_stage2

ROOM = Fraction(1, 10**12)
TOGETHER = 64
"""Configurations for which floating point looks at prices at once."""


@dataclass(frozen=True)
class Suggestion:
    """A floating-point solution: where to look, and which equilibrium is the selected one.

    With it, perhaps, what floating point finds at the prices that are judged first.
    """

    offers: tuple[tuple[float, float], ...]
    totals: tuple[float, float]
    solved: bool
    known: Known | None = field(default=None, repr=False, compare=False)

    @property
    def price(self) -> float:
        """The price."""
        return self.totals[1] / self.totals[0]


def certify_stage2(
    economy: Economy, configuration: Sequence[int], *, scope: str = "global"
) -> CertifiedStage2:
    r"""Enclose the stage-2 equilibria of a configuration.

    Args:
        economy: An economy with positive κ; any utility that the parser reads.
        configuration: Counts of active agents, one per type, at least one agent.
        scope: "global" scans all prices and falls back on "local" if it encloses nothing; "local"
            only proves the selected equilibrium.

    Raises:
        ValueError: The configuration or the scope is not one, or κ is not positive.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = certify_stage2(economy, [3, 5])
    >>> price = found.enclosures[0].price
    >>> found.unique, round(float(price.low), 9) == round(float(price.high), 9)
    ('global', True)

    Paper: Proposition 1.
    """
    return next(certify_configurations(economy, [configuration], scope=scope))


def certify_configurations(
    economy: Economy, configurations: Sequence[Sequence[int]], *, scope: str = "global"
) -> Iterator[CertifiedStage2]:
    """Certify configurations one after the other, as ``certify_stage2`` does.

    All of them are solved at once in floating point before.
    """
    if scope not in ("global", "local"):
        raise ValueError(f'scope must be "global" or "local", got {scope!r}')
    solved = solve_stage2(economy, [list(c) for c in configurations])
    for start in range(0, len(configurations), TOGETHER):
        part = [tuple(int(n) for n in c) for c in configurations[start : start + TOGETHER]]
        made = [_suggestion(solved, start + i) for i in range(len(part))]
        if scope == "global" and obstacle(given(economy)) is None:
            made = _looked_at(economy, part, made)
        for counts, suggestion in zip(part, made, strict=True):
            yield _certified(economy, counts, suggestion, scope)


def _suggestion(solved: Stage2, row: int) -> Suggestion:
    offers, totals = solved.offers[row].tolist(), solved.totals[row].tolist()
    pairs = tuple((b[0], b[1]) for b in offers)
    return Suggestion(pairs, (totals[0], totals[1]), bool(solved.solved[row]))


def _looked_at(
    economy: Economy, configurations: list[tuple[int, ...]], made: list[Suggestion]
) -> list[Suggestion]:
    """Add what floating point finds at the prices that are judged first, all of them at once."""
    prices = [first_prices(economy, suggestion.price) for suggestion in made]
    ends = np.cumsum([len(p) for p in prices])
    owner = np.repeat(np.arange(len(prices)), [len(p) for p in prices])
    sigma, phi = np.array(configurations, dtype=float), posterior(economy, configurations)
    found = section(economy, sigma[owner], phi[owner], np.concatenate(prices))
    return [
        replace(one, known=Known({p: i for i, p in enumerate(own)}, found[end - len(own) : end]))
        for one, own, end in zip(made, prices, ends.tolist(), strict=True)
    ]


def _certified(
    economy: Economy, counts: tuple[int, ...], suggestion: Suggestion, scope: str
) -> CertifiedStage2:
    hypotheses = given(economy)
    failing = obstacle(hypotheses)
    if failing is not None:
        return CertifiedStage2(
            counts, scope, None, None, False, (), None, (), 0, hypotheses, "NONE", failing
        )
    if scope == "global":
        found = _global(economy, counts, suggestion, hypotheses)
        if found.enclosures:
            return found
    return _local(economy, counts, suggestion, hypotheses)


def _global(
    economy: Economy, counts: tuple[int, ...], suggestion: Suggestion, hypotheses: tuple[Given, ...]
) -> CertifiedStage2:
    with flint.ctx.workprec(FINE_BITS):
        belief = posterior_belief(economy, counts)
    judge = Excess(
        Market(belief, counts),
        np.array(counts, dtype=float),
        posterior(economy, counts),
        suggestion.known,
    )
    found = search(judge, [suggestion.price])
    with flint.ctx.workprec(FINE_BITS):
        enclosures = tuple(_enclosed(judge.market, root, suggestion) for root in found.roots)
    complete, selected = not found.undecided, _selected(enclosures, suggestion)
    status = _sentence(len(enclosures), complete, selected)
    kind, certain = evidence(hypotheses) if enclosures else "NONE", proved(hypotheses)
    return CertifiedStage2(
        counts,
        "global",
        True if enclosures and certain else None,
        found.unique if certain else None,
        complete and certain,
        enclosures,
        selected,
        found.undecided,
        found.boxes,
        hypotheses,
        kind,
        qualified(status, hypotheses),
    )


def _selected(enclosures: Sequence[EnclosedEquilibrium], suggestion: Suggestion) -> int | None:
    return next(
        (
            i
            for i, e in enumerate(enclosures)
            if suggestion.solved and e.contains(suggestion.totals, suggestion.offers)
        ),
        None,
    )


def _sentence(number: int, complete: bool, selected: int | None) -> str:
    if number == 0:
        return "no equilibrium is enclosed"
    found = (
        "exactly one equilibrium"
        if number == 1 and complete
        else f"exactly {number} equilibria"
        if complete
        else f"{number} enclosed, others not excluded"
    )
    return (
        found
        if selected is not None
        else f"{found}; the floating-point solution lies in no enclosure"
    )


def _enclosed(market: Market, root: Root, suggestion: Suggestion) -> EnclosedEquilibrium:
    bounds = root.bounds
    first, second = (
        _widened(Interval(interval(b.total_low).low, interval(b.total_high).high)) for b in bounds
    )
    offers = [
        (_between(bounds[0], x), _between(bounds[1], x))
        if n
        else _absent(market.belief, x, bounds[0].total, bounds[1].total, suggestion)
        for x, n in enumerate(market.counts)
    ]
    return EnclosedEquilibrium(_widened(root.price), (first, second), tuple(offers))


def _between(bounds: Bounds, type_: int) -> Interval:
    return _widened(Interval(Fraction(bounds.low[type_]), Fraction(bounds.high[type_])))


def _widened(found: Interval) -> Interval:
    """Widen an interval of nonnegative numbers; offers may not become negative."""
    room = ROOM * found.high
    return Interval(max(found.low - room, Fraction(0)), found.high + room)


def _absent(
    belief: Belief, type_: int, total_q: Ball, total_r: Ball, suggestion: Suggestion
) -> Pair:
    guess = suggestion.offers[type_] if suggestion.solved else None
    first, second = enclosed_response(belief, type_, total_q, total_r, guess)
    return _widened(interval(first)), _widened(interval(second))


def _local(
    economy: Economy, counts: tuple[int, ...], suggestion: Suggestion, hypotheses: tuple[Given, ...]
) -> CertifiedStage2:
    told = "no equilibrium is enclosed"
    nothing = CertifiedStage2(
        counts, "local", None, None, False, (), None, (), 0, hypotheses, "NONE", told
    )
    if not suggestion.solved:
        return nothing
    with flint.ctx.workprec(FINE_BITS):
        belief = posterior_belief(economy, counts)
        box = local_box(belief, counts, suggestion.offers, suggestion.totals)
        if box is None:
            return nothing
        enclosure = _from_box(belief, counts, box, suggestion)
    status = "one equilibrium in the enclosure; the rest of the prices was not examined"
    return CertifiedStage2(
        counts,
        "local",
        True if proved(hypotheses) else None,
        "local" if proved(hypotheses) else None,
        False,
        (enclosure,),
        0,
        (),
        0,
        hypotheses,
        evidence(hypotheses),
        qualified(status, hypotheses),
    )


def _from_box(
    belief: Belief, counts: tuple[int, ...], box: LocalBox, suggestion: Suggestion
) -> EnclosedEquilibrium:
    def part(ball: Ball) -> Interval:
        ends = interval(ball)
        return Interval(*(max(end, Fraction(0)) for end in (ends.low, ends.high)))

    signed = zip(box.signed, counts, strict=True)
    offers = [
        (part(s), part(-s)) if n else _absent(belief, x, *box.totals, suggestion)
        for x, (s, n) in enumerate(signed)
    ]
    first, second = (interval(t) for t in box.totals)
    return EnclosedEquilibrium(
        interval(box.totals[1] / box.totals[0]), (first, second), tuple(offers)
    )
