r"""Claims about the budget with an entry fee: what covers every payout, whatever is offered, and the rebate.

The fee f leaves (e_q, e_r) of the endowments; the inactive offer :math:`A_q \in [0, Ie_q]` and
:math:`A_r \in [0, Ie_r]` in all, I = N - M of them, at the price :math:`p_1 = e_r/e_q`.

Paper: section 6, first paragraph.  The paper says that η can be chosen to insure feasibility; the bound
on fee and η, and the rebate, are ours.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, kappa_q, kappa_r, p_2, q_bar
from symbolic.language.proposition import And, Iff, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Hypothesis, Statement, nonnegative, positive
from symbolic.model.feasibility import inactive
from symbolic.model.market import kappa_payout

__all__ = ["CLAIMS"]

_left_q, _left_r = local("fee_left_q", "e_q"), local("fee_left_r", "e_r")
_fee_q, _fee_r = local("entry_fee_q", "f_q"), local("entry_fee_r", "f_r")
_A_q, _A_r = local("offered_inactive_q", "A_q"), local("offered_inactive_r", "A_r")
_back_q, _back_r = local("fee_returned_q", "s_q"), local("fee_returned_r", "s_r")
_p = over(_left_r, _left_q)
_taken_q, _taken_r = kappa_payout()
_for_kappa = (-_taken_q, -_taken_r)  # what the exogenous offers put in on balance


def budget() -> tuple[sp.Expr, sp.Expr]:
    r"""Return what the designer keeps of the fees, both goods, whatever is offered.

    :math:`Nf_q - M(\kappa_q - \kappa_r/p_2) - (A_r/p_1 - A_q)`, and the other good alike.
    """
    paid_q, paid_r = _for_kappa
    return (
        N * _fee_q - M * paid_q - (over(_A_r, _p) - _A_q),
        N * _fee_r - M * paid_r - (_p * _A_q - _A_r),
    )


def _covered(multiple: sp.Expr = sp.S.One) -> tuple[Hypothesis, ...]:
    """Assume that the fees cover κ of all active agents and a doubling of what the inactive have left."""
    return (
        Hypothesis(Relation(M * kappa_q + inactive * _left_q, "<=", multiple * N * _fee_q)),
        Hypothesis(Relation(M * kappa_r + inactive * _left_r, "<=", multiple * N * _fee_r)),
    )


_SIZES = (
    *positive(M, kappa_q, kappa_r, p_2, _left_q, _left_r, _fee_q, _fee_r),
    *nonnegative(inactive, _A_q, _A_r, inactive * _left_q - _A_q, inactive * _left_r - _A_r),
)
_COUNTS = (Definition(N, M + inactive),)
_kept_q, _kept_r = budget()
_NEVER_SHORT = And((Relation(_kept_q, ">=", 0), Relation(_kept_r, ">=", 0)))
_budget = Statement(
    _NEVER_SHORT,
    (*_SIZES, *_covered()),
    _COUNTS,
    words="Whatever the active offer (so at every p_2) and whatever the inactive offer: if M kappa and a "
    "doubling of what N - M agents have left cost no more than N fees, good by good, the designer never "
    "pays out more than the fees.",
)

_enough = Relation(M * kappa_q + inactive * (q_bar - _fee_q), "<=", N * _fee_q)
_least = over(M * kappa_q + inactive * q_bar, 2 * N - M)
_fees = Statement(
    And(
        (
            Iff(_enough, Relation(_fee_q, ">=", _least)),
            Iff(
                Relation(M * kappa_q + inactive * (q_bar - 2 * kappa_q), "<=", 2 * N * kappa_q),
                Relation(inactive * (q_bar - 2 * kappa_q), "<=", (2 * N - M) * kappa_q),
            ),
        )
    ),
    (*positive(M, kappa_q, q_bar, _fee_q), *nonnegative(inactive)),
    _COUNTS,
    words="By this bound the least fee is [M kappa_q + (N - M) q-bar]/(2N - M), and 2 kappa is enough if and "
    "only if (N - M)(q-bar - 2 kappa_q) <= (2N - M) kappa_q.",
)


def _balanced(share: sp.Expr) -> Statement:
    """Say that what agents consume is what they brought, when a share of what is kept is returned."""
    paid_q, paid_r = _for_kappa
    used_q = N * _left_q + M * paid_q + (over(_A_r, _p) - _A_q) + share * N * _back_q
    used_r = N * _left_r + M * paid_r + (_p * _A_q - _A_r) + share * N * _back_r
    return Statement(
        And(
            (
                equation(used_q, N * (_left_q + _fee_q)),
                equation(used_r, N * (_left_r + _fee_r)),
            )
        ),
        (*positive(M, p_2, _left_q, _left_r, N), *nonnegative(inactive)),
        (Definition(_back_q, over(_kept_q, N)), Definition(_back_r, over(_kept_r, N))),
        words="If all that is left of the fees is returned in equal shares, agents consume exactly what they "
        "brought, of both goods, whatever is offered.",
    )


CLAIMS = (
    Claim(
        id="sec-6.fee.budget",
        title="what fee covers every payout, whatever is offered",
        source="section 6, first paragraph (the bound is not in the paper)",
        printed=_budget,
        depends_on=("sec-6.entry-fee", "eq-2.budget", "sec-2.2.kappa-value"),
        mutants=(
            Statement(_NEVER_SHORT, (*_SIZES, *_covered(sp.S(2))), _COUNTS),
            Statement(
                And((Relation(_kept_q, ">=", _fee_q), Relation(_kept_r, ">=", 0))),
                _budget.given,
                _COUNTS,
            ),
        ),
    ),
    Claim(
        id="sec-6.fee.least",
        title="the least fee by this bound, and when 2 kappa is enough (not in the paper)",
        source="section 6, first paragraph",
        printed=_fees,
        depends_on=("sec-6.fee.budget",),
        mutants=(
            Statement(
                Iff(_enough, Relation(_fee_q, ">=", HUNDREDTH_MORE * _least)),
                _fees.given,
                _COUNTS,
            ),
        ),
    ),
    Claim(
        id="sec-6.fee.rebate",
        title="with the rest of the fee returned resources balance exactly (not in the paper)",
        source="section 6, first paragraph",
        printed=_balanced(sp.S.One),
        depends_on=("sec-6.fee.budget",),
        mutants=(_balanced(HUNDREDTH_MORE * sp.S.One),),
    ),
    Claim(
        id="sec-6.participation.rebate",
        title="with the rest of the fee returned agents enter at larger kappa (not in the paper)",
        source="section 6, first paragraph",
        printed=asserted(
            "sec-6.fee-rebate",
            r"\forall \kappa\ \exists\bar N\ \forall N > \bar N:\quad \mathrm{E}u(\text{rebate}) > "
            r"\mathrm{E}u(\text{fee}),\quad \textstyle\sum_n\omega_n = N(\bar q, \bar r)",
            words="In every economy of two types with tastes A log q + (1 - A) log r in which what the fee "
            "leaves is enough for every offer, for large N and eta = min(kappa_q/(4 q-bar), "
            "kappa_r/(4 r-bar)): with the fee 2 kappa and what is left of it returned, agents consume "
            "exactly what they brought, lose less than with the fee kept, and gain more by entering.",
            returned=1,
        ),
        depends_on=("sec-6.fee.rebate", "sec-6.participation"),
        mutants=(asserted("sec-6.fee-rebate", returned=0),),
    ),
)
