r"""Claims of section 6: payouts and the entry fee, several competitive equilibria, finiteness, endowments, states and types absent from preferences.

Paper: section 6, in its order.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, kappa_r, p, p_1, p_2, q_bar, r_bar
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
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

F = Fraction
_paid_q, _paid_r = kappa_payout()
_in_q, _in_r = inactive_payoff()

# Each part of the payout is worth nothing at its own price, so it pays out one good at most.
_parts = Statement(
    And((Relation(-_paid_q, "same sign", _paid_r), equation(p_1 * (_in_q - q_bar), r_bar - _in_r))),
    positive(p_1, p_2, kappa_q, kappa_r),
    words="The exogenous offers pay out one good and take in the other; so does each inactive "
    "agent.",
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
    words="With eta <= kappa_q/q-bar.",
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
    )


_with_two = Statement(
    _covers(sp.S(2)).says,
    (*_half, *positive(q_bar - 2 * kappa_q, reason="the fee can be paid")),
    _half_where,
)


# Excess demand falls when demand does not rise in the price.
_step, _demand, _fall = local("price_step", "s"), local("demand", "D"), local("fall", "d")
_falls = Statement(
    Relation(
        over(kappa_r, p) + _demand - q_bar - kappa_q,
        ">",
        over(kappa_r, p + _step) + _demand - _fall - q_bar - kappa_q,
    ),
    (*positive(p, _step, kappa_r), *nonnegative(_fall)),
    words="Excess demand is strictly decreasing in the price, so at most one price clears the "
    "market.",
)
# Identical agents: each gets the endowment after the fee, plus what the exogenous offers put in
# less what they take out.
_less_q = Relation(q_bar - 2 * kappa_q - _paid_q, "<", q_bar)
_less_r = Relation(r_bar - 2 * kappa_r - _paid_r, "<", r_bar)
_worse = Statement(
    And((_less_q, _less_r)),
    positive(kappa_q, kappa_r, p_2),
    words="Everybody consumes less of both goods than the endowment.",
)

_OPEN = (
    "The paper leaves this open.  In the example each of the three is approached, at rate 1/M; "
    "for a regular equilibrium the implicit function theorem at "
    "c_1 = c_2 = 0 gives it in general.  Equilibria at which excess demand touches zero are not "
    "settled."
)

CLAIMS = (
    Claim(
        id="sec-6.payout",
        title="the mechanism makes a net payout of one of the goods",
        source="section 6, first paragraph",
        printed=asserted(
            "sec-6.payout", r"\#\{\text{goods with a positive net payout}\} = 1", example="both"
        ),
        correction=Correction(
            statement=_parts,
            severity="false remark",
            finding="The exogenous offers are worth nothing at p_2, the trades of the inactive nothing at "
            "p_1; each part pays out one good, but the two prices differ "
            "and so may the goods: exact realisations of the candidate's offers have net payouts of "
            "both goods, and of neither.  What holds is that each "
            "part pays out at "
            "most one good.",
        ),
        depends_on=("eq-4.accounting", "sec-2.2.kappa-value", "eq-2.budget"),
        mutants=(
            asserted("sec-6.payout", "", example="both"),
            asserted("sec-6.payout", "", example="none"),
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
        depends_on=("thm-3.resources.active", "eq-6.top", "sec-6.entry-fee.endowment"),
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
        id="sec-6.entry-fee.endowment",
        title="the fee can be paid",
        source="section 6, first paragraph, 'if the entry fee is 2 kappa'",
        printed=asserted("sec-6.entry-fee.endowment", r"\bar q - 2\kappa_q > 0", kappa=F(1, 2)),
        correction=Correction(
            statement=asserted(
                "sec-6.entry-fee.endowment", r"\kappa_q < \bar q/2", kappa=F(49, 100)
            ),
            severity="harmless",
            finding="The fee must leave an endowment: κ_q below q-bar/2 and κ_r below r-bar/2, which Theorem "
            "3 with a large δ does not give.  It is free to choose "
            "κ-bar smaller.",
        ),
        mutants=(
            asserted("sec-6.entry-fee.endowment", kappa=F(1, 2)),
            asserted("sec-6.entry-fee.endowment", kappa=F(51, 100)),
            asserted("sec-6.entry-fee.endowment", kappa=F(2)),
        ),
    ),
    Claim(
        id="sec-6.delta-zero",
        title="with the fee the comparison of Theorem 3 goes through with delta = 0",
        source="section 6, first paragraph, 'we could impose delta = 0'",
        printed=_with_two,
        correction=Correction(
            statement=_covers(sp.S(3)),
            severity="harmless",
            finding="The paper gives no proof; that of Theorem 3 must be changed.  With δ = 0 alternatives "
            "may use the whole endowment, fees included, while the "
            "economy that the proof compares with has M(q-bar - 2κ_q + 2κ_q) = M "
            "q-bar, less than N q-bar.  With 3κ in the place of 2κ in that economy (and in Claim 1) "
            "the resources suffice when η ≤ 1/2, and the remark is "
            "right.",
        ),
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
            "sec-6.fee-loss", r"t^* \to 0", sizes=(F(1, 100), F(1, 10_000)), falls=0.05
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
            r"\mathbb{E}u > u(\bar q, \bar r)",
            motive=True,
            kappa_bar=F(1, 10_000),
        ),
        mutants=(
            asserted("sec-6.participation", motive=False, kappa_bar=F(1, 10_000)),
            asserted("sec-6.participation", motive=True, kappa_bar=F(1, 20)),
            asserted("sec-6.participation", motive=True, kappa_bar=F(1, 10)),
        ),
    ),
    Claim(
        id="sec-6.monotone-demand",
        title="monotone demand assures a unique competitive equilibrium",
        source="section 6, third paragraph",
        printed=_falls,
        mutants=(
            Statement(_falls.says, (*positive(p, _step, kappa_r), *nonnegative(-_fall))),
            Statement(_falls.says, (*positive(p, _step), *nonnegative(_fall, kappa_r))),
            Statement(_falls.says, (*positive(p, kappa_r), *nonnegative(_fall, _step))),
        ),
    ),
    Claim(
        id="sec-6.several.three",
        title="without it there can be several competitive equilibria",
        source="section 6, third paragraph",
        printed=asserted(
            "sec-6.several.three",
            r"\#\{p^z\} \ge 3",
            prices=(F(1, 10), F(1, 2), F(2), F(10)),
            at_least=3,
        ),
        mutants=(
            asserted("sec-6.several.three", prices=(F(1, 10), F(1, 2), F(2), F(10)), at_least=4),
            asserted("sec-6.several.three", prices=(F(1, 10), F(1, 2), F(3, 5), F(10)), at_least=3),
            asserted("sec-6.several.three", prices=(F(1, 2), F(2), F(10)), at_least=3),
        ),
        existence=True,
    ),
    Claim(
        id="sec-6.several.limits",
        title="each of several competitive equilibria is a limit of stage-2 equilibria",
        source="section 6, third paragraph, 'seems not to be known'",
        printed=asserted(
            "sec-6.several.limits",
            r"\forall p^z\ \exists\beta^\sigma \to \beta^z",
            falls=0.1,
            scale=1,
        ),
        note=_OPEN,
        depends_on=("sec-6.several.three",),
        mutants=(
            asserted("sec-6.several.limits", falls=0.01, scale=1),
            asserted("sec-6.several.limits", falls=0.1, scale=F(101, 100)),
            asserted("sec-6.several.limits", falls=0.1, scale=F(1001, 1000)),
        ),
    ),
    Claim(
        id="sec-6.several.belief",
        title="if stage-1 actions select the equilibrium, their influence does not vanish",
        source="section 6, third paragraph",
        printed=asserted(
            "sec-6.several.belief",
            r"\lim(F_x(\bar x) - F_x(x)) \ne 0",
            between=(0, 2),
            at_least=1e-3,
        ),
        depends_on=("sec-6.several.three",),
        mutants=(
            asserted("sec-6.several.belief", between=(0, 0), at_least=1e-3),
            asserted("sec-6.several.belief", between=(1, 1), at_least=1e-3),
            asserted("sec-6.several.belief", between=(0, 2), at_least=1e3),
        ),
    ),
    Claim(
        id="sec-6.finite-states",
        title="that there are finitely many states plays no role",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-states",
            r"\phi^{\sigma^N}(z) \to 1\ \text{uniformly in } z",
            states="infinite",
            reach=F(1, 2),
            side="at most",
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.finite-states",
                r"|Z| < \infty",
                states=3,
                reach=F(1, 2),
                side="at its own shares",
            ),
            severity="false remark",
            finding="With infinitely many states some are as close as one likes: for every M there is a state "
            "whose posterior stays near zero at every configuration, "
            "also when it is the true one.  Theorem 3 requires its event to be likely in each state, "
            "with one N for all, and Claim 1's δ^1 is a minimum over "
            "states; both use that Z is finite.  (With infinitely many states compactness, and "
            "continuity of u in z, would have to replace it.)",
        ),
        mutants=(
            asserted("sec-6.finite-states", states="infinite", reach=F(1, 2), side="at most"),
            asserted("sec-6.finite-states", states="infinite", reach=F(1, 100), side="at most"),
            asserted("sec-6.finite-states", states=20, reach=F(1, 2), side="at its own shares"),
        ),
    ),
    Claim(
        id="sec-6.finite-types",
        title="that there are finitely many types is important",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-types",
            r"\min_x \text{cost} \to 0\ \text{as}\ |X| \to \infty",
            types=30,
            factor=100,
        ),
        depends_on=("thm-1.claim-1",),
        mutants=(
            asserted("sec-6.finite-types", types=3, factor=100),
            asserted("sec-6.finite-types", types=30, factor=10**6),
            asserted("sec-6.finite-types", types=2, factor=100),
        ),
    ),
    Claim(
        id="sec-6.endowments",
        title="for existence any commonly known profile of endowments will do",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.endowments",
            r"\alpha^*(x, e) \ne \alpha^*(y, e')",
            endowments=((F(1), F(1)), (F(3, 2), F(1, 2))),
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.endowments",
                r"\alpha^*(x, e) \ne \alpha^*(y, e')",
                endowments=((F(1), F(1)), (F(3, 2), F(2, 3))),
            ),
            severity="false remark",
            finding="The announced histogram is anonymous.  With different endowments two types may make the "
            "same best offer although α* separates types of equal "
            "endowment (here both offer 1/2, a third class making p_1 = 1), so the histogram does not "
            "reveal the types.  What is needed is that best "
            "offers differ across all pairs of type "
            "and endowment, which is generic, or an announcement by endowment.",
        ),
        mutants=(
            asserted("sec-6.endowments", endowments=((F(1), F(1)), (F(3, 2), F(1, 2)))),
            asserted("sec-6.endowments", endowments=((F(2), F(2)), (F(5, 2), F(1, 2)))),
            asserted("sec-6.endowments", endowments=((F(1), F(1)), (F(2), F(1)))),
        ),
    ),
    Claim(
        id="sec-6.endowments.shut-down",
        title="the modified A2 leaves separating equilibria unchanged",
        source="section 6, fourth paragraph, 'whenever all agents with the same endowment'",
        printed=asserted(
            "sec-6.endowments.shut-down",
            r"P(\text{shut down}) < 1",
            classes=(1, 1, 1),
            quantifier="every",
            bound=1,
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.endowments.shut-down",
                r"P(\text{shut down}) \to 0",
                classes=(60, 60, 60),
                quantifier="some",
                bound=F(1, 10**10),
            ),
            severity="harmless",
            finding="The rule does not say whether one class or every class must make one offer, and with "
            "endowments that all differ each class is a single agent, "
            "which always makes one offer: under either reading the market is then always shut down.  "
            "Read as 'some class', with classes whose sizes grow, it "
            "excludes pooling within every class and is triggered with vanishing probability in a "
            "separating equilibrium.",
        ),
        mutants=(
            asserted("sec-6.endowments.shut-down", classes=(1, 1, 1), quantifier="some", bound=1),
            asserted(
                "sec-6.endowments.shut-down",
                classes=(60, 60, 1),
                quantifier="some",
                bound=F(1, 10**10),
            ),
            asserted(
                "sec-6.endowments.shut-down",
                classes=(5, 5, 5),
                quantifier="some",
                bound=F(1, 10**10),
            ),
        ),
    ),
    Claim(
        id="sec-6.state-free",
        title="also without the state in preferences stage 1 is useful",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free", r"z \ne z' \Rightarrow \beta^z \ne \beta^{z'}", signals="offsetting"
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.state-free",
                r"p^z \ne p^{z'} \Rightarrow \beta^z \ne \beta^{z'}",
                signals="ordinary",
            ),
            severity="harmless",
            finding="The paper says that the state could matter; that it moves the proportions of types is "
            "not enough: the changes can offset each other, so that "
            "prices and allocations are the same in "
            "every state, with informative signals (A1 holds) and separating α*.  Stage 1 is useful "
            "where p^z depends on z, which is generic.",
        ),
        mutants=(
            asserted("sec-6.state-free", signals="offsetting"),
            asserted("sec-6.state-free", signals="equal"),
            asserted("sec-6.state-free", signals="mirrored"),
        ),
    ),
    Claim(
        id="sec-6.state-free.loss",
        title="where prices depend on the state stage 1 lowers the loss (not in the paper)",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free.loss",
            r"\mathbb{E}t^*_{\text{without stage 1}} > \mathbb{E}t^*",
            times=1,
        ),
        mutants=(
            asserted("sec-6.state-free.loss", times=10),
            asserted("sec-6.state-free.loss", times=2),
            asserted("sec-6.state-free.loss", times=F(11, 10)),
        ),
    ),
    Claim(
        id="sec-6.types-free.trade",
        title="without types in preferences trade disappears as kappa does",
        source="section 6, fifth paragraph",
        printed=asserted("sec-6.types-free.trade", r"\beta^z = O(\kappa)", same=True, falls=0.05),
        mutants=(
            asserted("sec-6.types-free.trade", same=False, falls=0.05),
            asserted("sec-6.types-free.trade", same=False, falls=0.5),
            asserted("sec-6.types-free.trade", same=True, falls=0.001),
        ),
    ),
    Claim(
        id="sec-6.types-free.entry",
        title="without types in preferences the active are worse off than without entering",
        source="section 6, fifth paragraph",
        printed=_worse,
        depends_on=("sec-6.types-free.trade", "eq-4.accounting"),
        mutants=(
            Statement(
                And(
                    (
                        Relation(q_bar - kappa_q / 2 - _paid_q, "<", q_bar),
                        Relation(r_bar - kappa_r / 2 - _paid_r, "<", r_bar),
                    )
                ),
                _worse.given,
            ),
            Statement(
                And(
                    (
                        Relation(q_bar - 2 * kappa_q + _paid_q, "<", q_bar),
                        Relation(r_bar - 2 * kappa_r + _paid_r, "<", r_bar),
                    )
                ),
                _worse.given,
            ),
            Statement(
                And((Relation(q_bar - 2 * kappa_q - _paid_q, "<", q_bar - 2 * kappa_q), _less_r)),
                _worse.given,
            ),
        ),
    ),
)
