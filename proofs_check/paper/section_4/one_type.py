r"""Claims about agents of one type, for whom A2 shuts the market down: what trade could have given them.

Paper: section 4, below A2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import asserted
from symbolic.language.notation import b_q, kappa_q, kappa_r, q_bar, r_bar
from symbolic.language.proposition import And, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive

# Agents who are all alike and share what all of them have: the tangent plane at the endowment
# bounds the utility of every bundle.
_n1, _n2, _u_e, _u1, _u2, _uq, _ur = sp.symbols("n_1 n_2 u_e u_1 u_2 u_q u_r", real=True)
_q1, _q2, _r1, _r2, _s1, _s2, _t_q, _t_r = sp.symbols("q_1 q_2 r_1 r_2 s_1 s_2 t_q t_r", real=True)
_no_role = Statement(
    Relation(_n1 * _u1 + _n2 * _u2, "<=", (_n1 + _n2) * _u_e),
    (
        *positive(_n1, _n2, _uq, _ur, reason="u is strictly increasing"),
        *nonnegative(_s1, _s2, provenance=Provenance.DERIVED, reason="u is concave"),
        *nonnegative(_t_q, _t_r, reason="no more than all agents own is handed out"),
    ),
    (
        Definition(_u1, _u_e + _uq * (_q1 - q_bar) + _ur * (_r1 - r_bar) - _s1),
        Definition(_u2, _u_e + _uq * (_q2 - q_bar) + _ur * (_r2 - r_bar) - _s2),
        Definition(_q2, over((_n1 + _n2) * q_bar - _n1 * _q1 - _t_q, _n2)),
        Definition(_r2, over((_n1 + _n2) * r_bar - _n1 * _r1 - _t_r, _n2)),
    ),
    words="If all agents have the same utility and endowment, no allocation of at most what they "
    "own gives n_1 of them u_1 and n_2 of them u_2 with a mean above the utility of the endowment.",
)
_received = over(b_q * kappa_r, b_q + kappa_q)
_small = Statement(
    And((Relation(_received, "<", kappa_r), Relation(_received, ">=", 0))),
    (*positive(kappa_q, kappa_r), *nonnegative(b_q)),
    words="For every M and every kappa: if all M agents offer b_q of the first good and nobody "
    "offers the second, each receives less than kappa_r of the second.",
)

CLAIMS = (
    Claim(
        id="sec-4.A2.trade",
        title="what the agents do without A2 when all have one type (not in the paper)",
        source="section 4, below A2",
        printed=asserted(
            "sec-4.A2.lone-type",
            r"\exists b > 0:\ g'(b) = 0,\ u(\text{trade}) > u(\bar q, \bar r)",
            words="With u = 9/8 log q + log r, kappa = (1/10, 2/5), M = 2 and both agents of this "
            "type the equilibrium offer of the first good is 1/10, and trade is better than none.",
            offer=sp.Rational(1, 10),
        ),
        mutants=(
            asserted("sec-4.A2.lone-type", offer=sp.Rational(99, 1000)),
            asserted("sec-4.A2.lone-type", offer=sp.Rational(101, 1000)),
        ),
        existence=True,
    ),
    Claim(
        id="sec-4.A2.costless",
        title="agents of one type have no role for trade with each other, which shutting down would cost",
        source="section 4, below A2",
        printed=_no_role,
        note="Costless among the agents.  What they could gain from the exogenous offers (sec-4.A2.trade) "
        "is at most kappa each (sec-4.A2.small), and the designer's.",
        mutants=(
            _no_role.replacing({(_n1 + _n2) * _u_e: (_n1 + sp.Rational(99, 100) * _n2) * _u_e}),
            Statement(
                _no_role.says,
                (*_no_role.given[:4], *_no_role.given[6:]),
                (*_no_role.where, Definition(_s1, sp.S(-1)), Definition(_s2, sp.S(0))),
            ),
            Statement(
                _no_role.says,
                _no_role.given[:6],
                (*_no_role.where, Definition(_t_q, sp.S(-1)), Definition(_t_r, sp.S(0))),
            ),
        ),
    ),
    Claim(
        id="sec-4.A2.small",
        title="what agents of one type can gain from the exogenous offers (not in the paper)",
        source="section 4, below A2",
        printed=_small,
        mutants=(
            _small.replacing(
                {Relation(_received, "<", kappa_r): Relation(_received, "<", kappa_r / 3)}
            ),
            Statement(
                _small.says,
                (*positive(kappa_r), *nonnegative(b_q, kappa_q)),
                (Definition(kappa_q, sp.S(0)), Definition(b_q, sp.S(1))),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
