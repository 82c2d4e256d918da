r"""Claims about footnote 1 and about schedules: Cournot and supply functions with private information.

What the footnote says of Palfrey and of Vives is tested on examples of the same kind; both environments
are quasi-linear and have nothing but their questions in common with the paper's.

Paper: section 1, second paragraph and footnote 1.
"""

from __future__ import annotations

from fractions import Fraction as F

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.games.cournot import (
    beta,
    cost,
    curvature,
    efficient,
    mean,
    parts,
    square,
    theta,
    welfare,
)
from symbolic.language.proposition import equation
from symbolic.language.statement import Statement, nonnegative, positive

__all__ = ["CLAIMS"]

_aggregate, _divided = parts()
_gap = welfare(efficient(), efficient() ** 2) - welfare(mean, square)
_GIVEN = (*positive(beta, theta - cost), *nonnegative(curvature))


def _parts(share: int | F) -> Statement:
    return Statement(
        equation(_gap, _aggregate + share * _divided),
        _GIVEN,
        words="For any quantities of n firms with mean m and mean square s: welfare per firm falls short of "
        "the efficient one by (beta + lambda)/2 (m - q)^2, the error of the aggregate, and lambda/2 (s - m^2), "
        "its division among firms; the second part is free at lambda = 0.",
    )


CLAIMS = (
    Claim(
        id="fn-1.parts",
        title="the loss of Cournot competition has two parts (not in the paper)",
        source="section 1, footnote 1",
        printed=_parts(1),
        mutants=(_parts(HUNDREDTH_MORE), _parts(0)),
    ),
    Claim(
        id="fn-1.palfrey",
        title="a Cournot mechanism is optimal because marginal cost is common and constant",
        source="section 1, footnote 1",
        printed=asserted(
            "fn-1.palfrey",
            r"\forall\lambda:\quad "
            r"\lambda = 0:\ \mathrm{loss} \to 0,\qquad \lambda > 0:\ \mathrm{loss} \not\to 0\quad (n \to "
            r"\infty)",
            words="With two states, two signals and quantities that are positive: at constant marginal cost "
            "the loss per firm is nothing in the limit and falls like 1/n; with the curvature of costs 1/2 it "
            "has a positive limit, and both its parts do.",
            curvature=F(0),
        ),
        note="'Only because' is true of the division among firms. For the aggregate to come out right, demand "
        "less cost must besides be in the range of the signals' distributions, which it need not be where "
        "there are more states than signals.",
        depends_on=("fn-1.parts",),
        mutants=(asserted("fn-1.palfrey", curvature=F(1, 2)),),
    ),
    Claim(
        id="sec-1.supply-functions",
        title="schedules make trades contingent on what others know",
        source="section 1, second paragraph",
        printed=asserted(
            "sec-1.supply-functions",
            r"\forall i:\ x_i(p) = b - as_i + cp,\quad n^2\,\mathrm{loss}_n \to \mathrm{const} > 0",
            words="With quadratic costs and normal signals of costs that correlate by 1/2, and demand that "
            "grows with the number of traders: in the linear equilibrium in supply functions the loss per "
            "trader falls like 1/n^2, by 1/4 from n = 500 to 1000.",
            power=2,
        ),
        note="The paper says that a result similar to near ex post efficiency is obtained by Vives; the rate is "
        "his, the number ours.",
        mutants=(asserted("sec-1.supply-functions", power=1),),
    ),
)
