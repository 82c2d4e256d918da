r"""Under A2 no equilibrium pools all types, if somebody is inactive: for any utilities and any number of types.

Conventions: ``pooled`` is what the constant offer lets an inactive agent consume of the first good;
``kept`` is the expected utility of the endowment, ``dared`` what an active deviator gets.

Paper: section 7.2, Claim 0.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.intervals import chosen
from proofs_check.paper.general.words import for_each, paper, shown
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import x, x_bar, y
from symbolic.language.proposition import Implies, Not, Relation
from symbolic.language.statement import Statement

inactive, active = local("P_inactive", "P_0"), local("P_active", "P_1")
pooled = local("pooled", r"q_1(\bar a)")
best, same = (
    head("utility_at_best", r"G_{{{0}}}(\alpha^*({0}))"),
    head("utility_at_pooled", r"G_{{{0}}}(\bar a)"),
)
kept, dared = (
    head("utility_kept", r"\mathrm{{E}}u_{{{0}}}(\bar q, \bar r)"),
    head("utility_dared", r"F_{{{0}}}"),
)

_stays = Relation(
    inactive * best(y) + active * dared(y), "<=", inactive * same(y) + active * kept(y)
)
_GIVEN = (
    paper(Relation(inactive, ">", 0), "N >= 1/eta: somebody is inactive"),
    paper(Relation(active, ">", 0), "somebody is active"),
    paper(Relation(chosen(x), "!=", chosen(x_bar)), "alpha* is separating"),
    shown(
        for_each([y], Implies(Relation(chosen(y), "!=", pooled), Relation(same(y), "<", best(y)))),
        "sec-3.2.unique",
    ),
    shown(for_each([y], Relation(dared(y), ">=", kept(y))), "thm-2.claim-0.keep"),
)


def _deviates(own: sp.Symbol) -> tuple[object, ...]:
    gain, spared = best(own) - same(own), dared(own) - kept(own)
    return (
        ("at", "y", own, best, dared, same, kept),
        ("at", "y", own, chosen, same, best),
        ("at", "y", own, dared, kept),
        ("product", inactive, gain),
        ("product", active, spared),
    )


NO_CONSTANT_OFFER = Statement(
    Not(for_each([y], _stays)),
    _GIVEN,
    words="One of two types is not offered its best; deviating to it pays if inactive, and costs nothing "
    "if active, since A2 has left the endowment and an active deviator can keep it.",
    guide=(("split", Relation(chosen(x), "=", pooled), _deviates(x_bar), _deviates(x)),),
)
NO_CONSTANT_OFFER_TOO_STRONG = tuple(
    Statement(
        NO_CONSTANT_OFFER.says, (*_GIVEN[:n], *_GIVEN[n + 1 :]), guide=NO_CONSTANT_OFFER.guide
    )
    for n in (0, 2, 3, 4)
)
"""Nobody inactive; types with one best offer; a pooled offer that may be best; a market that binds."""
