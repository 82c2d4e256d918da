r"""Claims of section 6 on monotone demand and on economies with several competitive equilibria.

Paper: section 6, on uniqueness.
"""

from __future__ import annotations

from fractions import Fraction as F

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import kappa_q, kappa_r, p, q_bar
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive

__all__ = ["CLAIMS"]


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

_OPEN = (
    "The paper leaves this open.  In the example each of the three is approached, at rate 1/M; "
    "for a regular equilibrium the implicit function theorem at "
    "c_1 = c_2 = 0 gives it in general.  Equilibria at which excess demand touches zero are not "
    "settled."
)

CLAIMS = (
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
        title="each of three competitive equilibria of an economy is a limit of stage-2 equilibria",
        source="section 6, third paragraph, 'seems not to be known'",
        printed=asserted(
            "sec-6.several.limits",
            r"\exists\,\text{an economy with three}\ p^z\ \forall p^z\ "
            r"\exists (\beta^\sigma):\ \beta^\sigma \to \beta^z",
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
)
