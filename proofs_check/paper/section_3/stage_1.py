r"""Claims of section 3.2.

The stage-1 problem of the inactive, the intervals, beliefs after any histogram, and the candidate
strategies.

Paper: section 3.2, equations (5)-(11) and the remarks around them.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE
from symbolic.language.notation import (
    M,
    a_q,
    a_r,
    beta_q,
    kappa_q,
    p_1,
    q,
    q_bar,
    r_bar,
    sigma,
    sigma_star,
    x,
    x_bar,
    y,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Asserted,
    Definition,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.stage1 import consumption, inactive_objective, line_objective, line_slope

_eq_5 = Statement(
    equation(inactive_objective(), line_objective().subs(q, consumption())),
    (*positive(p_1), *nonnegative(a_q, a_r)),
    words="G_x depends on the offer through the consumption of the first good only.",
)
_line = Statement(equation(line_slope(), sp.diff(line_objective(), q)), positive(p_1, q))

# (6): the consumption of an offer within the endowment lies in [0, 2 q-bar].
_slack_q, _slack_r = sp.symbols("slack_q slack_r", real=True)
_eq_6_low = Statement(
    Relation(consumption(), ">=", 0),
    (*positive(p_1), *nonnegative(a_q, _slack_q, a_r)),
    (Definition(q_bar, a_q + _slack_q),),
)
_eq_6_high = Statement(
    Relation(consumption(), "<=", 2 * q_bar),
    (*positive(p_1), *nonnegative(a_q, a_r, _slack_r)),
    (Definition(q_bar, over(a_r + _slack_r, p_1)),),
)

# The two ways in which the paper writes the totals that a defector faces: below (11), and (25).
_told = (
    Hypothesis(equation(SumOver(sigma(y), y), M), Provenance.PAPER, "there are M active agents"),
    *positive(M),
)
_eleven_q = M * kappa_q + SumOver(sigma_star(y) * beta_q(y), y, x) + (sigma_star(x) - 1) * beta_q(x)
_twenty_five_q = SumOver(sigma(y) * (beta_q(y) + kappa_q), y) - beta_q(x_bar)
_others_q = SumOver(sigma_star(y) * beta_q(y), y) - beta_q(x) + M * kappa_q
_same_totals = Statement(equation(_eleven_q, _others_q), positive(M))
_believed = Statement(
    equation(_twenty_five_q, SumOver(sigma(y) * beta_q(y), y) - beta_q(x_bar) + M * kappa_q),
    _told,
    words="sigma is the configuration that the others believe.",
)


def _belief_claim(number: str, latex: str, **parameters: object) -> Statement:
    return Statement(Asserted(number, latex, tuple(parameters.items())))


CLAIMS = (
    Claim(
        id="eq-5",
        title="an inactive agent's payoff depends on its consumption of the first good alone",
        source="equation (5) and L_x in section 7.1",
        printed=_eq_5,
        depends_on=("eq-2.budget",),
        mutants=(
            Statement(
                equation(inactive_objective(), line_objective().subs(q, consumption(a_r, a_q))),
                _eq_5.given,
            ),
            Statement(
                equation(
                    inactive_objective(), line_objective().subs(q, consumption() * HUNDREDTH_MORE)
                ),
                _eq_5.given,
            ),
        ),
    ),
    Claim(
        id="sec-3.2.first-order",
        title="the slope of L_x, which is zero at the best consumption",
        source="section 3.2, the display before (6)",
        printed=_line,
        mutants=(
            Statement(
                equation(line_slope().subs(p_1, 1 / p_1), sp.diff(line_objective(), q)), _line.given
            ),
            Statement(
                equation(
                    line_slope(), sp.diff(line_objective().subs(r_bar, HUNDREDTH_MORE * r_bar), q)
                ),
                _line.given,
            ),
        ),
    ),
    Claim(
        id="eq-6",
        title="the consumption of the first good is not negative",
        source="equation (6)",
        printed=_eq_6_low,
        mutants=(
            Statement(_eq_6_low.says, _eq_6_low.given, (Definition(q_bar, _slack_q),)),
            Statement(Relation(consumption(), ">=", q_bar), _eq_6_low.given, _eq_6_low.where),
        ),
    ),
    Claim(
        id="eq-6.top",
        title="the consumption of the first good is at most twice the endowment",
        source="equation (6)",
        printed=_eq_6_high,
        mutants=(
            Statement(
                Relation(consumption(), "<=", 2 * q_bar * HUNDREDTH_LESS),
                _eq_6_high.given,
                _eq_6_high.where,
            ),
            Statement(Relation(consumption(), "<", 2 * q_bar), _eq_6_high.given, _eq_6_high.where),
        ),
    ),
    Claim(
        id="eq-7",
        title="the intervals I(x) partition [0, 2 q-bar]",
        source="equation (7)",
        printed=_belief_claim("eq-7.partition", r"\bigsqcup_x I(x) = [0, 2\bar q]", ends="closed"),
        correction=Correction(
            statement=_belief_claim(
                "eq-7.partition", r"\bigsqcup_x I(x) = [0, 2\bar q]", ends="half-open"
            ),
            severity="cosmetic",
            finding="With both ends closed neighbours share their midpoint, so the intervals cover [0, 2 "
            "q-bar] but are no partition; one end must be open.",
            scan=True,
        ),
        mutants=(_belief_claim("eq-7.partition", "", ends="open"),),
    ),
    Claim(
        id="eq-8",
        title="beliefs (8) and (9) count every active agent exactly once",
        source="equations (8) and (9)",
        printed=_belief_claim("eq-8.total", r"\sum_y\sigma^*(y) = M", ends="closed", own=1),
        correction=Correction(
            statement=_belief_claim(
                "sec-3.2.defections",
                r"\sum_y\sigma^*(y) = M",
                ask="sum",
                who="everybody",
                defectors="any",
            ),
            severity="harmless",
            finding="An observed offer at the common end of two intervals (the zero offer, say) is counted "
            "for both types, so the believed configuration has M + 1 "
            "agents and the belief is undefined.  With half-open intervals the total is M.",
            scan=True,
        ),
        depends_on=("eq-7",),
        mutants=(
            _belief_claim("eq-8.total", "", ends="half-open", own=0),
            _belief_claim("eq-8.total", "", ends="half-open", own=2),
            _belief_claim("eq-8.total", "", ends="open", own=1),
        ),
    ),
    Claim(
        id="sec-3.2.nondefectors-agree",
        title="all nondefectors believe the same configuration, also after several defections",
        source="section 3.2, below (9)",
        printed=_belief_claim(
            "sec-3.2.defections",
            r"\sigma^*_n = \sigma^*_m",
            ask="agree",
            who="nondefectors",
            defectors="any",
        ),
        mutants=(
            _belief_claim("sec-3.2.defections", "", ask="agree", who="everybody", defectors="any"),
            _belief_claim("sec-3.2.defections", "", ask="agree", who="everybody", defectors="one"),
        ),
    ),
    Claim(
        id="sec-3.2.belief-is-false",
        title="after defections the configuration that nondefectors believe is not the true one",
        source="section 3.2, below (9)",
        printed=_belief_claim("sec-3.2.believed-false", r"\sigma^* \ne \sigma", swap=True),
        correction=Correction(
            statement=_belief_claim(
                "sec-3.2.defections",
                r"\sigma^* \ne \sigma",
                ask="wrong",
                who="nondefectors",
                defectors="one",
            ),
            severity="false remark",
            finding="Two defectors who imitate each other cancel: the nondefectors then believe the true "
            "configuration.  With one defector the remark is right.  Nothing "
            "depends on it.",
        ),
        mutants=(
            _belief_claim("sec-3.2.believed-false", "", swap=True),
            _belief_claim(
                "sec-3.2.defections", "", ask="wrong", who="nondefectors", defectors="any"
            ),
            _belief_claim("sec-3.2.defections", "", ask="wrong", who="everybody", defectors="one"),
        ),
    ),
    Claim(
        id="sec-3.2.defector-posterior",
        title="each defector has another posterior on z than the nondefectors",
        source="section 3.2, below (9)",
        printed=_belief_claim(
            "sec-3.2.posterior-differs", r"\phi_{\text{defector}} \ne \phi", alike=True
        ),
        correction=Correction(
            statement=_belief_claim(
                "sec-3.2.posterior-differs", r"\phi_{\text{defector}} \ne \phi", alike=False
            ),
            severity="false remark",
            finding="If the ratio of the likelihoods of the defector's type and the imitated one is the same "
            "in every state, the posteriors coincide; otherwise they "
            "differ.  Nothing depends on it.",
        ),
        mutants=(_belief_claim("sec-3.2.posterior-differs", "", alike=True),),
    ),
    Claim(
        id="eq-11.totals",
        title="the totals that a defector faces are those of all others",
        source="below equation (11)",
        printed=_same_totals,
        mutants=(
            Statement(equation(_eleven_q + beta_q(x), _others_q), _same_totals.given),
            Statement(
                equation(_eleven_q.subs(kappa_q, HUNDREDTH_MORE * kappa_q), _others_q),
                _same_totals.given,
            ),
        ),
    ),
    Claim(
        id="eq-25",
        title="the totals of the proof of Theorem 1",
        source="equation (25)",
        printed=_believed,
        mutants=(
            _believed.without(_told[0]),
            Statement(
                equation(
                    _twenty_five_q + beta_q(x_bar),
                    SumOver(sigma(y) * beta_q(y), y) - beta_q(x_bar) + M * kappa_q,
                ),
                _told,
            ),
        ),
    ),
    Claim(
        id="eq-11.nondefector",
        title="a nondefector plays the equilibrium offer",
        source="below equation (11)",
        printed=_belief_claim(
            "eq-11.nondefector", r"s_2^*(x, a, \nu^{-a}) = \beta^{\sigma^*}(x)", totals="others"
        ),
        depends_on=("eq-11.totals",),
        mutants=(
            _belief_claim("eq-11.nondefector", "", totals="all"),
            _belief_claim("eq-11.nondefector", "", totals="scaled"),
        ),
    ),
    Claim(
        id="eq-10",
        title="alpha* maximises G_x",
        source="equation (10)",
        printed=_belief_claim("eq-10.best", r"s_1^*(x) = \alpha^*(x)", shift=sp.S.Zero),
        depends_on=("eq-5",),
        mutants=(
            _belief_claim("eq-10.best", "", shift=sp.Rational(1, 100)),
            _belief_claim("eq-10.best", "", shift=sp.Rational(-1, 100)),
        ),
    ),
)
