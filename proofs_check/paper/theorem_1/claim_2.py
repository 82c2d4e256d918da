r"""Claims of Claim 2 of Theorem 1: the value of being active tends to the competitive one.

Paper: section 7.1, equations (27)-(29).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import averages, limit_links
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_r,
    c_1,
    c_2,
    p,
    phi,
    x,
    z,
)
from symbolic.language.proposition import Asserted, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u
from symbolic.model.best_response import objective
from symbolic.model.price_form import price_form


def _asserted(name: str, latex: str = "", **parameters: object) -> Statement:
    return Statement(Asserted(name, latex, tuple(parameters.items())))


# (29): J_x at (R_-/Q_-, c_1, c_2), for the values of c_1 and c_2 given.
def _in_price_form(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    put = {p: over(R_others, Q_others), c_1: first, c_2: second}
    bundle = [f.subs(put, simultaneous=True) for f in price_form()]
    return SumOver(phi(z) * u(*bundle, x, z), z)


_price_form_of_29 = Statement(
    equation(_in_price_form(over(1, Q_others), over(1, R_others)), objective()),
    (*positive(Q_others, R_others), *nonnegative(b_q, b_r)),
    words="J_x at R_-/Q_-, 1/Q_- and 1/R_- is the objective (29).",
)

CLAIMS = (
    Claim(
        id="thm-1.claim-2.bounded",
        title="the payoffs may be averaged in the limit",
        source="Claim 2 of Theorem 1, before (27)",
        printed=_asserted(
            "thm-1.claim-2.lower",
            r"\forall N\ \forall a\ \forall x:\quad F_x^N(a) \ge \sum_z \tau_x(z) u(\bar q, \bar r; x, z)",
            kept=sp.S.One,
        ),
        note="That expected utility converges where consumption converges in probability is not argued.  "
        "Utility is bounded on the compact set of feasible consumption, being continuous on R^2_+; for "
        "utilities that fall to minus infinity at the axes (log) the step needs a bound for all N, which "
        "is this one: declining to trade is always possible.",
        depends_on=(
            "prop-2.price-low",
            "prop-2.price-high",
            "prop-1.best-response",
        ),
        mutants=(
            _asserted("thm-1.claim-2.lower", kept=sp.Rational(6, 5)),
            _asserted("thm-1.claim-2.lower", kept=sp.Rational(11, 10)),
        ),
        general=averages.AVERAGED,
        strengthened=averages.AVERAGED_TOO_STRONG,
    ),
    Claim(
        id="eq-27",
        title="the value of being active tends to the competitive one, whatever was offered",
        source="equation (27)",
        printed=_asserted(
            "eq-27",
            r"\forall x\ \forall a:\quad F_x^N(a) \to \sum_z \tau_x(z) u(q^z(x), r^z(x); x, z)",
            limit="competitive",
        ),
        note="The check looks for a difference of the order of 1/M^N, as it is where utility has curvature at the "
        "limit; what is claimed, and follows, is the limit.",
        depends_on=(
            "prop-2",
            "sec-3.1.almost-surely",
            "sec-3.1.concentration",
            "thm-1.claim-2.shifted",
            "thm-1.claim-2.bounded",
            "thm-1.claim-2.consumption",
        ),
        mutants=(_asserted("eq-27", limit="endowment"), _asserted("eq-27", limit="scaled")),
        general=averages.EQ_27,
        strengthened=averages.EQ_27_TOO_STRONG,
    ),
    Claim(
        id="eq-28",
        title="others' offers per agent, and their price, tend to the competitive ones",
        source="equation (28)",
        printed=_asserted(
            "eq-28",
            r"\forall z:\quad \frac{1}{M^N} (Q_-^N, R_-^N) \to \sum_y \mu_z(y) (\beta^z(y) + \kappa)\ \text{and}\ "
            r"\frac{R_-^N}{Q_-^N} \to p^z",
            kappa=1,
        ),
        note="The check looks for differences of the order of 1/M^N, as they are where utility has curvature at "
        "the limit; what is claimed, and follows, are the limits.",
        depends_on=(
            "prop-2",
            "prop-2.competitive",
            "sec-3.1.almost-surely",
        ),
        mutants=(_asserted("eq-28", kappa=0), _asserted("eq-28", kappa=HUNDREDTH_MORE)),
        general=limit_links.EQ_28,
        strengthened=(*limit_links.PER_AGENT_TOO_STRONG, *limit_links.RATIO_TOO_STRONG),
    ),
    Claim(
        id="eq-29",
        title="the defector's problem in price form",
        source="equation (29) and J_x",
        printed=_price_form_of_29,
        depends_on=("eq-21", "prop-2.domain"),
        mutants=(
            Statement(
                equation(_in_price_form(over(1, R_others), over(1, Q_others)), objective()),
                _price_form_of_29.given,
            ),
            Statement(
                equation(
                    _in_price_form(over(1, HUNDREDTH_MORE * Q_others), over(1, R_others)),
                    objective(),
                ),
                _price_form_of_29.given,
            ),
        ),
    ),
    Claim(
        id="thm-1.slope",
        title="M times the gain tends to the slope (not in the paper)",
        source="Claim 2 of Theorem 1 says that the gain vanishes",
        printed=_asserted(
            "thm-1.slope",
            r"u_{qq} - 2p^z u_{qr} + (p^z)^2 u_{rr} < 0\ \text{at every}\ (q^z(y), r^z(y)) \Rightarrow "
            r"\forall x, \bar x:\ M^N (F_x^N(\bar x) - F_x^N(x)) \to \mathrm{slope}(x, \bar x)",
            factor=sp.S.One,
        ),
        note="Where utility has curvature along the budget line at the competitive bundles; without it "
        "offers move by more than the order of 1/M.",
        depends_on=("eq-27",),
        mutants=(
            _asserted("thm-1.slope", factor=HUNDREDTH_MORE),
            _asserted("thm-1.slope", factor=sp.S(-1)),
        ),
    ),
)
__all__ = ["CLAIMS"]
