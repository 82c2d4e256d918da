r"""Claims of section 6: payouts and the entry fee, several competitive equilibria, finiteness, endowments, states and types absent from preferences.

Paper: section 6, in its order.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
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


# Excess demand falls when demand does not rise in the price.
_step, _demand, _fall = local("price_step", "s"), local("demand", "D"), local("fall", "d")
_falls = Statement(
    Relation(
        over(kappa_r, p) + _demand - q_bar - kappa_q,
        ">",
        over(kappa_r, p + _step) + _demand - _fall - q_bar - kappa_q,
    ),
    (*positive(p, _step, kappa_r), *nonnegative(_fall)),
    words="For every price and every rise of it: if demand does not rise, excess demand falls "
    "strictly, so at most one price clears the market.",
)
# Identical agents: each gets the endowment after the fee, plus what the exogenous offers put in
# less what they take out.
_less_q = Relation(q_bar - 2 * kappa_q - _paid_q, "<", q_bar)
_less_r = Relation(r_bar - 2 * kappa_r - _paid_r, "<", r_bar)
_worse = Statement(
    And((_less_q, _less_r)),
    positive(kappa_q, kappa_r, p_2),
    words="At every price: with the fee, agents who are all alike consume less of both goods than "
    "the endowment.",
)


# Offers at p_1 = 1 of a class with spending share s and endowment e: e_q - s(e_q + e_r).
_s_1, _s_2, _q_1, _r_1, _q_2, _r_2, _off = sp.symbols("s_1 s_2 q_1 r_1 q_2 r_2 off", real=True)
_classes = Statement(
    equation((_q_1 - _s_1 * (_q_1 + _r_1)) - (_q_2 - _s_2 * (_q_2 + _r_2)), _off * (_q_2 + _r_2)),
    positive(_q_1, _r_1, _q_2, _r_2),
    (Definition(_s_2, over(_q_2 - _q_1 + _s_1 * (_q_1 + _r_1), _q_2 + _r_2) + _off),),
    words="For all endowments of two classes and every spending share of the first there is one "
    "share of the second at which their best offers coincide; at every other they differ, by the "
    "difference times the second's wealth.",
)
# Without types in preferences all are on one side: each receives b kappa_r/(b + kappa_q), whatever
# M is, and at the best offer the marginal price is its rate of substitution m or more.
_b, _rate, _over = sp.symbols("b m over", real=True)
_received = over(_b * kappa_r, _b + kappa_q)
_alike = Statement(
    And(
        (
            Relation(_received, "<", kappa_r),
            Relation(_b, "<=", over(kappa_r, _rate)),
        )
    ),
    (*positive(kappa_q, kappa_r, _rate), *nonnegative(_b, _over)),
    (Definition(kappa_r, _rate * (_b + kappa_q) + _over),),
    words="For every M and kappa: if all agents are alike, sell the first good and get a price "
    "kappa_r/(b + kappa_q) of at least their rate of substitution m at the endowment, then each "
    "offers at most kappa_r/m and receives less than kappa_r.",
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
            "sec-6.payout",
            r"\forall N > \bar N:\ \#\{\text{goods with a positive net payout}\} = 1",
            words="In the economy with square roots, kappa_q = 1/20 and eta = 1/80, in the limit of "
            "large N, exactly one good is paid out on balance.",
            eta=F(1, 80),
        ),
        correction=Correction(
            statement=_parts,
            severity="false remark",
            finding="The exogenous offers are worth nothing at p_2, the trades of the inactive "
            "nothing at p_1; each part pays out one good, but the two prices differ and so may the "
            "goods: in the economy shown both goods are paid out on balance, for all large N.  "
            "What holds is that each part pays out at most one good.",
            quote="give rise to a net payout of one",
            reading="What inactive agents and exogenous offers pay out together, net of what they "
            "take in, is positive for one good.",
            defence="The sentence may be meant of each part, the payoffs of inactive agents and "
            "the exogenous offers: each gives rise to a net payout of one good.",
            answer='"Net" and "a payout" sum the two parts, and the sentence explains why the '
            "mechanism violates feasibility, which is about the sum.  The economy satisfies every "
            "assumption, with kappa and eta as small as Theorem 3 asks, so that for large N the "
            "candidate is an equilibrium and its payouts are near their limits.",
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
            r"\exists\text{economy}:\ \#\{p^z\} \ge 3",
            words="In the shipped economy outside the class excess demand changes its sign at "
            "least three times between the prices 1/10, 1/2, 2 and 10, by exact brackets "
            "of demand.",
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
            words="In that economy the stage-2 equilibrium followed from each of the three "
            "competitive ones is ten times nearer to it at M = 640 than at M = 40.",
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
            r"\exists x, \bar x:\ \lim_{N\to\infty}(F_x(\bar x) - F_x(x)) \ne 0",
            words="In that economy moving from the first competitive equilibrium to the third "
            "changes the limiting utility of some type by more than a thousandth.",
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
            r"\forall\epsilon\ \exists\bar M\ \forall M > \bar M, z \in Z:\ "
            r"\max_\sigma\phi^\sigma(z) > 1 - \epsilon",
            words="With states 0, 1, 2, ..., mu_0 = (1/2, 1/2), mu_k = (1/2 + 1/(4k), 1/2 - 1/(4k)) "
            "and prior 2^(-k-1): at M = 10, 100 and 1000 the posterior of every state up to 4M "
            "exceeds 1/2 at some configuration.",
            states=4,
            times_agents=1,
        ),
        correction=Correction(
            statement=asserted(
                "sec-6.finite-states",
                r"\forall\epsilon\ \exists\bar M\ \forall M > \bar M, z \in Z:\ "
                r"\max_\sigma\phi^\sigma(z) > 1 - \epsilon,\quad |Z| < \infty",
                words="With the states 0 to 3 only, and M = 1000, the posterior of every state "
                "exceeds 1/2 at its own configuration, exactly and in the toolkit.",
                states=3,
                times_agents=0,
            ),
            severity="false remark",
            finding="With infinitely many states some are as close as one likes: at every M there "
            "is a state whose posterior stays near zero at every configuration, also when it is "
            "the true one.  If preferences in that state differ, the outcome is not nearly "
            "efficient there (sec-6.finite-states.loss), while Theorem 3 needs one N for all "
            "states.  Compactness, and continuity of u in z, would have to replace finiteness.",
            quote="The latter plays no role.",
            reading="The results hold with infinitely many states, everything else as assumed.",
            defence="What plays no role is said about the idea of the argument: as the economy "
            "grows, types are replicated; and for the existence result any countable set of states "
            "will do, since F averages over states.",
            answer="The paragraph contrasts the two finiteness assumptions without restriction, and "
            "Theorem 3 is one of the results: its condition (b)(i) is about each state, with one "
            "N for all of them, and Claim 1's delta^1 is a minimum over states.  In the economy "
            "shown the conclusion of Theorem 3 fails at every N.",
            consequence="Theorem 3 needs a finite Z, or compactness and continuity; Theorem 1 does "
            "not.",
            about="1aa235006ff4",
        ),
        depends_on=("sec-6.finite-states.loss",),
        mutants=(asserted("sec-6.finite-states", states=30, times_agents=0),),
    ),
    Claim(
        id="sec-6.finite-states.loss",
        title="with infinitely many states the loss need not vanish in all of them (not in the paper)",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-states.loss",
            r"\exists\varepsilon\ \forall M\ \exists z:\ t^*(\omega(\sigma), z) > \varepsilon",
            words="With these states, u = theta sqrt(q) + sqrt(r) and the tastes of the two types "
            "exchanged in all states but the first: at M = 100 and 1000 and equal counts, to which "
            "state 4M gives nearly the probability that state 0 does, the enclosed equilibrium "
            "gives each type at least 1/10 less than the other's bundle would in state 4M.",
            gain=F(1, 10),
        ),
        mutants=(asserted("sec-6.finite-states.loss", gain=F(1)),),
        existence=True,
    ),
    Claim(
        id="sec-6.finite-types",
        title="that there are finitely many types is important",
        source="section 6, fourth paragraph",
        printed=asserted(
            "sec-6.finite-types",
            r"\forall c > 0\ \exists X:\ \min_{x \ne \bar x}[G_x(\alpha^*(x)) - \max_{I(\bar x)}G_x] < c",
            words="With u = -theta/q - 1/r and 30 types the least loss of a type that takes the "
            "nearest offer in a neighbour's interval is less than a hundredth of that with 2 "
            "types, exactly and in the toolkit.",
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
        printed=_classes,
        note="The announced histogram is anonymous, so the genericity condition must hold across "
        "types and endowments: the best offers of all pairs of type and endowment must differ, "
        "which a profile satisfies but for knife-edge cases.",
        mutants=(
            _classes.replacing({_off * (_q_2 + _r_2): HUNDREDTH_MORE * _off * (_q_2 + _r_2)}),
            _classes.replacing({_off * (_q_2 + _r_2): sp.S.Zero}),
        ),
    ),
    Claim(
        id="sec-6.endowments.shut-down",
        title="the modified A2 leaves the market open in separating equilibria",
        source="section 6, fourth paragraph, 'whenever all agents with the same endowment'",
        printed=asserted(
            "sec-6.endowments.shut-down",
            r"\forall\text{ profiles with } n_e \ge 60:\ P(\text{shut down}) < 10^{-10}",
            words="For the profile of three classes of 60 agents, under either reading of the rule "
            "(some class, every class of equal endowments made one offer), the second stage is "
            "shut down with a probability below 10^-10 in a separating equilibrium.",
            classes=(60, 60, 60),
            bound=F(1, 10**10),
        ),
        note="Classes of equal endowments must be large: a single agent of some endowment always "
        "makes one offer, so that the rule, read of some class, closes the market for good; and "
        "read of every class it does so where all endowments differ.",
        mutants=(
            asserted("sec-6.endowments.shut-down", classes=(60, 60, 1), bound=F(1, 10**10)),
            asserted("sec-6.endowments.shut-down", classes=(5, 5, 5), bound=F(1, 10**10)),
        ),
    ),
    Claim(
        id="sec-6.state-free",
        title="also without the state in preferences stage 1 can be useful",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free",
            r"\exists\mu:\ p^z \ne p^{z'},\ (q^z(x), r^z(x)) \ne (q^{z'}(x), r^{z'}(x))\ \forall x",
            words="For log types with spending shares 1/4, 1/2, 3/4, no state in preferences, and "
            "shares (3/10, 2/5, 3/10) and (2/5, 2/5, 1/5) of the types in two states, the "
            "competitive allocations of the states differ for every type, exactly and in the "
            "toolkit.",
            second=(F(2, 5), F(2, 5), F(1, 5)),
        ),
        note="The paper says that the state could matter.  It need not: changes in the "
        "proportions of types can offset each other, so that prices are the same in every state.",
        existence=True,
        mutants=(
            asserted("sec-6.state-free", second=(F(2, 5), F(1, 5), F(2, 5))),
            asserted("sec-6.state-free", second=(F(3, 10), F(2, 5), F(3, 10))),
            asserted("sec-6.state-free", second=(F(1, 4), F(1, 2), F(1, 4))),
        ),
    ),
    Claim(
        id="sec-6.state-free.loss",
        title="where prices depend on the state stage 1 lowers the loss (not in the paper)",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.state-free.loss",
            r"\forall\text{economies with } p^z \ne p^{z'}:\ \mathrm{E}t^*_{\text{without stage 1}} > \mathrm{E}t^*",
            words="In every economy of two types and two states or more, with the preferences of "
            "the first state in all and prices that differ by 0.04 in logarithm: the "
            "expected loss without stage 1 exceeds that with it.",
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
        printed=_alike,
        note="At every M, not only in the limit.  At fixed M trade can disappear with kappa also "
        "where types matter: with one agent on a side nobody has a price to trade at "
        "(sec-6.thin-side).",
        depends_on=("sec-6.types-free.limit",),
        mutants=(
            _alike.replacing({over(kappa_r, _rate): HUNDREDTH_LESS * over(kappa_r, _rate)}),
            Statement(
                _alike.says,
                _alike.given,
                (Definition(kappa_r, HUNDREDTH_LESS * _rate * _b + _over),),
            ),
        ),
    ),
    Claim(
        id="sec-6.types-free.limit",
        title="the same for the competitive offers (not in the paper)",
        source="section 6, fifth paragraph",
        printed=asserted(
            "sec-6.types-free.trade",
            r"\forall z:\ \beta^z = O(\kappa)",
            words="In every economy whose types have the same utilities, and in all others with "
            "those of the first type given to all: the largest competitive offer at max kappa = "
            "1/10000 is a hundredth of that at 1/100, but for a tenth of it.",
            falls=F(11, 1000),
        ),
        mutants=(asserted("sec-6.types-free.trade", falls=F(1, 200)),),
    ),
    Claim(
        id="sec-6.thin-side",
        title="with one agent on each side trade disappears with kappa (not in the paper)",
        source="section 3.1, below Proposition 2; section 6",
        printed=asserted(
            "sec-6.thin-side",
            r"\exists\text{economy},\ M = 2:\ \beta^\sigma = O(\kappa),\ \beta^z \not\to 0",
            words="In the economy with square roots and one agent of each type the equilibrium "
            "offers at kappa = 1/10000 are a hundredth of those at 1/100, but for a tenth, "
            "while the competitive ones hardly change.",
            falls=F(11, 1000),
        ),
        mutants=(asserted("sec-6.thin-side", falls=F(1, 200)),),
        existence=True,
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
