r"""Claims about A1 and A3 and of footnote 9: what the signals tell, and what a deviating offer tells.

Conventions: a block of a partition is nonempty, as in every definition of a partition, and so is a
set to which an offer is attributed, as in Claim 4 of Theorem 2.  A2 has a module of its own,
``shut_down``.

Paper: section 4 and footnote 9.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.general.pooling import announced_types, partitions
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.notation import mu, mu_A, pi, x, y, z, z_prime
from symbolic.language.proposition import ForAll, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.bayes import own_posterior

# Bayes' rule for an offer attributed to A divides by the probability that a type is in A.
_support = Hypothesis(
    ForAll(z, Relation(pi(z), ">", 0)), Provenance.PAPER, "every state has positive probability"
)
_nonempty = Hypothesis(
    ForAll(z, Relation(mu_A(z), ">", 0)), Provenance.DERIVED, "A is nonempty, and full support"
)
_possible = Hypothesis(
    ForAll(z, Relation(mu_A(z), ">=", 0)), Provenance.DERIVED, "a sum of probabilities"
)
_divisor = Relation(SumOver(pi(z) * mu_A(z), z), ">", 0)
_defined = Statement(
    _divisor,
    (_support, _nonempty),
    words="For every nonempty set A of types the sum that Bayes' rule divides by is positive.",
)

# An offer attributed to {x, y} gives a mixture of the beliefs that x and y alone would give.
_D_x, _D_y = (SumOver(pi(z_prime) * mu(z_prime, t), z_prime) for t in (x, y))
_mixed = over(pi(z) * (mu(z, x) + mu(z, y)), _D_x + _D_y)
_parts = over(_D_x, _D_x + _D_y) * own_posterior(z, x) + over(_D_y, _D_x + _D_y) * own_posterior(
    z, y
)
_both = positive(_D_x, _D_y, provenance=Provenance.DERIVED, reason="full support")
_mixture = Statement(
    equation(_mixed, _parts),
    _both,
    words="For every two types x and y the belief after an offer attributed to {x, y} is the mean "
    "of tau_x and tau_y, weighted by the probabilities of x and y.",
)

# Footnote 9: weights on types.
_d_x, _d_y, _c, _m_x, _m_y, _s_x, _s_y = sp.symbols(
    "weight_x weight_y c other_x other_y slack_x slack_y", real=True
)
_a_x, _a_y = sp.symbols("mu_x mu_y", real=True)
_ratio = Statement(
    Relation(_d_x * _a_x + _d_y * _a_y, "<=", _c * (_d_x * _m_x + _d_y * _m_y)),
    nonnegative(_d_x, _d_y, _c, _m_x, _m_y, _s_x, _s_y),
    (Definition(_a_x, _c * _m_x - _s_x), Definition(_a_y, _c * _m_y - _s_y)),
    words="For all weights on two types: if the likelihood ratio of two states is at most c under "
    "either type, it is at most c under the mixture of the types.",
)
_pinned = (Definition(_s_y, sp.S(0)), Definition(_s_x, sp.S(0)))

CLAIMS = (
    Claim(
        id="sec-4.A1",
        title="under A1 every partition with two blocks or more tells the states apart",
        source="section 4, below A1",
        printed=asserted(
            "sec-4.A1.partitions",
            r"\forall\mathcal Y\ (K \ge 2)\ \forall z \ne z'\ \exists k:\ "
            r"\mu_z(Y_k) \ne \mu_{z'}(Y_k)",
            words="For every signal on three or four types with weights up to 4 that satisfies A1, "
            "and every partition with two blocks or more, some block has different probabilities "
            "in the two states.",
            hypothesis="A1",
            least=2,
        ),
        note="The two cells of a bipartition are nonempty, as in every partition: with an empty one "
        "A1 would hold in no economy with two states.",
        mutants=(
            asserted("sec-4.A1.partitions", hypothesis="informative", least=2),
            asserted("sec-4.A1.partitions", hypothesis="A1", least=1),
        ),
        general=partitions.TELLS,
        strengthened=partitions.TELLS_TOO_STRONG,
    ),
    Claim(
        id="sec-4.A1.stronger",
        title="A1 is stronger than informativeness",
        source="section 4, below A1",
        printed=asserted(
            "sec-4.A1.stronger",
            r"\forall\mu:\ \text{A1} \Rightarrow \text{informative},\quad \exists\mu:\ "
            r"\text{informative} \not\Rightarrow \text{A1}",
            words="Every signal on three types with weights up to 3 that satisfies A1 is "
            "informative, and some informative one violates A1.",
            types=3,
        ),
        note="With two types the only bipartition is the one into single types, and A1 is the same "
        "as informativeness; Theorem 2 has something to exclude only from three types on.",
        mutants=(asserted("sec-4.A1.stronger", types=2),),
        existence=True,
    ),
    Claim(
        id="sec-4.A1.nongeneric",
        title="signals that violate A1 are nongeneric (up to five types and four states)",
        source="section 4, below A1",
        printed=asserted(
            "sec-4.A1.generic",
            r"\exists\mu:\ \mu_z(Y) \ne \mu_{z'}(Y)\ \forall Y\ \forall z \ne z'",
            words="For 2 to 5 types and 2 to 4 states some signal satisfies A1, so each of the "
            "finitely many equations that A1 excludes defines a set of measure zero.",
            base=2,
        ),
        mutants=(asserted("sec-4.A1.generic", base=1),),
        existence=True,
    ),
    Claim(
        id="sec-4.A3.nonempty",
        title="an offer may be attributed to any nonempty set of types",
        source="section 4, A3 and below",
        printed=_defined,
        mutants=(
            Statement(_divisor, (_support, _possible)),
            Statement(_divisor, (_nonempty,)),
            _defined.replacing({_divisor: Relation(SumOver(pi(z) * mu_A(z), z), ">=", 1)}),
        ),
    ),
    Claim(
        id="sec-4.A3.mixture",
        title="an offer attributed to two types gives a mixture of the beliefs after each",
        source="section 4, below A3",
        printed=_mixture,
        mutants=(
            Statement(
                equation(
                    _mixed,
                    over(_D_x, _D_x + _D_y) * own_posterior(z, x) * HUNDREDTH_MORE
                    + over(pi(z) * mu(z, y), _D_x + _D_y),
                ),
                _both,
            ),
            Statement(equation(_mixed, (own_posterior(z, x) + own_posterior(z, y)) / 2), _both),
        ),
    ),
    Claim(
        id="sec-4.A3.others",
        title="A3 lets the deviator say nothing about others' types beyond the state",
        source="section 4, below A3",
        printed=asserted(
            "sec-4.A3.types-of-others",
            r"\forall z, A, y:\ P(\xi_i = y \mid z, A) = \mu_z(y)/\mu_z(Y_k)\quad (y \in Y_k)",
            words="For every nonempty set A and every state the belief of a non-target about the "
            "types of the others of a block is the same as without the deviating offer, as the toolkit "
            "computes it in four economies with two partitions.",
            correlated=0,
        ),
        mutants=(asserted("sec-4.A3.types-of-others", correlated=sp.Rational(1, 100)),),
        general=announced_types.OTHERS,
        strengthened=announced_types.OTHERS_TOO_STRONG,
    ),
    Claim(
        id="fn-9",
        title="a distribution over two types leaves likelihood ratios within those of each",
        source="footnote 9",
        printed=_ratio,
        note="The footnote says that results seem unaffected.  Bayes' rule needs no more than the "
        "sum of weights times mu_z(y) in place of mu_z(A); its ratio between states stays within "
        "those of single types, so the bounds in Claim 1b hold as they stand.  The rest of the "
        "proof was not gone through.",
        mutants=(
            Statement(
                Relation(_d_x * _a_x + _d_y * _a_y * 2, "<=", _c * (_d_x * _m_x + _d_y * _m_y)),
                _ratio.given,
                (*_ratio.where, *_pinned),
            ),
            Statement(
                Relation(
                    _d_x * _a_x + _d_y * _a_y,
                    "<=",
                    _c * (HUNDREDTH_LESS * _d_x * _m_x + _d_y * _m_y),
                ),
                _ratio.given,
                (*_ratio.where, *_pinned),
            ),
            Statement(
                Relation(_d_x * _a_x + _d_y * _a_y, "<=", _c * _d_x * _m_x),
                _ratio.given,
                (*_ratio.where, *_pinned),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
