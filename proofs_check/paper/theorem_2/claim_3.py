r"""Claims of Claim 3 in the proof of Theorem 2.

Equilibrium offers are near price-taking offers, with every bound of the proof.

Per agent and per unit: ``a_Q, a_R`` are the limit weights' totals (the denominator and numerator of
:math:`p^N`), ``b_Q, b_R`` the realised ones; :math:`\Delta = \sum_y|\mu_{z^*}(y) - n(y)/M|` with
n(y) the number of others of type y who act.

Paper: section 7.2, Claim 3, equations (34)-(38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from symbolic.language.notation import (
    M,
    Q_j,
    Q_others,
    R_others,
    b_q,
    gamma_z,
    j,
    kappa_q,
    kappa_r,
    p,
    phi,
    q_bar,
    r_bar,
    z,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    ForAll,
    Hypothesis,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.semipooling import (
    marginal_price,
    price_taking_payoffs,
    price_taking_slope,
    seller_price,
    seller_slope,
)

# Price-taking: H(b; p) along the side of the first good, and L.
_H_q, _ = price_taking_payoffs()
_rest = sp.Symbol("rest", real=True)
_seller = (*positive(p, r_bar, _rest), *nonnegative(b_q))
_inside = (Definition(q_bar, b_q + _rest),)
_L_sign_printed = Statement(equation(sp.diff(_H_q, b_q), price_taking_slope(p)), _seller, _inside)
_L_sign = Statement(equation(sp.diff(_H_q, b_q), -price_taking_slope(p)), _seller, _inside)
_L_states = Statement(
    equation(
        seller_slope(),
        -SumOver(
            phi(z)
            * SumOver(gamma_z(z, j) * price_taking_slope(seller_price(), marginal_price()), j),
            z,
        ),
    ),
    (
        Hypothesis(ForAll(j, Relation(Q_j(j), ">", 0)), reason="the exogenous offers are positive"),
        *nonnegative(b_q),
    ),
    words="L carries the state: for each z it is built from u(.; x, z).",
)

# The range of p^N, per agent: offers lie between zero and the endowment.
_a_q, _a_r, _left_q, _left_r = sp.symbols("offer_q offer_r rest_q rest_r", real=True)
_offers = (*nonnegative(_a_q, _a_r, _left_q, _left_r), *positive(kappa_q, kappa_r))
_endowments = (Definition(q_bar, _a_q + _left_q), Definition(r_bar, _a_r + _left_r))
_price = over(_a_r + kappa_r, _a_q + kappa_q)
_range = Statement(
    And(
        (
            Relation(_price, ">=", over(kappa_r, q_bar + kappa_q)),
            Relation(_price, "<=", over(r_bar + kappa_r, kappa_q)),
        )
    ),
    _offers,
    _endowments,
)
# |p^N - R/Q| <= c Delta, c = (q-bar + kappa_q)(r-bar + kappa_r)/kappa_q^2: one type's share of the
# difference, then the ratio.
_up, _down, _sold, _kept = sp.symbols("above below sold kept", real=True)
_part = (*nonnegative(_up, _down, _sold, _kept),)
_per_type = Statement(
    And(
        (
            Relation((_up - _down) * _sold, "<=", (_sold + _kept) * (_up + _down)),
            Relation((_down - _up) * _sold, "<=", (_sold + _kept) * (_up + _down)),
        )
    ),
    _part,
    words="mu(y) - n(y)/M = above - below; an offer is at most the endowment sold + kept.",
)
_Delta, _s, _s2, _t, _t1, _t2, _b_R, _e_R, _e_Q = sp.symbols(
    "Delta s s_2 t t_1 t_2 b_R e_R e_Q", real=True
)
_b_Q, _a_Q = kappa_q + _s2, kappa_q + _s
_c = over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)
_ratio_given = (
    *nonnegative(_Delta, _s, _s2, _t, _t1, _t2, _b_R),
    *positive(kappa_q, kappa_r, q_bar),
)
_ratio_where = (
    Definition(_e_R, r_bar * _Delta - _t1),
    Definition(_e_Q, -q_bar * _Delta + _t2),
    Definition(r_bar, _b_R + _t - kappa_r),
)
# Written with the product of the denominators multiplied out: a_R b_Q - b_R a_Q <= c Delta a_Q b_Q.
_ratio = Statement(
    Relation(_e_R * _b_Q - _b_R * _e_Q, "<=", _c * _Delta * _a_Q * _b_Q),
    _ratio_given,
    _ratio_where,
    words="a_R = b_R + e_R and a_Q = b_Q + e_Q with |e_R| <= r-bar Delta and |e_Q| <= q-bar "
    "Delta; by symmetry the same holds with a and b exchanged.",
)
_tight = (
    *((v, 0) for v in (_s, _s2, _t, _t1, _t2)),
    (q_bar, 1),
    (_b_R, 1),
    (kappa_q, 1),
    (kappa_r, sp.Rational(1, 1000)),
    (_Delta, 1),
)
_ratio_hat = Statement(
    Relation(_e_R * _b_Q - _b_R * _e_Q, "<=", _c * (_Delta + over(1, M)) * _a_Q * _b_Q),
    (*_ratio_given, *positive(M)),
    (
        Definition(_e_R, r_bar * (_Delta + over(1, M)) - _t1),
        Definition(_e_Q, -q_bar * (_Delta + over(1, M)) + _t2),
        _ratio_where[2],
    ),
    words="The target's offer adds at most (q-bar, r-bar)/M.",
)

# The agent's own effect on the price.
_own = (*positive(M, kappa_q, kappa_r), *nonnegative(_s, _t, b_q, R_others, _kept))
_own_where = (
    Definition(Q_others, M * kappa_q + _s),
    Definition(q_bar, b_q + _kept),
    Definition(r_bar, over(R_others + _t, M) - kappa_r),
)
_own_tight = (
    (_s, 0),
    (_t, 0),
    (_kept, 0),
    (kappa_q, 1),
    (kappa_r, 1),
    (M, 1000),
    (R_others, 2000),
    (b_q, 1),
)
_average = over(R_others, Q_others)
_marginal = over(Q_others * R_others, (Q_others + b_q) ** 2)
_after = over(R_others, Q_others + b_q)
_own_marginal = Statement(
    And(
        (
            Relation(
                _average - _marginal,
                "<=",
                over(r_bar + kappa_r, kappa_q)
                * over(q_bar * (2 * kappa_q + over(q_bar, M)), kappa_q**2 * M),
            ),
            Relation(_average - _marginal, ">=", 0),
        )
    ),
    _own,
    _own_where,
)
_own_after = Statement(
    And(
        (
            Relation(
                _average - _after, "<=", over(r_bar + kappa_r, kappa_q) * over(q_bar, kappa_q * M)
            ),
            Relation(_average - _after, ">=", 0),
        )
    ),
    _own,
    _own_where,
)
_third_printed = Statement(
    equation(_average - _average, _average - _after),
    _own,
    _own_where,
    words="The left side of the display is the distance to R/(Q + b).",
)

# (36): shares within delta of their limits.
_m_k, _l_k, _rho_y, _m_y, _d_1, _d_2 = sp.symbols(
    "mu_k lambda_k rho_y ratio_y off_1 off_2", real=True
)
_shares = Statement(
    Relation(_m_k * _m_y - _l_k * _rho_y, "<=", _d_1 * _rho_y + _m_k * _d_2),
    (*nonnegative(_m_k, _rho_y, _t1, _t2),),
    (Definition(_d_1, _m_k - _l_k + _t1), Definition(_d_2, _m_y - _rho_y + _t2)),
    words="|mu(y) - lambda rho/M| <= delta (rho + mu(Y_k)) <= 2 delta when both shares are within "
    "delta.",
)

# B bounds L.
_u_q, _u_r, _P = sp.symbols("u_q u_r P", real=True)
_bounded = Statement(
    And(
        (
            Relation(_u_q - _u_r * p, "<=", _u_q + _u_r * _P),
            Relation(_u_r * p - _u_q, "<=", _u_r * _P),
        )
    ),
    (*nonnegative(_u_q, _u_r, p, _t),),
    (Definition(_P, p + _t),),
    words="|L| is at most the larger of u_q and u_r P, P the largest price.",
)
_eps, _B = sp.symbols("epsilon B", real=True)
_tenth = over(_eps, 10 * _B)
_three = _eps / 10 + _tenth * 2 * _B + _tenth * _B
_chain = Statement(
    And(
        (
            Relation(_tenth + _tenth * _B, "<=", _eps / 10 + _tenth * 2 * _B),
            Relation(_three, "<", _eps),
        )
    ),
    (*positive(_eps), *nonnegative(_s)),
    (Definition(_B, 2 + _s),),
    words="Good and bad compositions (|L' - L| <= B), then other states: B >= 2.",
)
_wide = Statement(
    Relation(
        _marginal,
        ">=",
        over(kappa_r, over(Q_others + b_q + _s2, M)) * over(M * kappa_q, M * kappa_q + b_q + _kept),
    ),
    (*positive(M, kappa_q, kappa_r), *nonnegative(_s, _s2, _t, b_q, _kept)),
    (Definition(R_others, M * kappa_r + _t), Definition(Q_others, M * kappa_q + _s)),
    words="M (q-bar + kappa_q) = Q + b + s_2 and q-bar = b + kept: the lower edge times M "
    "kappa_q/(M kappa_q + q-bar).",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.price-range",
        title="p^N lies between kappa_r/(q-bar + kappa_q) and (r-bar + kappa_r)/kappa_q",
        source="Claim 3, below its statement",
        printed=_range,
        mutants=(
            Statement(Relation(_price, ">=", over(kappa_r, q_bar)), _offers, _endowments),
            pinned(
                Statement(
                    Relation(_price, "<=", over(HUNDREDTH_LESS * r_bar + kappa_r, kappa_q)),
                    _offers,
                    _endowments,
                ),
                (_left_r, 0),
                (_a_q, 0),
            ),
            pinned(
                Statement(
                    Relation(_price, "<", over(r_bar + kappa_r, kappa_q)), _offers, _endowments
                ),
                (_left_r, 0),
                (_a_q, 0),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.L",
        title="the slope of the price-taking objective is L",
        source="Claim 3, below (35)",
        printed=_L_sign_printed,
        correction=Correction(
            statement=_L_sign,
            severity="notation",
            finding="L has the wrong sign: the slope of H in b_q is -u_q + u_r p = -L (as the later display "
            "with M has it).  Only |L - L'| is used.",
            scan=True,
        ),
        mutants=(
            _L_sign_printed,
            Statement(
                equation(sp.diff(_H_q, b_q), -HUNDREDTH_MORE * price_taking_slope(p)),
                _seller,
                _inside,
            ),
            Statement(
                equation(sp.diff(_H_q, b_q), -price_taking_slope(p, HUNDREDTH_MORE * p)),
                _seller,
                _inside,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.states",
        title="the slope of (30) is an average of L over states and compositions",
        source="Claim 3, second display below (35)",
        printed=asserted("thm-2.claim-3.states", state=0),
        correction=Correction(
            statement=_L_states,
            severity="harmless",
            finding="L is defined with the utility in the fixed state z*, but the average runs over all "
            "states, whose utilities differ.  L must carry the state; the "
            "states "
            "other than z* are bounded by (1 - phi[z*])B, so nothing is lost.",
        ),
        depends_on=("eq-32", "thm-2.claim-3.L"),
        mutants=(
            asserted("thm-2.claim-3.states", state=0),
            asserted("thm-2.claim-3.states", state=1),
            Statement(
                equation(
                    seller_slope(),
                    SumOver(
                        phi(z)
                        * SumOver(
                            gamma_z(z, j) * price_taking_slope(seller_price(), marginal_price()), j
                        ),
                        z,
                    ),
                ),
                _L_states.given,
            ),
        ),
    ),
    Claim(
        id="eq-35",
        title="the prices at which L is taken lie in the box on which it is uniformly continuous",
        source="equation (35) and above",
        printed=asserted(
            "eq-35.box",
            r"\frac{Q_-R_-}{(Q_- + b_q)^2} \ge \frac{\kappa_r}{\bar q + \kappa_q}",
            edge="printed",
            at_least=sp.S.One,
        ),
        correction=Correction(
            statement=_wide,
            severity="harmless",
            finding="The second argument QR/(Q + b)^2 can lie below the box for every M (others offer all of "
            "their first good).  It is at least the lower edge times "
            "M kappa_q/(M kappa_q + q-bar), so a box with a smaller lower edge serves.",
        ),
        mutants=(
            asserted("eq-35.box", edge="widened", at_least=sp.S(2)),
            pinned(
                Statement(
                    _wide.says,
                    _wide.given,
                    (Definition(R_others, M * kappa_r * HUNDREDTH_LESS + _t), _wide.where[1]),
                ),
                (_t, 0),
                (b_q, 0),
                (_s2, 0),
                (_kept, 0),
            ),
            pinned(
                _wide.replacing({over(M * kappa_q, M * kappa_q + b_q + _kept): sp.S.One}),
                (_t, 0),
                (_s2, 0),
                (b_q, 1),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.difference",
        title="p^N - R/Q for the target",
        source="Claim 3, display before the first bound",
        printed=asserted("thm-2.claim-3.difference", counts="lambda_minus"),
        correction=Correction(
            statement=asserted("thm-2.claim-3.difference", counts="lambda"),
            severity="notation",
            finding="The target's others are counted by lambda, not lambda_-: (30) has it right.",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-3.difference", counts="lambda_minus"),
            asserted("thm-2.claim-3.difference", counts="lambda + 1"),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-price",
        title="|p^N - R/Q| is bounded by the distance of the shares",
        source="Claim 3, first bound",
        printed=asserted(
            "thm-2.claim-3.bound-price", terms="blocks", agent="target", factor=sp.S(2)
        ),
        correction=Correction(
            statement=_ratio,
            severity="harmless",
            finding="The sum compares the probability of a block with the share of one of its types, so y is "
            "free; read so, both terms can vanish while the "
            "composition inside a block is far off.  The sum must run over types: sum over y of "
            "|mu(y) - n(y)/M|.  Then the bound holds, with the constant 1 in "
            "place of 2.",
        ),
        depends_on=("thm-2.claim-3.bound-price.type",),
        mutants=(
            asserted("thm-2.claim-3.bound-price", terms="blocks", agent="target", factor=sp.S(2)),
            asserted(
                "thm-2.claim-3.bound-price",
                terms="types",
                agent="target",
                factor=sp.Rational(1, 40),
            ),
            pinned(
                _ratio.replacing(
                    {(q_bar + kappa_q) * (r_bar + kappa_r): q_bar * (r_bar + kappa_r)}
                ),
                *_tight,
            ),
            pinned(
                _ratio.replacing(
                    {
                        (q_bar + kappa_q) * (r_bar + kappa_r): HUNDREDTH_LESS
                        * (q_bar + kappa_q)
                        * (r_bar + kappa_r)
                    }
                ),
                *_tight,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-price.type",
        title="one type's share of the difference of totals",
        source="Claim 3, first bound",
        printed=_per_type,
        mutants=(
            _per_type.replacing(
                {(_up - _down) * _sold: (_up + HUNDREDTH_MORE * _up - _down) * (_sold + _kept)}
            ),
            pinned(
                _per_type.replacing(
                    {
                        (_sold + _kept) * (_up + _down): (_sold + _kept)
                        * (HUNDREDTH_LESS * _up + _down)
                    }
                ),
                (_kept, 0),
                (_down, 0),
            ),
            _per_type.replacing({(_sold + _kept) * (_up + _down): (_sold + _kept) * _up}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-marginal",
        title="the marginal price differs from the average one by O(1/M)",
        source="Claim 3, second bound",
        printed=_own_marginal,
        mutants=(
            pinned(_own_marginal.replacing({2 * kappa_q + over(q_bar, M): kappa_q}), *_own_tight),
            pinned(
                _own_marginal.replacing(
                    {2 * kappa_q + over(q_bar, M): 2 * kappa_q * sp.Rational(9, 10)}
                ),
                *_own_tight,
            ),
            pinned(
                _own_marginal.replacing(
                    {
                        Relation(_average - _marginal, ">=", 0): Relation(
                            _average - _marginal, ">", 0
                        )
                    }
                ),
                (b_q, 0),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-own",
        title="the price after the own offer differs from the average one by O(1/M)",
        source="Claim 3, third bound",
        printed=_third_printed,
        correction=Correction(
            statement=_own_after,
            severity="notation",
            finding="Printed as |R/Q - R/Q|, which is zero; the first fraction must be R/(Q + b_q).  The "
            "bound then holds as printed.",
            scan=True,
        ),
        mutants=(
            pinned(
                _own_after.replacing(
                    {over(q_bar, kappa_q * M): over(HUNDREDTH_LESS * q_bar, kappa_q * M)}
                ),
                *_own_tight,
            ),
            pinned(
                Statement(
                    _own_after.says,
                    _own,
                    (Definition(Q_others, M * kappa_q * HUNDREDTH_LESS + _s), *_own_where[1:]),
                ),
                *_own_tight,
            ),
            pinned(
                Statement(
                    _own_after.says,
                    _own,
                    (_own_where[0], Definition(q_bar, HUNDREDTH_LESS * b_q + _kept), _own_where[2]),
                ),
                *_own_tight,
            ),
        ),
    ),
    Claim(
        id="eq-36",
        title="shares within delta of their limits: each type contributes at most 2 delta",
        source="equation (36)",
        printed=_shares,
        depends_on=(
            "thm-2.claim-3.bound-price",
            "thm-2.claim-3.bound-marginal",
            "thm-2.claim-3.bound-own",
        ),
        mutants=(
            _shares.replacing({_d_1 * _rho_y + _m_k * _d_2: _d_1 * _rho_y}),
            pinned(
                _shares.replacing(
                    {_d_1 * _rho_y + _m_k * _d_2: _d_1 * _rho_y + HUNDREDTH_LESS * _m_k * _d_2}
                ),
                (_t1, 0),
                (_t2, 0),
                (_m_y, _rho_y + 1),
            ),
            _shares.replacing({_m_k * _m_y - _l_k * _rho_y: _m_k * _m_y + _l_k * _rho_y}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.B-finite",
        title="B is finite",
        source="Claim 3, definition of B",
        printed=asserted("thm-2.claim-3.B-finite", least="zero"),
        correction=Correction(
            statement=asserted("thm-2.claim-3.B-finite", least="d"),
            severity="gap",
            finding="B maximises u_q(d, r) over r from 0 on and u_r(q, d) over q from 0 on.  For utilities "
            "that fall to minus infinity at the axes these can be "
            "unbounded (u = -1/(q r)), and B is infinite.  Repair: consumption stays in a compact set "
            "inside the quadrant (Claim 2); maximise there.  Where u is "
            "finite and continuous up to the axes, concavity bounds both and B is finite as printed.",
        ),
        depends_on=("thm-2.claim-2",),
        mutants=(asserted("thm-2.claim-3.B-finite", least="zero"),),
    ),
    Claim(
        id="thm-2.claim-3.B-bound",
        title="|L| is at most B/2",
        source="Claim 3, below B",
        printed=asserted("thm-2.claim-3.B-bound", r"|L| \le B/2", price="left out", p_2=sp.S(21)),
        correction=Correction(
            statement=_bounded,
            severity="harmless",
            finding="The price p_2 multiplies u_r and is missing from B: with prices up to (r-bar + "
            "kappa_r)/kappa_q = 21 and the valid bound 1/2 on offers, |L| = 20 and "
            "B/2 = 16.  (With the b-bar that the proof of Claim 2 constructs, where it exists, B is "
            "large enough by accident.)  Multiply u_r by the largest price.",
        ),
        depends_on=("thm-2.claim-3.B-finite",),
        mutants=(
            asserted("thm-2.claim-3.B-bound", price="left out", p_2=sp.S(18)),
            _bounded.replacing({_u_q + _u_r * _P: HUNDREDTH_LESS * _u_q}),
            pinned(
                _bounded.replacing(
                    {
                        Relation(_u_r * p - _u_q, "<=", _u_r * _P): Relation(
                            _u_r * p - _u_q, "<=", HUNDREDTH_LESS * _u_r * _P
                        )
                    }
                ),
                (_t, 0),
                (_u_q, 0),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.N-2",
        title="N^2 is large enough for the steps that use it",
        source="Claim 3, definition of N^2",
        printed=asserted("thm-2.claim-3.N-2", definition="printed"),
        correction=Correction(
            statement=asserted("thm-2.claim-3.N-2", definition="corrected"),
            severity="harmless",
            finding="The proof uses N > N^1(delta~(delta')) and N > N~(delta'), but N^2 is the maximum of "
            "N^1(epsilon/10B) and N~(delta^2): a smaller argument needs a "
            "larger N^1.  Take the maximum of all three.",
        ),
        mutants=(
            asserted("thm-2.claim-3.N-2", definition="printed"),
            asserted("thm-2.claim-3.N-2", definition="without N^1"),
        ),
    ),
    Claim(
        id="thm-2.claim-3.state-index",
        title="the shares inside a block converge to those of the true state",
        source="Claim 3, after N^2",
        printed=asserted("thm-2.claim-3.state-index", epsilon=sp.Rational(1, 10), ratio_of="z"),
        correction=Correction(
            statement=asserted(
                "thm-2.claim-3.state-index", epsilon=sp.Rational(1, 10), ratio_of="z*"
            ),
            severity="notation",
            finding="Printed with mu_z for a z that is not bound; it must be mu_{z*}.",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-3.state-index", epsilon=sp.Rational(1, 10), ratio_of="z"),
            asserted("thm-2.claim-3.state-index", epsilon=sp.Rational(1, 100), ratio_of="z*"),
        ),
    ),
    Claim(
        id="thm-2.claim-3.absolute",
        title="the distance of the slopes is at most a mean",
        source="Claim 3, the chain before (34) is established",
        printed=asserted("thm-2.claim-3.absolute", inside="signed", scale=sp.S.One),
        correction=Correction(
            statement=asserted("thm-2.claim-3.absolute", inside="absolute", scale=sp.S.One),
            severity="notation",
            finding="The mean must be of |L' - L|; as printed it can be negative.",
            scan=True,
        ),
        mutants=(
            asserted("thm-2.claim-3.absolute", inside="signed", scale=sp.S.One),
            asserted("thm-2.claim-3.absolute", inside="absolute", scale=HUNDREDTH_LESS),
        ),
    ),
    Claim(
        id="thm-2.claim-3.chain",
        title="the three parts of the distance add up to less than epsilon",
        source="Claim 3, the chain before (34) is established",
        printed=_chain,
        mutants=(
            Statement(Relation(_three, "<", 2 * _eps / 5), _chain.given, _chain.where),
            Statement(Relation(_tenth + _tenth * _B, "<=", _eps / 10), _chain.given, _chain.where),
            Statement(
                Relation(_tenth + 9 * _tenth * _B + _tenth * _B, "<", _eps),
                _chain.given,
                _chain.where,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.hat-target",
        title="the price that a non-target faces contains the target's offer",
        source="Claim 3, below (38)",
        printed=asserted("thm-2.claim-3.hat-target", target="counted"),
        mutants=(asserted("thm-2.claim-3.hat-target", target="left out"),),
    ),
    Claim(
        id="thm-2.claim-3.bound-price-hat",
        title="|p^N - R/Q| is bounded for a non-target",
        source="Claim 3, the first bound below (38)",
        printed=asserted(
            "thm-2.claim-3.bound-price", terms="blocks", agent="non-target", factor=sp.S(2)
        ),
        correction=Correction(
            statement=_ratio_hat,
            severity="harmless",
            finding="As for the target, the sum must run over types.  With one more term for the target's "
            "offer the bound is c (Delta + 1/M).",
        ),
        depends_on=("thm-2.claim-3.bound-price", "thm-2.claim-3.hat-target"),
        mutants=(
            asserted(
                "thm-2.claim-3.bound-price", terms="blocks", agent="non-target", factor=sp.S(2)
            ),
            pinned(Statement(_ratio.says, _ratio_hat.given, _ratio_hat.where), *_tight, (M, 1)),
            pinned(
                _ratio_hat.replacing(
                    {
                        (q_bar + kappa_q) * (r_bar + kappa_r): HUNDREDTH_LESS
                        * (q_bar + kappa_q)
                        * (r_bar + kappa_r)
                    }
                ),
                *_tight,
                (M, 1),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.bound-price-hat.units",
        title="the target's offer adds at most (q-bar + r-bar)/M to the distance of the shares",
        source="Claim 3, the last term of the first bound below (38)",
        printed=asserted("thm-2.claim-3.bound-price-hat.units", added="endowments", factor=sp.S(2)),
        correction=Correction(
            statement=asserted(
                "thm-2.claim-3.bound-price-hat.units", added="one over M", factor=sp.S.One
            ),
            severity="notation",
            finding="The other terms are shares, without a unit; q-bar/M + r-bar/M is a quantity of goods.  "
            "With small endowments the term does not bound what the "
            "target's offer adds (realised shares equal to the limits).  The term must be 1/M.  The "
            "bound as a whole is not false, since the others are "
            "M - 2, so that the shares alone differ by at least 2/M in sum.",
        ),
        mutants=(
            asserted("thm-2.claim-3.bound-price-hat.units", added="endowments", factor=sp.S(2)),
            asserted(
                "thm-2.claim-3.bound-price-hat.units", added="one over M", factor=sp.Rational(2, 5)
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
