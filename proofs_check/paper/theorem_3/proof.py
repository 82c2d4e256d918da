r"""Claims of the proof of Theorem 3: Claims 1 and 2, the events, and the two inequalities of the comparison.

Paper: section 7.3, (42)-(45).
"""

from __future__ import annotations

from fractions import Fraction

from proofs_check.claims.claim import Claim
from proofs_check.paper.efficiency import allocation
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.proposition import And, Relation
from symbolic.language.statement import Definition, Statement, nonnegative, positive

__all__ = ["CLAIMS"]

_cent = Fraction(101, 100)
# (44): u'' < u + 2 eps/3 and u' > u + eps.
_u1, _u2, _u3, _eps = (
    local(n, t)
    for n, t in (
        ("u_double", "u''"),
        ("u_omega", r"u(\omega)"),
        ("u_prime", "u'"),
        ("epsilon", r"\varepsilon"),
    )
)
_s1, _s2, _s3 = (local(f"margin_{i}", f"s_{i}") for i in (1, 2, 3))
_eq_44 = Statement(
    And(
        (Relation(_u1, "<", _u2 + 2 * _eps / 3), Relation(_u2 + 2 * _eps / 3, "<", _u3 - _eps / 3))
    ),
    positive(_eps, _s1, _s2, _s3),
    (Definition(_u1, _u2 + 2 * _eps / 3 - _s1 - _s2), Definition(_u3, _u2 + _eps + _s3)),
    words="For all utilities: if u'' is within eps/3 of the competitive utility, that within eps/3 of "
    "u(omega), and u' "
    "exceeds u(omega) by more than eps, then u'' < u(omega) + 2 eps/3 < u' - eps/3.",
)
_eq_45 = Statement(
    And((Relation(_u1, "<=", _u2), Relation(_u2, "<", _u3 - _eps))),
    (*positive(_eps, _s3), *nonnegative(_s1)),
    (Definition(_u1, _u2 - _s1), Definition(_u3, _u2 + _eps + _s3)),
    words="For all utilities: if u'' = u(0, 0) is at most u(omega) and u' exceeds u(omega) by more "
    "than eps, then u'' <= u(omega) < u' - eps.",
)

CLAIMS = (
    Claim(
        id="thm-3.claim-1",
        title="competitive utilities are continuous in kappa and in the shares",
        source="Claim 1 of Theorem 3 (its proof is omitted)",
        printed=asserted(
            "thm-3.claim-1",
            r"\forall\epsilon\ \exists\delta^1\ \forall\kappa, \rho:\ \|\rho - \mu_z\|, |\kappa| < "
            r"\delta^1 \Rightarrow "
            r"|u(q^z(x;\kappa), \cdot) - u(\tilde q^z(x;2\kappa,\rho), \cdot)| < \epsilon",
            words="In every economy whose competitive equilibrium is known to be unique, with max "
            "kappa and the distance of rho from mu_z both 1/100 and then 1/1000, rho moved toward "
            "a vertex: the largest difference of the utilities falls to less than a fifth, and "
            "the second allocation is one of J(2 kappa, rho) by the formula of u.",
            multiple=2,
            endowment=Fraction(1),
        ),
        note="rho is a distribution (it sums to one), and may be zero for some types.",
        depends_on=("lemma-2", "sec-6.monotone-demand"),
        mutants=(
            asserted("thm-3.claim-1", multiple=2, endowment=_cent),
            asserted("thm-3.claim-1", multiple=2, endowment=Fraction(99, 100)),
            asserted("thm-3.claim-1", multiple=2, endowment=Fraction(1005, 1000)),
        ),
        cites="continuity of the competitive equilibrium in endowments and shares where it is "
        "unique",
    ),
    Claim(
        id="eq-42",
        title="the exogenous event has a high probability",
        source="equation (42)",
        printed=asserted(
            "eq-42.probability",
            r"\forall\epsilon\ \exists N^2(\kappa, \eta, \epsilon)\ \forall N > N^2:\ "
            r"P(E^1_{z,c^N}(\epsilon)) > 1 - \epsilon",
            words="With mu = (1/2, 1/2), delta^1 = 1/10, eta = 1/10 and N = 301: P(E^1), by the "
            "toolkit's weights and exactly, exceeds 99/100.",
            eta=Fraction(1, 10),
            epsilon=Fraction(1, 100),
        ),
        depends_on=("sec-3.1.almost-surely",),
        mutants=(
            asserted("eq-42.probability", eta=Fraction(9, 10), epsilon=Fraction(1, 100)),
            asserted("eq-42.probability", eta=Fraction(1, 10), epsilon=Fraction(1, 10**9)),
        ),
        cites="the law of large numbers",
    ),
    Claim(
        id="eq-43",
        title="the payoffs of the event about the selected equilibrium",
        source="equation (43)",
        printed=asserted(
            "eq-43.payoffs",
            r"\forall\sigma\ (\sigma(x) > 0),\ x:\ (q^\sigma(x), r^\sigma(x)) = \Big(\bar q - "
            r"\beta_q^\sigma(x) + \frac{\beta_r^\sigma(x)}{p_2}, \bar r - \beta_r^\sigma(x) + "
            r"p_2\beta_q^\sigma(x)\Big)",
            words="In every economy, at a configuration with all types present, the toolkit's "
            "payoffs are (3) at the equilibrium offers and the price (4) that they make.",
            kappas=Fraction(1),
        ),
        note="Payoffs are needed for every type and at every zeta, while Proposition 1 defines "
        "beta^sigma where every type is present (footnote 6 supposes it); where delta^1 is below "
        "the least mu_z(x), every type is present on E^1.  A brace is missing below (43).",
        mutants=(
            asserted("eq-43.payoffs", kappas=_cent),
            asserted("eq-43.payoffs", kappas=Fraction(99, 100)),
        ),
        general=allocation.EQ_43,
        strengthened=allocation.EQ_43_TOO_STRONG,
    ),
    Claim(
        id="thm-3.claim-2",
        title="the event has a high probability for large N",
        source="Claim 2 of Theorem 3",
        printed=asserted(
            "thm-3.claim-2",
            r"\forall\epsilon\ \exists N^2(\kappa, \eta, \epsilon)\ \forall N > N^2:\ "
            r"P(E_{z,c^N}(\epsilon) \mid c^N, z) > 1 - \epsilon",
            words="In every economy of two types whose states are far enough apart, with epsilon "
            "twice the 0.9 quantile of the deviation from the competitive utility at M: P(E^2) "
            "exceeds 0.8 at M and 0.9999 at 16 M in every state.",
            scale=Fraction(1),
        ),
        note="The threshold is printed N^2(kappa, zeta, epsilon); its second argument is eta.  The "
        "claim is about equilibria that exist beyond N-bar(kappa, eta), so that its N^2, which is "
        "then taken for N(kappa, eta), is at least N-bar.",
        depends_on=("prop-2", "eq-42", "eq-43"),
        mutants=(
            asserted("thm-3.claim-2", scale=_cent),
            asserted("thm-3.claim-2", scale=Fraction(99, 100)),
        ),
        cites="the law of large numbers and the continuous mapping theorem",
    ),
    Claim(
        id="thm-3.allocation",
        title="the allocation of an equilibrium",
        source="proof of Theorem 3 (i), 'the corresponding allocation'",
        printed=asserted(
            "thm-3.allocation",
            r"\forall n:\ \omega_n = \Big(\bar q - \alpha_q(\zeta_n) + \frac{\alpha_r(\zeta_n)}{p_1}, "
            r"\bar r - \alpha_r(\zeta_n) + \alpha_q(\zeta_n)p_1\Big)\ (c_n = 0),\quad "
            r"\omega_n = (q^\sigma(\zeta_n), r^\sigma(\zeta_n))\ (c_n = 1)",
            words="In every economy, for N = 9 agents of given types and assignment, what the "
            "mechanism plays out is what the display says: the trades of the inactive at p_1 = "
            "r-bar/q-bar, and the payoffs of the active by (3) and (4).",
            price=Fraction(1),
        ),
        note="p_1 is printed p^1 (which would be the competitive price of a first state), and the "
        "last entry of c^N is printed c^N.",
        depends_on=("eq-43", "eq-10"),
        mutants=(
            asserted("thm-3.allocation", price=_cent),
            asserted("thm-3.allocation", price=Fraction(99, 100)),
        ),
        general=allocation.ALLOCATION,
        strengthened=allocation.ALLOCATION_TOO_STRONG,
    ),
    Claim(
        id="eq-44",
        title="active agents prefer the alternative to the comparison allocation",
        source="equation (44) and the inequalities before it",
        printed=_eq_44,
        depends_on=("thm-3.claim-1", "eq-43"),
        mutants=(
            Statement(
                And(
                    (
                        Relation(_u1, "<", _u2 + 2 * _eps / 3),
                        Relation(_u2 + 2 * _eps / 3, "<", _u3 - HUNDREDTH_MORE * _eps / 3),
                    )
                ),
                _eq_44.given,
                _eq_44.where,
            ),
            Statement(
                And(
                    (
                        Relation(_u1, "<", _u2 + _eps / 3),
                        Relation(_u2 + 2 * _eps / 3, "<", _u3 - _eps / 3),
                    )
                ),
                _eq_44.given,
                _eq_44.where,
            ),
            Statement(
                _eq_44.says,
                _eq_44.given,
                (Definition(_u1, _u2 + 2 * _eps / 3 - _s1 + _s2), _eq_44.where[1]),
            ),
            Statement(
                _eq_44.says,
                _eq_44.given,
                (_eq_44.where[0], Definition(_u3, _u2 + 99 * _eps / 100 + _s3)),
            ),
        ),
    ),
    Claim(
        id="eq-45",
        title="inactive agents prefer the alternative to nothing",
        source="equation (45)",
        printed=_eq_45,
        note="u(0, 0) is a real number where u is finite on the closed quadrant; where it is minus "
        "infinity, as for logarithmic utility, (45) holds with that value, and any bundle that is "
        "not zero costs more than an inactive agent's wealth of zero.",
        mutants=(
            Statement(
                And((Relation(_u1, "<", _u2), Relation(_u2, "<", _u3 - _eps))),
                _eq_45.given,
                _eq_45.where,
            ),
            Statement(
                And((Relation(_u1, "<=", _u2), Relation(_u2, "<", _u3 - HUNDREDTH_MORE * _eps))),
                _eq_45.given,
                _eq_45.where,
            ),
            Statement(_eq_45.says, _eq_45.given, (Definition(_u1, _u2 + _s1), _eq_45.where[1])),
        ),
    ),
)
