r"""Claims of section 3.2.

They are about the stage-1 problem of the inactive, the intervals, beliefs after any histogram, and
the candidate strategies.

Paper: section 3.2, equations (5)-(11) and the remarks around them.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.general import intervals, stage_1
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from proofs_check.paper.shared.hypotheses import SEPARATING, TWO_TYPES
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import (
    a_q,
    a_r,
    p_1,
    q,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import Asserted, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.stage1 import consumption, inactive_objective, line_objective, line_slope

_eq_5 = Statement(
    equation(inactive_objective(), line_objective().subs(q, consumption())),
    (*positive(p_1), *nonnegative(a_q, a_r)),
    words="G_x depends on the offer through the consumption of the first good only.",
)


_line = Statement(equation(DerivativeOf(line_objective(), q), line_slope()), positive(p_1, q))


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
                equation(DerivativeOf(line_objective(), q), line_slope().subs(p_1, 1 / p_1)),
                _line.given,
            ),
            Statement(
                equation(
                    DerivativeOf(line_objective().subs(r_bar, HUNDREDTH_MORE * r_bar), q),
                    line_slope(),
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
                Relation(consumption(), "<=", 2 * q_bar * sp.Rational(99, 100)),
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
        printed=_belief_claim(
            "eq-7.partition",
            r"\forall q \in [0, 2\bar q]\ \exists!\, x:\quad q \in I(x)",
            lower="<=",
        ),
        correction=Correction(
            statement=_belief_claim(
                "eq-7.cells",
                r"\forall q \in [0, 2\bar q]\ \exists!\, x:\quad q \in I(x),\ \text{each inner end "
                r"belonging to one neighbour}",
                factor=1,
            ),
            severity="notation",
            finding="With both ends closed neighbours share their midpoint, so the intervals cover [0, 2 "
            "q-bar] but are no partition; one end must be open.",
            scan=True,
            quote="partition the interval [0, 2q-bar] into |X| subintervals",
            reading="The closed intervals of (7) are disjoint.",
            defence="A partition of an interval into subintervals, as for Riemann sums, is usually written with "
            "closed ones, and the scan may have turned a parenthesis into a bracket.",
            answer="Beliefs (8) are defined by membership, so it matters which interval has a common end: an "
            "offer there is made by somebody, and the zero offer can be one.",
            consequence="(8) and (9), at offers that give the common end of two intervals (eq-8).",
            about="d6a045c4afb1",
        ),
        mutants=(
            _belief_claim("eq-7.cells", "", factor=HUNDREDTH_MORE),
            _belief_claim("eq-7.cells", "", factor=sp.Rational(99, 100)),
        ),
        assumes=(SEPARATING, TWO_TYPES),
        general=intervals.PARTITION,
        strengthened=intervals.PARTITION_TOO_STRONG,
    ),
    Claim(
        id="eq-10",
        title="alpha* maximises G_x",
        source="equation (10)",
        printed=_belief_claim(
            "eq-10.best",
            r"\forall x\ \forall a \in \mathcal{O}:\quad G_x(a) \le G_x(\alpha^*(x)),\ s_1^*(x) = \alpha^*(x)",
            shift=sp.S.Zero,
        ),
        depends_on=("eq-5", "eq-6", "eq-6.top", "sec-3.2.first-order"),
        mutants=(
            _belief_claim("eq-10.best", "", shift=sp.Rational(1, 10**6)),
            _belief_claim("eq-10.best", "", shift=sp.Rational(-1, 100)),
        ),
        general=stage_1.BEST,
        strengthened=stage_1.BEST_TOO_STRONG,
    ),
)
