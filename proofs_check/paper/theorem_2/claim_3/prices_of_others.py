r"""Claim 3 in the proof of Theorem 2, prices that a non-target faces: its others are M - 2 agents and the target.

Conventions: :math:`\Delta` and c are those of ``prices``.

Paper: section 7.2, Claim 3, below (38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general.pooling import faced_prices
from proofs_check.paper.shared.asserted import pinned
from proofs_check.paper.theorem_2.claim_3.prices import faced
from symbolic.language.notation import M
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Provenance, Statement, nonnegative, positive

_kept = sp.Symbol("kept", real=True)

_Delta, _t1, _t2 = sp.symbols("Delta t_1 t_2", real=True)
# The others of a non-target are M - 2 and the target, so that the shares differ by 2/M or more in
# sum, and with the target's offer the totals by at most the endowments times Delta + 1/M.
_constant, _gap, _within, _goods = sp.symbols("c gap within goods", real=True)
_hat = Statement(
    Relation(_gap, "<=", 2 * _constant * (_Delta + _goods)),
    (
        *positive(M, _constant),
        *nonnegative(
            _t1,
            _within,
            provenance=Provenance.DERIVED,
            reason="the bound with the constant 1, for totals that differ by at most the "
            "endowments times within",
        ),
        *nonnegative(_t2, reason="the target's offer is at most the endowment"),
        *nonnegative(_kept, reason="the others but for the target are M - 2"),
        *nonnegative(_goods, reason="it stands for (q-bar + r-bar)/M"),
    ),
    (
        Definition(_gap, _constant * _within - _t1),
        Definition(_within, _Delta + over(1, M) - _t2),
        Definition(_Delta, over(2, M) + _kept),
    ),
    words="For every M: if the M - 2 others' shares differ from the limits by Delta >= 2/M in "
    "sum, and the price gap is at most c(Delta + 1/M), with c = (q-bar + kappa_q)(r-bar + "
    "kappa_r)/kappa_q^2, then it is at most 2c[Delta + (q-bar + r-bar)/M].",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.hat-target",
        title="the price that a non-target faces contains the target's offer",
        source="Claim 3, below (38)",
        printed=faced("non-target", 0, 1),
        depends_on=("eq-31",),
        mutants=(faced("non-target", 0, 0), faced("non-target", 1, 1)),
        general=faced_prices.BY_OTHERS,
        strengthened=faced_prices.OTHERS_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-3.bound-price-hat",
        title="|p^N - R/Q| is bounded for a non-target",
        source="Claim 3, the first bound below (38)",
        printed=_hat,
        note="The free y is read as in the target's bound.  (q-bar + r-bar)/M is a quantity of "
        "goods among shares; the bound holds whatever the units, since the shares alone differ by "
        "2/M, twice what the target's offer can add.",
        depends_on=("thm-2.claim-3.bound-price.sharp", "thm-2.claim-3.hat-target"),
        mutants=(
            pinned(
                Statement(
                    Relation(_gap, "<=", _constant * (_Delta + _goods)), _hat.given, _hat.where
                ),
                *((v, 0) for v in (_t1, _t2, _kept, _goods)),
            ),
            Statement(
                Relation(_gap, "<=", sp.Rational(149, 100) * _constant * (_Delta + _goods)),
                _hat.given,
                (*_hat.where, *(Definition(v, sp.S.Zero) for v in (_t1, _t2, _kept, _goods))),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
