r"""Claims of section 6 on payouts and the entry fee, and on what is left of the theorems with it.

Paper: section 6, first paragraphs.
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, kappa_r, p_1, p_2, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.feasibility import (
    exact,
    inactive,
    paid_with_fee,
    rounding,
    sizes,
    small_eta,
    spare,
)
from symbolic.model.market import kappa_payout
from symbolic.model.offers import inactive_payoff

__all__ = ["CLAIMS"]

_paid_q, _paid_r = kappa_payout()
_in_q, _in_r = inactive_payoff()

# Each part of the payout is worth nothing at its own price, so it pays out one good at most.
_parts = Statement(
    And((Relation(-_paid_q, "same sign", _paid_r), equation(p_1 * (_in_q - q_bar), r_bar - _in_r))),
    positive(p_1, p_2, kappa_q, kappa_r),
    words="At all prices: the exogenous offers pay out one good and take in the other, and so does "
    "every inactive agent.",
)
_both = Statement(Relation(-_paid_q, "same sign", -_paid_r), _parts.given)

# The fee 2 kappa covers all payouts when eta <= kappa_q / q-bar.
_SIZES = (
    *positive(exact, q_bar),
    *nonnegative(rounding, inactive, spare),
    *positive(inactive + rounding),
)
_fee = Statement(
    Relation(paid_with_fee(), "<=", 2 * kappa_q * N),
    _SIZES,
    (small_eta(1), *sizes()),
    words="For every N and eta <= kappa_q/q-bar the fee 2 kappa_q of all agents covers what is paid "
    "out of the first good.",
)

# Of what that bound consists: what the active get for kappa at most, and what the inactive get for all
# that they have of the second good.
_left = q_bar - 2 * kappa_q, r_bar - 2 * kappa_r
_gained = inactive_payoff(sp.S.Zero, _left[1], over(_left[1], _left[0]))[0] - q_bar


def _consists(share: sp.Expr) -> Statement:
    return Statement(
        equation(
            paid_with_fee(), M * (share * over(kappa_r, p_2) - _paid_q) + inactive * share * _gained
        ),
        positive(*_left, p_2, reason="the fee can be paid"),
        (Definition(N, M + inactive),),
        words="What is paid out of the first good is at most kappa_q for each of the active, whatever "
        "p_2 is, and for each of the inactive what it gets for all that the fee leaves of the second.",
    )


# The comparison economy when endowments are what the fee leaves: M(q-bar - 2 kappa_q + m kappa_q)
# against N q-bar.
_e, _h = local("odds", "e"), local("odds_left", "h")
_half = (*positive(_e, q_bar, N), *nonnegative(_h, rounding, spare))
_half_where = (
    Definition(M, (1 - eta) * N + rounding),
    small_eta(),
    Definition(eta, over(_e, 2 * _e + _h)),
)


def _covers(multiple: sp.Expr) -> Statement:
    return Statement(
        Relation(M * (q_bar - 2 * kappa_q + multiple * kappa_q), ">=", N * q_bar),
        _half,
        _half_where,
        words=f"For every N and eta <= min(1/2, kappa_q/(4 q-bar)): the comparison economy with "
        f"endowments q-bar - 2 kappa_q + {multiple} kappa_q has at least N q-bar.",
    )


_with_two = Statement(
    _covers(sp.S(2)).says,
    (*_half, *positive(q_bar - 2 * kappa_q, reason="the fee can be paid")),
    _half_where,
)

CLAIMS = (
    Claim(
        id="sec-6.payout",
        title="the mechanism makes a net payout of one of the goods",
        source="section 6, first paragraph",
        printed=asserted(
            "sec-6.payout",
            r"\forall N > \bar N:\ \#\{\text{goods with a positive net payout}\} = 1",
            words="In two economies with square roots, kappa_q = 1/20 and eta = 1/80, in the limit "
            "of large N, exactly one good is paid out on balance.",
            eta=F(1, 80),
        ),
        correction=Correction(
            statement=_parts,
            severity="false remark",
            finding="The exogenous offers are worth nothing at p_2, the trades of the inactive "
            "nothing at p_1; each part pays out one good, but the two prices differ and so may the "
            "goods.  For all large N both goods are paid out on balance in one of the economies "
            "shown, and in the first state of the other none is: the mechanism takes in some of "
            "both.  What holds is that each part pays out at most one good.",
            quote="give rise to a net payout of one",
            reading="What inactive agents and exogenous offers pay out together, net of what they "
            "take in, is positive for exactly one good.",
            defence="The sentence may be meant of each part, the payoffs of inactive agents and "
            "the exogenous offers; or of at least one good, which is all that makes a fee "
            "necessary.",
            answer='"Net" and "a payout" sum the two parts, and the sentence explains why the '
            "mechanism violates feasibility, which is about the sum; of at least one good it fails "
            "in the second economy, where both payouts are negative.  Both economies satisfy every "
            "assumption, eta being as small relative to kappa as Theorem 3 asks, so that for large "
            "N the candidate is an equilibrium and its payouts are near their limits.",
            consequence="None for the fee 2 kappa, which is in both goods (sec-6.entry-fee).",
            about="d481e6966ca1",
        ),
        depends_on=("eq-4.accounting", "sec-2.2.kappa-value", "eq-2.budget", "prop-2", "thm-1"),
        mutants=(
            _both,
            Statement(
                And(
                    (
                        Relation(-_paid_q, "same sign", _paid_r),
                        equation(HUNDREDTH_MORE * p_1 * (_in_q - q_bar), r_bar - _in_r),
                    )
                ),
                _parts.given,
            ),
        ),
    ),
    Claim(
        id="sec-6.entry-fee",
        title="with a fee of 2 kappa eta can be chosen to insure feasibility",
        source="section 6, first paragraph",
        printed=_fee,
        note="The fee must leave an endowment: kappa_q below q-bar/2 and kappa_r below r-bar/2, as for "
        "the small kappa that the paragraph has in mind.",
        depends_on=("thm-3.resources.active", "eq-6.top"),
        mutants=(
            Statement(
                Relation(paid_with_fee(1), "<=", kappa_q * N), _SIZES, (small_eta(1), *sizes())
            ),
            Statement(_fee.says, _SIZES, (Definition(kappa_q, eta * q_bar / 4 + spare), *sizes())),
            Statement(
                Relation(paid_with_fee(), "<=", sp.Rational(1, 2) * kappa_q * N),
                _SIZES,
                (small_eta(1), *sizes()),
            ),
        ),
    ),
    Claim(
        id="sec-6.fee.bound",
        title="of what the bound on payouts with the fee 2 kappa consists",
        source="section 6, first paragraph (the bound is not in the paper)",
        printed=_consists(sp.S.One),
        depends_on=("eq-4.accounting", "eq-2.budget"),
        mutants=(_consists(HUNDREDTH_MORE * sp.S.One),),
    ),
    Claim(
        id="sec-6.delta-zero",
        title="with the fee the comparison of Theorem 3 goes through with delta = 0",
        source="section 6, first paragraph, 'we could impose delta = 0'",
        printed=_covers(sp.S(3)),
        note="The paper gives no proof.  That of Theorem 3 goes through with 3 kappa in the place "
        "of 2 kappa in the comparison economy, whose endowments are what the fee leaves, and in "
        "Claim 1; with 2 kappa the resources are M q-bar, less than N q-bar.",
        depends_on=("thm-3.comparison.total", "sec-6.entry-fee"),
        mutants=(
            _with_two,
            _covers(sp.Rational(9, 4)),
            Statement(
                _covers(sp.S(3)).says,
                _half,
                (_half_where[0], Definition(kappa_q, eta * q_bar + spare), _half_where[2]),
            ),
        ),
    ),
    Claim(
        id="sec-6.delta-zero.loss",
        title="with the fee the loss against the whole endowment vanishes",
        source="section 6, first paragraph",
        printed=asserted(
            "sec-6.fee-loss",
            r"\forall z:\ t^* \to 0\ (\kappa \to 0)",
            words="In every economy with the fee 2 kappa paid: the loss for large N against the "
            "whole endowment, fee included, at max kappa = 1/10000 is less than 1/20 of "
            "that at 1/100.",
            sizes=(F(1, 100), F(1, 10_000)),
            falls=0.05,
        ),
        depends_on=("sec-6.delta-zero",),
        mutants=(
            asserted("sec-6.fee-loss", sizes=(F(1, 100), F(1, 100)), falls=0.05),
            asserted("sec-6.fee-loss", sizes=(F(1, 100), F(1, 200)), falls=0.05),
            asserted("sec-6.fee-loss", sizes=(F(1, 100), F(1, 10_000)), falls=0.001),
        ),
    ),
    Claim(
        id="sec-6.participation",
        title="where types matter for trade, small kappa induces participation",
        source="section 6, first paragraph",
        printed=asserted(
            "sec-6.participation",
            r"\exists\bar\kappa\ \forall\kappa < \bar\kappa:\ \mathrm{E}u > \mathrm{E}u(\bar q, \bar r)",
            words="In every economy in which types matter for trade, with kappa small relative "
            "to what is at stake: the expected utility of entering with the fee, for large "
            "N, exceeds that of the endowment.",
            motive=True,
            kappa_bar=F(1, 10_000),
        ),
        mutants=(
            asserted("sec-6.participation", motive=False, kappa_bar=F(1, 10_000)),
            asserted("sec-6.participation", motive=True, kappa_bar=F(1, 20)),
            asserted("sec-6.participation", motive=True, kappa_bar=F(1, 10)),
        ),
    ),
)
