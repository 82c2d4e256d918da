r"""Claims of the proof of Theorem 3 about resources: the chain of bounds on consumption, and condition (a).

Conventions: inequalities are about the first good (for the second exchange the letters) and are
written with their slack: (1-η)N, the rounding up to M and the number of the inactive are the free
quantities, :math:`\eta \le \kappa_q/(4\bar q)` is :math:`\kappa_q = 4\eta\bar q + \varsigma`.

Paper: section 7.3, the resource chain.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, kappa_r, p_2, q_bar
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.feasibility import (
    consumed,
    exact,
    first_line,
    inactive,
    rounding,
    second_line,
    sizes,
    small_eta,
    spare,
)
from symbolic.model.market import kappa_payout

__all__ = ["CLAIMS"]
_SIZES = (
    *positive(exact, q_bar),
    *nonnegative(rounding, inactive, spare),
    *positive(inactive + rounding, reason="eta is positive"),
)
_plain = (*positive(exact, q_bar, kappa_q), *nonnegative(rounding, inactive))

# Consumption of the active in all is M (q-bar + kappa_q - kappa_r/p_2): at most M (q-bar +
# kappa_q).
_active = Statement(
    Relation(M * q_bar - M * kappa_payout()[0], "<", M * (q_bar + kappa_q)),
    positive(M, q_bar, kappa_q, kappa_r, p_2),
    words="For every M and price the active consume their endowments less what the exogenous "
    "offers take out net, which is less than M(q-bar + kappa_q).",
)

# The resource chain.  The first line at large M: prices are at most (r-bar + kappa_r)/kappa_q, so
# that the exogenous offers take out kappa_r kappa_q/(r-bar + kappa_r) or more per active agent.
_room_p, _beyond = local("room_price", "s_p"), local("more_active", "n")
_taken, _least = local("taken_out", "w"), local("least_taken", "a")
_first = Statement(
    Relation(M * (q_bar - kappa_payout()[0]) + (N - M) * 2 * q_bar, "<=", first_line()),
    (
        *positive(q_bar, kappa_q, kappa_r, _least, 1 - rounding),
        *nonnegative(rounding, inactive),
        *nonnegative(_beyond, reason="N is large"),
        *nonnegative(_room_p, reason="no price exceeds (r-bar + kappa_r)/kappa_q"),
    ),
    (
        *sizes(),
        Definition(exact, over(kappa_q, _least) + _beyond),
        Definition(p_2, over(kappa_r, _taken)),
        Definition(_taken, _least + _room_p),
    ),
    words="With a = kappa_q kappa_r/(r-bar + kappa_r), the least that the exogenous offers take of "
    "the first good per active agent, for every N with (1 - eta)N >= kappa_q/a and every price: "
    "what the active consume and twice the endowment for each inactive agent is at most (1 - "
    "eta)N(q-bar + kappa_q) + eta N 2 q-bar.",
)
_direct = Statement(
    Relation(consumed(), "<=", N * (q_bar + kappa_q + eta * q_bar)),
    _plain,
    sizes(),
    words="For every N, eta and kappa: total consumption is at most N[q-bar + kappa_q + eta q-bar], "
    "since M is at most N and N - M at most eta N.",
)
_first_small = Statement(
    Relation(consumed(), "<=", first_line()),
    (*_plain, *nonnegative(spare)),
    (Definition(q_bar, kappa_q + spare), *sizes()),
    words="For every N, eta and kappa_q <= q-bar the printed bound holds, rounding included.",
)
_second = Statement(
    Relation(first_line(), "<=", second_line()),
    _SIZES,
    (small_eta(), *sizes()),
    words="For every N and eta <= kappa_q/(4 q-bar) the second line is at most the third.",
)
_delta, _room = local("delta", r"\delta"), local("room_below", r"\varsigma'")
_last = Statement(
    Relation(second_line(), "<", N * (q_bar + _delta)),
    positive(N, q_bar, kappa_q, _room),
    (Definition(_delta, 2 * (kappa_q + _room)),),
    words="For every N, delta and kappa_q < delta/2 the third line is less than N(q-bar + delta).",
)
_condition_a = Statement(
    Relation(consumed(), "<", N * (q_bar + _delta)),
    (*_SIZES, *positive(_room, kappa_q)),
    (Definition(_delta, 2 * (kappa_q + _room)), small_eta(), *sizes()),
    words="For every N, eta <= kappa_q/(4 q-bar) and kappa_q < delta/2: condition (a) holds in every "
    "realisation.",
)

CLAIMS = (
    Claim(
        id="thm-3.resources.active",
        title="the active consume less than M(q-bar + kappa_q)",
        source="the resource chain, first inequality",
        printed=_active,
        depends_on=("eq-4.accounting",),
        mutants=(
            Statement(
                Relation(M * q_bar - M * kappa_payout()[0], "<", M * q_bar),
                _active.given,
            ),
            Statement(
                Relation(
                    M * q_bar + M * (over(kappa_r, p_2) + kappa_q), "<", M * (q_bar + kappa_q)
                ),
                _active.given,
            ),
            Statement(
                Relation(
                    M * q_bar - M * (over(kappa_r, p_2) - HUNDREDTH_MORE * kappa_q),
                    "<",
                    M * (q_bar + kappa_q),
                ),
                _active.given,
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.first",
        title="total consumption is at most (1-eta)N(q-bar + kappa_q) + eta N 2 q-bar",
        source="the resource chain, first inequality",
        printed=_first,
        note="For N beyond a threshold, as is supposed there: with M rounded up and kappa_q above "
        "the endowment the inequality can fail for a few agents.  Whatever N, kappa and eta are, "
        "N[q-bar + kappa_q + eta q-bar] is a bound (thm-3.resources.direct).",
        depends_on=("thm-3.resources.active", "eq-6.top"),
        mutants=(
            Statement(
                _first.says,
                _first.given,
                (
                    *_first.where[:3],
                    Definition(exact, _beyond + sp.Rational(1, 2)),
                    *_first.where[4:],
                ),
            ),
            Statement(
                Relation(
                    M * (q_bar - kappa_payout()[0]) + (N - M) * 2 * q_bar,
                    "<=",
                    (1 - eta) * N * (q_bar + kappa_q) + eta * N * q_bar,
                ),
                _first.given,
                _first.where,
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.direct",
        title="a bound on total consumption for every N (not in the paper)",
        source="the resource chain, first inequality",
        printed=_direct,
        depends_on=("thm-3.resources.active", "eq-6.top"),
        mutants=(
            Statement(Relation(consumed(), "<=", N * (q_bar + kappa_q)), _plain, sizes()),
            Statement(
                Relation(consumed(), "<=", (1 - eta) * N * (q_bar + kappa_q) + N * q_bar * eta),
                _plain,
                sizes(),
            ),
            Statement(
                Relation(consumed(), "<=", N * (q_bar + HUNDREDTH_LESS * kappa_q + eta * q_bar)),
                _plain,
                sizes(),
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.first.small",
        title="the printed bound, where kappa_q is at most the endowment (not in the paper)",
        source="the resource chain, first inequality",
        printed=_first_small,
        depends_on=("thm-3.resources.active",),
        mutants=(
            Statement(_first_small.says, _plain, sizes()),
            Statement(
                Relation(consumed(), "<=", sp.Rational(99, 100) * first_line()),
                _first_small.given,
                _first_small.where,
            ),
            Statement(
                Relation(consumed(), "<", first_line()), _first_small.given, _first_small.where
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.second",
        title="that is at most N[q-bar + kappa_q + kappa_q/2]",
        source="the resource chain, second inequality",
        printed=_second,
        mutants=(
            Statement(_second.says, _SIZES, (small_eta(1), *sizes())),
            Statement(
                Relation(first_line(), "<=", N * (q_bar + kappa_q)), _SIZES, (small_eta(), *sizes())
            ),
            Statement(
                Relation(first_line(), "<=", second_line(-sp.Rational(1, 2))),
                _SIZES,
                (small_eta(), *sizes()),
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.last",
        title="that is less than N(q-bar + delta)",
        source="the resource chain, last inequality",
        printed=_last,
        mutants=(
            Statement(_last.says, _last.given, (Definition(_delta, kappa_q + _room),)),
            Statement(
                Relation(second_line(2), "<", N * (q_bar + _delta)), _last.given, _last.where
            ),
            Statement(
                Relation(second_line(), "<", N * (q_bar + _delta / 2)), _last.given, _last.where
            ),
        ),
    ),
    Claim(
        id="thm-3.condition-a",
        title="condition (a) holds in every realisation",
        source="the resource chain, conclusion",
        printed=_condition_a,
        note="In the definition the summand of condition (a) lacks the subscript n, and the "
        "allocation is indexed by the number N where the set of agents is meant.",
        depends_on=(
            "thm-3.resources.direct",
            "thm-3.resources.first",
            "thm-3.resources.second",
            "thm-3.resources.last",
        ),
        mutants=(
            Statement(
                _condition_a.says,
                _condition_a.given,
                (Definition(_delta, kappa_q + _room), small_eta(), *sizes()),
            ),
            Statement(
                Relation(consumed(), "<", N * (q_bar + _delta / 2)),
                _condition_a.given,
                _condition_a.where,
            ),
            Statement(
                _condition_a.says,
                _condition_a.given,
                (Definition(_delta, kappa_q + _room), *sizes()),
            ),
        ),
    ),
)
