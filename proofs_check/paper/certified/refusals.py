r"""What certificates refuse, what is decided with nobody inactive, and boxes that are too unlikely to matter.

A stored certificate is changed in one place at a time; bounds on gains are simple numbers; rates of
boxes are compared with the least divergence on them.

Paper: Theorem 1, and Claim 2 of it.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cache
from math import log
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.theorem_1 import bound, eta_zero, rare, stored
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.certified.pooling.blocks import bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.verifying.economies import SHIPPED


@cache
def _given() -> tuple[Economy, dict[str, Any]]:
    """Return a shipped economy of two types and the certificate that is replayed for it."""
    data = stored.read(SHIPPED / "tails" / "unequal.json")
    return load_economy(SHIPPED / "unequal.toml"), data or {}


def _changed(key: str, value: Any) -> dict[str, Any]:
    return {**deepcopy(_given()[1]), key: value}


def certificates(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """A certificate is replayed as it is, in any order, and not with anything left out or lowered."""
    given, made = _given()
    if not made:
        tally.holds("a certificate is there", False)
        return
    lists = made["deviations"]
    tally.same("both", [d["pair"] for d in lists], [[0, 1], [1, 0]])
    again = stored.replayed(given, _changed("deviations", lists[::-1]))  # in any order
    tally.close("M0", again.active or 0, float(made["active"] * factor), 1e-12)
    told = again.start, again.evidence, again.unique_from
    tally.same("replayed", told, (made["from"], "CERTIFIED", made["active"]))
    just = given.active(made["from"])  # as many active agents as at the N that is claimed
    again = stored.replayed(given, _changed("active", just))
    tally.same("just enough", (again.active, again.start), (just, made["from"]))
    fewer = [side[1:] for side in made["boxes"]]
    refused = {
        "another format": _changed("format", 2),
        "format or arithmetic": _changed("arithmetic", "doubles"),
        "of another economy": _changed("economy", stored.economy_hash(economy)),
        "stale": _changed("code", "0" * 64),
        "leaves out a deviation": _changed("deviations", lists[:1]),
        "do not cover": _changed("boxes", fewer),
        "fewer active agents": _changed("from", 3),
        "cannot be read": {k: v for k, v in made.items() if k != "boxes"},
    }
    for reason, data in refused.items():
        found = stored.replayed(given, data)
        tally.same(
            reason, (reason in found.detail, found.start, found.evidence), (True, None, "NONE")
        )
    for key in ("shares", "posteriors"):
        worse = deepcopy(lists)
        for d in worse:
            if key == "shares":
                d["shares"] = [v + 50 for v in d["shares"]]
            else:
                d["posteriors"] = [[a, b, [v + 1e12 for v in row]] for a, b, row in d["posteriors"]]
        found = stored.replayed(given, _changed("deviations", worse))
        tally.same(f"larger {key}", "below the losses" in found.detail, True)
    nobody = given.replacing(eta=0)
    found = stored.replayed(nobody, _changed("economy", stored.economy_hash(nobody)))
    tally.holds("needs η", "needs eta > 0" in found.detail)
    named = economy.replacing(name="another name")
    tally.same("names do not matter", stored.economy_hash(named), stored.economy_hash(economy))
    _digits(tally)


def _digits(tally: Tally) -> None:
    """Bounds are rounded up to six digits, exactly."""
    rng = np.random.default_rng(7)
    values = [
        *(rng.uniform(-1, 1, size=40) * 10.0 ** rng.integers(-6, 7, size=40)),
        0.0,
        0.5,
        123456.0,
        -2e-5,
        1.234564951,  # nearly half-way to the next, from below, and of either sign
        -1.234565049,
    ]
    for value, found in zip(values, stored.rounded_up(values).tolist(), strict=True):
        exact = Decimal(float(value))
        if value:
            exact = exact.quantize(Decimal((0, (1,), exact.adjusted() - 5)), ROUND_CEILING)
        tally.same("six digits", found, float(exact))


def nobody_inactive(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What bounds on M times the gain prove: an equilibrium, none that separates, or nothing."""
    before = eta_zero.WithoutInactive(None, None, None, {}, None, None, "NONE", "")
    cases = (
        ({(0, 1): (-0.9, -0.1), (1, 0): (-0.2, -0.3)}, (eta_zero.EQUILIBRIUM, 77, None)),
        ({(0, 1): (0.1, 0.2), (1, 0): (0.05, 0.9)}, (eta_zero.NO_SEPARATING, 77, (0, 1))),
        ({(0, 1): (-0.5, 0.9), (1, 0): (0.01, 0.02)}, (eta_zero.NO_SEPARATING, 77, (1, 0))),
        ({(0, 1): (-0.5, -0.1), (1, 0): (-0.3, 0.0)}, (None, None, None)),
        ({(0, 1): (0.0, 0.1), (1, 0): (-0.3, -0.2)}, (None, None, None)),
    )
    near = ((7.003, 6.0), (6.996, 6.0), (-1.0, 7.003), (-1.0, 6.996))
    exact_costs = {p: _loss(economy, *p) for p in ((0, 1), (1, 0))}
    costs = {p: _loss(economy, *p) * float(factor) for p in ((0, 1), (1, 0))}
    for gains, wanted in cases:
        found = eta_zero.judged(economy, 77, gains, before)
        tally.same("said", (found.finding, found.start, found.pair), wanted)
        tally.same("evidence", found.evidence, "CERTIFIED" if wanted[0] else "NONE")
        tally.same("kept", (found.active, found.gains), (77, gains))
        kept = eta_zero.judged(economy, 77, gains, eta_zero.WithoutInactive(
            eta_zero.NO_SEPARATING, 40, (1, 0), {}, 40, None, "CERTIFIED", ""))  # fmt: skip
        tally.same(
            "a smaller M0",
            (kept.finding, kept.start, kept.pair),
            (eta_zero.NO_SEPARATING, 40, (1, 0)),
        )
        tally.same("its evidence", kept.evidence, "CERTIFIED")
        open_ = [p for p, (a, b) in gains.items() if a <= 0 <= b]
        names = [f"{economy.types[a]} as {economy.types[b]}" for a, b in open_]
        if wanted[0] is None:
            tally.same("names", [n in found.detail for n in names], [True] * len(names))
        exact = max(0, *(-int(-g[0] / costs[p] // 1) if g[0] > 0 else 0 for p, g in gains.items()))
        most = max(0, *(int(g[1] / costs[p] // 1) + 1 for p, g in gains.items()))
        tally.same(
            "least inactive",
            found.least_inactive,
            (-_down(gains, costs), most) if exact else (0, most),
        )
    for least, greatest in near:
        gains = {p: (least * c, max(least, greatest) * c) for p, c in exact_costs.items()}
        wanted_ = max(-_down(gains, costs), 0), int(gains[0, 1][1] / costs[0, 1] // 1) + 1
        tally.same("near a whole number", eta_zero.least_inactive(economy, gains), wanted_)


def _down(
    gains: dict[tuple[int, int], tuple[float, float]], costs: dict[tuple[int, int], float]
) -> int:
    """Return minus the least number not below every lower bound over its cost."""
    return min(int(-g[0] / costs[p] // 1) for p, g in gains.items())


def _loss(economy: Economy, x: int, other: int) -> float:
    """Return the loss of the best offer in another type's interval."""
    own, best = by_hand.endowment(economy), [by_hand.best_consumption(economy, y) for y in range(2)]
    low, high = by_hand.intervals(best, 2 * own[0])[other]
    line = [
        by_hand.expected(
            economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
        )
        for c in (best[x], min(max(best[x], low), high))
    ]
    return line[0] - line[1]


def rare_boxes(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Rates of boxes, which of them are rare, and what is at stake on them."""
    e = economy.environment
    boxes = [[(0.7, 0.8), (0.1, 0.2), (0.0, 0.1)], [(0.0, 0.05), (0.0, 0.3), (0.6, 1.0)],
             [(0.2, 0.6), (0.1, 0.6), (0.1, 0.5)]]  # fmt: skip
    found = rare.rates(economy, intervals(boxes))
    for z, row in enumerate(e.signal):
        mu = [float(v) for v in row]
        for i, box in enumerate(boxes):
            exact = _divergence(mu, box)
            tally.close("rate", found[z, i], exact * float(factor), 1e-9)
            tally.holds("a lower bound", 0 <= found[z, i] <= exact + 1e-12)
    least = found.min(axis=0)
    for i in (0, 1):
        M = next(M for M in range(2, 10**4) if least[i] > (log(M) - log(1e-10)) / (M - 1))
        for active, sure in ((M, True), (M - 1, False)):
            tally.same("rare", bool(rare.negligible(economy, active, intervals(boxes))[i]), sure)
    needed = (log(900) - log(1e-10)) / 899
    for more, sure in ((0.0, False), (1e-12, True)):
        with mock.patch.object(rare, "rates", return_value=np.full((3, 1), needed + more)):
            some = rare.negligible(economy, 900, intervals(boxes[:1]))
        tally.same("just rare", some.tolist(), [sure])
    tally.same("not rare", bool(rare.negligible(economy, 10**9, intervals(boxes))[2]), False)
    bought, sold = (
        _at_stake(tally, economy.replacing(kappa=k)) for k in (("1/5", "1/7"), ("1/99", "2"))
    )
    tally.holds("by buying, by selling", bought[0][0] > bought[0][1] and sold[0][0] < sold[0][1])
    for x, gains in enumerate(bought):
        stakes, tau = bound._stakes(economy, intervals(boxes), x), by_hand.tau(economy, x)
        most = [3 * max(gains) * float(w) for w in tau]
        bounded(tally, "stakes", [v for v, _ in stakes], most, 1e-12)
        tally.same("least rates", [r for _, r in stakes], found.min(axis=1).tolist())


def _at_stake(tally: Tally, economy: Economy) -> list[tuple[float, float]]:
    """Compare what is at stake for each type; return what there is by buying and by selling."""
    own, (k_q, k_r) = by_hand.endowment(economy), (float(v) for v in economy.mechanism.kappa)
    lowest, highest, found = k_r / (own[0] + k_q), (own[1] + k_r) / k_q, []
    for x, row in enumerate(economy.environment.parameters["theta"]):
        slopes = [(float(t) / own[0], 1 / own[1]) for t in row]
        bought = max(own[1] * (a / lowest - b) for a, b in slopes)
        sold = max(own[0] * (highest * b - a) for a, b in slopes)
        bounded(tally, "at stake", rare.oscillation(economy, x), max(bought, sold, 0.0), 1e-12)
        found.append((bought, sold))
    return found


def _divergence(mu: list[float], box: list[tuple[float, float]]) -> float:
    """Return the least divergence from a distribution on a box of the simplex, by ternary search twice."""

    def at(a: float, b: float) -> float:
        return sum(v * log(v / m) for v, m in zip((a, b, 1 - a - b), mu, strict=True) if v > 0)

    def inner(a: float) -> float:
        low = max(box[1][0], 1 - a - box[2][1])
        high = min(box[1][1], 1 - a - box[2][0])
        return _least(lambda b: at(a, b), low, high)

    low = max(box[0][0], 1 - box[1][1] - box[2][1])
    return _least(inner, low, min(box[0][1], 1 - box[1][0] - box[2][0]))


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(48):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, b) if function(a) < function(b) else (a, high)
    return min(function(low), function(high))


CHECKS: dict[str, Check] = {
    "thm-1.refused": on_probes(tallied(certificates), (TWO_TYPES,)),
    "thm-1.nobody-inactive": on_probes(tallied(nobody_inactive), (TWO_TYPES,)),
    "thm-1.rare": on_probes(tallied(rare_boxes), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.refused",
        "a stored certificate is replayed as it is, and refused where anything is left out or lowered",
        "Theorem 1",
        r"\forall M \ge M_0,\ N \ge N_0:\ \lfloor\eta N\rfloor\,\ell(x, \bar x) > B(M)\ \text{is replayed}",
        "value",
    ),
    stated(
        "thm-1.nobody-inactive",
        "what bounds on the gain prove with nobody inactive",
        "Theorem 1; section 3.2",
        r"\overline g < 0\ \forall (x, \bar x) \Longrightarrow \text{an equilibrium},\quad "
        r"\exists (x, \bar x): \underline g > 0 \Longrightarrow \text{no separating equilibrium}",
        "value",
    ),
    stated(
        "thm-1.rare",
        "boxes of frequencies that are too unlikely to matter, and what is at stake on them",
        "Claim 2 of Theorem 1",
        r"P(\nu \in B) \le e^{-m\min_B \mathrm{KL}(\nu\|\mu)},\quad \mathrm{osc} = \max\{\bar r(u_q/P_- - "
        r"u_r),\ \bar q(P_-u_r - u_q),\ 0\}",
        "value",
    ),
)
