r"""Claims about beliefs after any history of stage 1, and the strategies that rest on them.

Paper: section 3.2, equations (8)-(11); (25) in section 7.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import defections, intervals, uniqueness
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    M,
    beta_q,
    kappa_q,
    mu,
    sigma,
    sigma_star,
    x,
    x_bar,
    y,
    z,
    z_prime,
)
from symbolic.language.proposition import Asserted, Iff, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive
from symbolic.language.sums import SumOver

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


# The odds of two states, A and B the joint weights of everybody else's type: x is known to the
# defector, x-bar is what the others see.
_A, _B = sp.symbols("weight_z weight_z_prime", real=True)


_mx, _my = mu(z, x), mu(z, x_bar)


_nx, _ny = mu(z_prime, x), mu(z_prime, x_bar)


_same_odds = equation(over(_A * _mx, _B * _nx), over(_A * _my, _B * _ny))
_odds = Statement(
    Iff(
        _same_odds,
        equation(_mx * _ny, _my * _nx),
    ),
    positive(_A, _B, _mx, _my, _nx, _ny),
    words="The posteriors agree on z and z' if and only if both types have the same likelihood ratio.",
)


def _belief_claim(number: str, latex: str, **parameters: object) -> Statement:
    return Statement(Asserted(number, latex, tuple(parameters.items())))


CLAIMS = (
    Claim(
        id="eq-8",
        title="beliefs (8) and (9) count every active agent exactly once",
        source="equations (8) and (9)",
        printed=_belief_claim(
            "eq-8.total", r"\forall \nu:\quad \sum_{y \in X} \sigma^*(y) = M", lower="<="
        ),
        correction=Correction(
            statement=_belief_claim(
                "sec-3.2.defections",
                r"\forall \nu\ \text{without offers at common ends}:\quad \sum_{y \in X} \sigma^*(y) = M",
                ask="sum",
                who="everybody",
                defectors="any",
            ),
            severity="harmless",
            finding="An observed offer at the common end of two intervals (the zero offer, say) is counted "
            "for both types, so the believed configuration has M + 1 agents, and Bayes' rule is applied to "
            "agents who are not there; those who count their own offer once disagree with the others. "
            "If each end belongs to one neighbour, the total is M.",
            scan=True,
            quote="theta(y,a') = nu(a') if q_1(a') in I(y)",
            reading="For every histogram (8) and (9) give a configuration of the M active agents.",
            defence="Offers at a common end are made by nobody on path, and one point of an interval can be "
            "given to either neighbour without changing any argument.",
            answer="Beliefs are to be defined, as the paper says, for arbitrary stage-1 outcomes, and as printed "
            "they are not: for such an offer the two lines of (8) hold for two types at once.",
            consequence="Nothing beyond (7): the equilibrium needs some rule at the ends, and any will do.",
            about="dd3ab3269e6a",
        ),
        depends_on=("eq-7",),
        mutants=(
            _belief_claim("eq-8.total", "", lower="<="),
            _belief_claim("sec-3.2.defections", "", ask="agree", who="everybody", defectors="any"),
        ),
        general=intervals.TOTAL,
        strengthened=intervals.TOTAL_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.nondefectors-agree",
        title="all nondefectors believe the same configuration, also after several defections",
        source="section 3.2, below (9)",
        printed=_belief_claim(
            "sec-3.2.defections",
            r"\forall\, \text{histories of offers inside intervals}\ \forall\, \text{nondefectors}\ n, m:"
            r"\quad \sigma^*_n = \sigma^*_m",
            ask="agree",
            who="nondefectors",
            defectors="any",
        ),
        mutants=(
            _belief_claim("sec-3.2.defections", "", ask="agree", who="everybody", defectors="any"),
            _belief_claim("sec-3.2.defections", "", ask="agree", who="everybody", defectors="one"),
        ),
        general=defections.AGREE,
        strengthened=defections.AGREE_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.belief-is-false",
        title="after defections the configuration that nondefectors believe is not the true one",
        source="section 3.2, below (9)",
        printed=_belief_claim(
            "sec-3.2.believed-false",
            r"\forall\, \text{histories with a defector}\ \forall\, \text{nondefectors}\ n:\quad "
            r"\sigma^*_n \ne \sigma",
            taken=(1, 0, 0, 1),
        ),
        correction=Correction(
            statement=_belief_claim(
                "sec-3.2.defections",
                r"\forall\, \text{histories with one defector}\ \forall\, \text{nondefectors}\ n:\quad "
                r"\sigma^*_n \ne \sigma",
                ask="wrong",
                who="nondefectors",
                defectors="one",
            ),
            severity="false remark",
            finding="Two defectors who imitate each other's types cancel: the nondefectors then believe the true "
            "configuration.  With one defector they never do.",
            quote="which, however, is not the true configuration",
            reading="After any number of defections the nondefectors believe a false configuration.",
            defence="The remark is about the typical case and serves to say that nondefectors are misled; with "
            "one defector, the only case that the equilibrium conditions need, they are.",
            answer="The sentence begins with one defection or more than one, so two defections are within it, and "
            "nothing makes two that swap types exceptional.",
            consequence="Nothing.",
            about="b1b0c2a9a2ef",
        ),
        mutants=(
            _belief_claim("sec-3.2.believed-false", "", taken=(0, 0, 1, 1)),
            _belief_claim(
                "sec-3.2.defections", "", ask="wrong", who="nondefectors", defectors="any"
            ),
            _belief_claim("sec-3.2.defections", "", ask="wrong", who="everybody", defectors="one"),
        ),
        general=defections.ONE_FALSE,
        strengthened=defections.ONE_FALSE_TOO_STRONG,
    ),
    Claim(
        id="sec-3.2.defector-posterior",
        title="each defector has another posterior on z than the nondefectors",
        source="section 3.2, below (9)",
        printed=_belief_claim(
            "sec-3.2.posterior-differs",
            r"\forall\, \text{defectors}\ n\ \text{and nondefectors}\ m:\quad \phi_n \ne \phi_m",
            signal=(("1/5", "1/5", "3/5"), ("2/5", "2/5", "1/5")),
        ),
        correction=Correction(
            statement=_odds,
            severity="false remark",
            finding="The posteriors coincide exactly if the likelihood ratio of the defector's type to the "
            "imitated one is the same in every state, which informative signals allow.",
            quote="Each defector has a different posterior on z",
            reading="A defector's posterior differs from that of the nondefectors, whatever the signals.",
            defence="It does for almost all signals, and the word may only mean that a defector forms a posterior "
            "of its own, from another configuration.",
            answer="'Each' admits no exception, and signals that are informative in the sense of section 2.1, of "
            "full support and with three types, can leave two types equally telling about the state.",
            consequence="Nothing: (11) allows the two posteriors to be equal.",
            about="941ea6f65f03",
        ),
        mutants=(
            Statement(
                Iff(_same_odds, equation(_mx * _ny, HUNDREDTH_MORE * _my * _nx)), _odds.given
            ),
            Statement(Iff(_same_odds, equation(_mx * _my, _nx * _ny)), _odds.given),
        ),
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
            "eq-11.nondefector",
            r"\forall x\ \forall a\ \text{with}\ q_1(a) \in I(x)\ \forall \nu:\quad "
            r"s_2^*(x, a, \nu^{-a}) = \beta^{\sigma^*}(x)",
            scale=1,
        ),
        depends_on=(
            "eq-11.totals",
            "eq-21",
            "prop-1",
            "prop-1.best-response",
            "prop-2.unique-maximum",
        ),
        mutants=(
            _belief_claim("eq-11.nondefector", "", scale=HUNDREDTH_MORE),
            _belief_claim("eq-11.nondefector", "", scale=sp.Rational(999, 1000)),
        ),
        general=uniqueness.SAME_RESPONSE,
        strengthened=uniqueness.SAME_RESPONSE_TOO_STRONG,
    ),
)
