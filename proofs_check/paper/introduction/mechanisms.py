r"""Claims about other mechanisms: one-stage market games, offers as demand schedules, the pari-mutuel version.

The paper names them and says why it does not analyse them; what is computed here is ours, and says
so.  That market games of one stage do not *in general* lead to efficiency is the paper's sentence.

Paper: section 1 with footnote 1; section 2.2; section 5; section 6.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general import log_loss
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.games.pari_mutuel import payout
from symbolic.language.notation import N, b_q, b_r, kappa_q, kappa_r, p_2, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.market import payoff

__all__ = ["CLAIMS"]

# All N agents, active or not, offer S_q and S_r together; κ comes N times; all are paid by (3).
_S_q, _S_r, _A, _rest = sp.symbols("S_q S_r A rest", real=True)
_at = (Definition(p_2, over(_S_r + N * kappa_r, _S_q + N * kappa_q)),)
_sizes = (*positive(N, kappa_q, kappa_r), *nonnegative(_S_q, _S_r))
_paid_q, _paid_r = payout()
_received_q, _received_r = payoff(_S_q, _S_r, p_2)
_payout = Statement(
    And((equation(_received_q - q_bar, _paid_q), equation(_received_r - r_bar, _paid_r))),
    _sizes,
    _at,
    words="Whatever all N agents offer together, if all of it makes the price and everybody is paid "
    "by (3), agents receive N(kappa_q - kappa_r/p_2) and N(kappa_r - p_2 kappa_q) more than they "
    "give.",
)

# (b_q, b_r) = ((1 - A) q-bar, A r-bar) gives the demand of A log q + (1 - A) log r at every price.
_schedule_at = (Definition(b_q, _rest * q_bar), Definition(b_r, _A * r_bar))
_kept_q, _kept_r = payoff(b_q, b_r, p_2)


def _demanded(share: sp.Expr) -> Statement:
    """Say that an offer of both goods consumes a share of wealth in the first good, the rest in the other."""
    return Statement(
        And(
            (
                equation(p_2 * _kept_q, share * (p_2 * q_bar + r_bar)),
                equation(_kept_r, (1 - _A) * (p_2 * q_bar + r_bar)),
            )
        ),
        positive(p_2, q_bar, r_bar, _A, _rest),
        (*_schedule_at, Definition(_A, 1 - _rest)),
        words="At every price the offer ((1 - A) q-bar, A r-bar) of both goods spends the share A of "
        "wealth on the first good and the rest on the second: the competitive demand of "
        "A log q + (1 - A) log r.",
    )


CLAIMS = (
    Claim(
        id="sec-1.one-stage",
        title="a one-stage market game does not, in general, lead to efficiency",
        source="section 1, third paragraph",
        printed=asserted(
            "sec-1.one-stage",
            r"\exists\,\text{economies}:\quad \lim_N E[1 - \rho] > 0\ \text{in the one-stage game},"
            r"\qquad \lim_N E[1 - \rho] = 0\ \text{for every state alone}",
            words="In every economy of two types with tastes A log q + (1 - A) log r and competitive "
            "prices that differ between states, in the limit of large N: the equilibrium of the "
            "one-stage market game on O misallocates a positive share of what agents hold; with each "
            "state alone, it misallocates nothing.",
            states="all",
        ),
        note="The paper's reason is that a quantity is committed before information is revealed. "
        "On O that is what happens. Without b_q b_r = 0 an offer is a schedule (sec-1.schedule), "
        "which the paper leaves out to have unique best responses (section 2.2).",
        mutants=(asserted("sec-1.one-stage", states="one"),),
    ),
    Claim(
        id="sec-1.schedule",
        title="an offer of both goods is a demand schedule (not in the paper)",
        source="sections 1 and 2.2; equation (3)",
        printed=_demanded(_A),
        depends_on=("eq-3.budget",),
        mutants=(
            _demanded(HUNDREDTH_MORE * _A),
            Statement(
                equation(p_2 * _kept_q, _A * (p_2 * q_bar + r_bar)),
                positive(p_2, q_bar, r_bar, _A, _rest),
                (
                    Definition(b_q, _rest * q_bar),
                    Definition(b_r, sp.S.Zero),
                    Definition(_A, 1 - _rest),
                ),
            ),
        ),
    ),
    Claim(
        id="sec-5.log-loss.scaling",
        title="for log utility gains and shares of resources correspond (not in the paper)",
        source="section 5, (12) and (13)",
        printed=log_loss.SCALED,
        depends_on=("eq-12", "eq-13"),
        mutants=log_loss.SCALED_TOO_STRONG,
    ),
    Claim(
        id="sec-5.log-loss",
        title="for log utility the loss is a share of resources (not in the paper)",
        source="section 5, (12) and (13)",
        printed=asserted(
            "sec-5.log-loss",
            r"\forall A \in (0, 1):\quad "
            r"u = A\log q + (1 - A)\log r:\quad t^* = -\log\rho,\qquad \rho = \min\{\rho : \text{"
            r"everybody as well off within } \rho W\}",
            words="In every economy, with its utility replaced by A log q + (1 - A) log r, at "
            "realised bundles: the greatest t such that everybody can get t more utils within the "
            "resources of (12) is -log of the least share of them that leaves everybody as well off.",
            scale=1,
        ),
        depends_on=("eq-12", "eq-13", "sec-5.log-loss.scaling"),
        mutants=(asserted("sec-5.log-loss", scale=HUNDREDTH_MORE),),
        general=log_loss.GREATEST,
        strengthened=log_loss.GREATEST_TOO_STRONG,
    ),
    Claim(
        id="sec-6.pari-mutuel.payout",
        title="the pari-mutuel version is feasible except for kappa",
        source="section 6, second paragraph",
        printed=_payout,
        depends_on=("eq-3.budget",),
        note="That kappa comes N times, once for each agent, is our reading.",
        mutants=(
            Statement(
                And(
                    (
                        equation(_received_q - q_bar, HUNDREDTH_MORE * _paid_q),
                        equation(_received_r - r_bar, _paid_r),
                    )
                ),
                _sizes,
                _at,
            ),
            Statement(Relation(_received_q - q_bar, ">=", 0), _sizes, _at),
        ),
    ),
    Claim(
        id="sec-6.pari-mutuel",
        title="in the pari-mutuel version offers as if inactive can be an equilibrium",
        source="section 6, second paragraph",
        printed=asserted(
            "sec-6.pari-mutuel",
            r"\exists N\ \exists a:\ \frac{d}{da}E[u \mid \text{inactive}] = 0,\quad "
            r"\frac{N-M}{N}\,\Delta G \ge \frac MN\,\Delta F",
            words="In every economy of two types with tastes A log q + (1 - A) log r, a quarter of whose "
            "agents are inactive, in which stage-1 offers without a slope where inactive are found at "
            "N = 8 on some sides of the market: at N = 8, 16 or 32 there are such offers that are best "
            "contingent on being inactive, the price moving with an executed offer directly and as news, "
            "and with which no type gains by an offer for which it is taken for the other.",
            moved=0,
        ),
        note="The paper says that it seems so for large economies and does not prove it; here a "
        "search of offers in a few small economies finds no better one, which proves nothing.",
        depends_on=("sec-6.pari-mutuel.payout",),
        mutants=(asserted("sec-6.pari-mutuel", moved=sp.Rational(1, 10)),),
    ),
)
