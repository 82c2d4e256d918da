r"""Claims of Theorem 3 and its proof.

The events, the resource chain, the comparison economy, and both parts of the theorem.

Conventions: inequalities are about the first good (for the second exchange the letters) and are
written with their slack: (1-η)N, the rounding up to M and the number of the inactive are the free
quantities, :math:`\eta \le \kappa_q/(4\bar q)` is :math:`\kappa_q = 4\eta\bar q + \varsigma`.

Paper: section 7.3, (42)-(45).
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, kappa_r, p_2, q_bar
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    nonnegative,
    positive,
)
from symbolic.model.feasibility import (
    comparison,
    consumed,
    exact,
    first_line,
    inactive,
    rounding,
    second_line,
    sizes,
    small_eta,
    spare,
)

__all__ = ["CLAIMS"]

_cent = Fraction(101, 100)
_SIZES = (
    *positive(exact, q_bar),
    *nonnegative(rounding, inactive, spare),
    *positive(inactive + rounding, reason="eta is positive"),
)
_plain = (*positive(exact, q_bar, kappa_q), *nonnegative(rounding, inactive))

# Consumption of the active in all is M (q-bar + kappa_q - kappa_r/p_2): at most M (q-bar +
# kappa_q).
_active = Statement(
    Relation(M * q_bar - M * (over(kappa_r, p_2) - kappa_q), "<", M * (q_bar + kappa_q)),
    positive(M, q_bar, kappa_q, kappa_r, p_2),
    words="The active consume their endowments less what the exogenous offers take out, which is "
    "less than what these put in.",
)

# The resource chain: what replaces its second line, and its last two steps.
_direct = Statement(
    Relation(consumed(), "<=", N * (q_bar + kappa_q + eta * q_bar)),
    _plain,
    sizes(),
    words="M is at most N, and N - M at most eta N, whatever kappa is.",
)
_first_small = Statement(
    Relation(consumed(), "<=", first_line()),
    (*_plain, *nonnegative(spare)),
    (Definition(q_bar, kappa_q + spare), *sizes()),
    words="With kappa_q <= q-bar.",
)
_second = Statement(Relation(first_line(), "<=", second_line()), _SIZES, (small_eta(), *sizes()))
_second_direct = Statement(
    Relation(N * (q_bar + kappa_q + eta * q_bar), "<=", second_line(sp.Rational(1, 4))),
    _SIZES,
    (small_eta(), *sizes()),
)
_delta, _room = local("delta", r"\delta"), local("room_below", r"\varsigma'")
_last = Statement(
    Relation(second_line(), "<", N * (q_bar + _delta)),
    positive(N, q_bar, kappa_q, _room),
    (Definition(_delta, 2 * (kappa_q + _room)),),
    words="kappa_q < delta/2.",
)
_condition_a = Statement(
    Relation(consumed(), "<", N * (q_bar + _delta)),
    (*_SIZES, *positive(_room, kappa_q)),
    (Definition(_delta, 2 * (kappa_q + _room)), small_eta(), *sizes()),
    words="Condition (a) in every realisation, with eta <= kappa_q/(4 q-bar) and kappa_q < "
    "delta/2 alone.",
)

# The comparison economy: M (q-bar + 2 kappa_q) covers what (12) allows, if eta is at most 1/2.
_e, _h = local("odds", "e"), local("odds_left", "h")
_half = (*positive(_e, q_bar, N), *nonnegative(_h, rounding, spare))
_half_where = (
    Definition(M, (1 - eta) * N + rounding),
    small_eta(),
    Definition(eta, over(_e, 2 * _e + _h)),
)
_covers = Statement(
    And((Relation(comparison(), ">=", consumed()), Relation(comparison(), ">=", N * q_bar))),
    _half,
    _half_where,
    words="With eta <= 1/2: eta = e/(2e + h).",
)
_covers_endowment = Statement(
    Relation(comparison(), ">=", N * q_bar),
    (*positive(_e, q_bar, N), *nonnegative(_h, rounding, spare)),
    (
        Definition(M, (1 - eta) * N + rounding),
        small_eta(),
        Definition(eta, over(7 * _e, 8 * _e + _h)),
    ),
    words="For this part alone eta <= 7/8 is enough.",
)

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
    words="u'' is within eps/3 of the competitive utility, that within eps/3 of u(omega), and u' "
    "exceeds u(omega) by more than eps.",
)
_eq_45 = Statement(
    And((Relation(_u1, "<=", _u2), Relation(_u2, "<", _u3 - _eps))),
    (*positive(_eps, _s3), *nonnegative(_s1)),
    (Definition(_u1, _u2 - _s1), Definition(_u3, _u2 + _eps + _s3)),
)

# The first welfare theorem: if everybody's bundle costs more than the endowment, so do all
# together.
_n1, _n2, _c1, _c2 = (
    local(n, t) for n, t in (("n_1", "n_1"), ("n_2", "n_2"), ("cost_1", "c_1"), ("cost_2", "c_2"))
)
_w1, _w2 = local("wealth_1", "w_1"), local("wealth_2", "w_2")
_value = Statement(
    Relation(_n1 * _c1 + _n2 * _c2, ">", _n1 * _w1 + _n2 * _w2),
    positive(_n1, _n2, _s1, _s2),
    (Definition(_c1, _w1 + _s1), Definition(_c2, _w2 + _s2)),
    words="What is strictly better costs more; the inactive have no wealth, so anything costs more.",
)
_kappa_half = Hypothesis(
    Relation(kappa_q, "<=", 2 * q_bar),
    Provenance.ADDED,
    "kappa-bar is chosen at most 2 min(q-bar, r-bar), so that eta <= 1/2",
)

CLAIMS = (
    Claim(
        id="thm-3.claim-1",
        title="competitive utilities are continuous in kappa and in the shares",
        source="Claim 1 of Theorem 3 (its proof is omitted)",
        printed=asserted(
            "thm-3.claim-1",
            r"|u(q^z(x;\kappa), \cdot) - u(\tilde q^z(x;2\kappa,\rho), \cdot)| < \epsilon",
            multiple=2,
            endowment=Fraction(1),
        ),
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
            "thm-3.claim-2.argument",
            r"P(E^1_{z,c^N}(\epsilon)) > 1 - \epsilon",
            eta=Fraction(1, 10),
            epsilon=Fraction(1, 100),
        ),
        depends_on=("sec-3.1.almost-surely",),
        mutants=(
            asserted("thm-3.claim-2.argument", eta=Fraction(29, 30), epsilon=Fraction(1, 100)),
            asserted("thm-3.claim-2.argument", eta=Fraction(9, 10), epsilon=Fraction(1, 100)),
            asserted("thm-3.claim-2.argument", eta=Fraction(1, 10), epsilon=Fraction(1, 10**9)),
        ),
        cites="the law of large numbers",
    ),
    Claim(
        id="eq-43",
        title="the event about the selected equilibrium is defined",
        source="equation (43)",
        printed=asserted("eq-43.absent", event="all"),
        correction=Correction(
            statement=asserted("eq-43.absent", event=Fraction(3, 10)),
            severity="harmless",
            finding="(43) speaks of the payoffs of every type at every ζ, but Proposition 1 defines β^σ only "
            "where every type is present among the active; with "
            "positive probability one is absent.  Where δ^1 is below the least μ_z(x), every type is "
            "present on E^1, so E^2 need only be defined there.  "
            "(A brace is missing below (43).)",
        ),
        mutants=(
            asserted("eq-43.absent", event="all"),
            asserted("eq-43.absent", event=Fraction(1, 2)),
            asserted("eq-43.absent", event=Fraction(61, 100)),
        ),
    ),
    Claim(
        id="thm-3.claim-2",
        title="the event has a high probability for large N",
        source="Claim 2 of Theorem 3",
        printed=asserted(
            "thm-3.claim-2", r"P(E_{z,c^N}(\epsilon) \mid c^N, z) > 1 - \epsilon", target="own"
        ),
        depends_on=("prop-2", "eq-42", "eq-43"),
        mutants=(
            asserted("thm-3.claim-2", target="other"),
            asserted("thm-3.claim-2", target="scaled"),
        ),
        cites="the law of large numbers and the continuous mapping theorem",
    ),
    Claim(
        id="thm-3.claim-2.argument",
        title="the threshold of Claim 2 depends on kappa, eta and epsilon",
        source="Claim 2 of Theorem 3, 'N > N^2(kappa, zeta, epsilon)'",
        printed=asserted(
            "thm-3.claim-2.argument",
            r"N > N^2(\kappa, \zeta, \epsilon)",
            eta="any",
            epsilon=Fraction(1, 100),
        ),
        correction=Correction(
            statement=asserted(
                "thm-3.claim-2.argument",
                r"N > N^2(\kappa, \eta, \epsilon)",
                eta=Fraction(1, 10),
                epsilon=Fraction(1, 100),
            ),
            severity="notation",
            finding="The second argument must be η: ζ is the random vector whose probability is taken, and no "
            "number that is fixed before η will do (η near 1 "
            "leaves one active "
            "agent).",
            scan=True,
        ),
        mutants=(
            asserted("thm-3.claim-2.argument", eta="any", epsilon=Fraction(1, 100)),
            asserted("thm-3.claim-2.argument", eta=Fraction(19, 20), epsilon=Fraction(1, 100)),
            asserted("thm-3.claim-2.argument", eta=Fraction(29, 30), epsilon=Fraction(1, 100)),
        ),
    ),
    Claim(
        id="thm-3.threshold",
        title="beyond N(kappa, eta) the separating equilibrium exists and is efficient",
        source="proof of Theorem 3 (i), 'Let N(kappa, eta) = N^2(…)'",
        printed=asserted(
            "thm-3.threshold",
            r"N(\kappa, \eta) = N^2(\kappa, \eta, \varepsilon/3)",
            agents=100,
            epsilon=Fraction(21, 100),
        ),
        correction=Correction(
            statement=asserted(
                "thm-3.threshold",
                r"N(\kappa, \eta) = \max\{\bar N(\kappa, \eta), N^2(\kappa, \eta, \varepsilon/3)\}",
                agents=300,
                epsilon=Fraction(21, 100),
            ),
            severity="harmless",
            finding="N^2 bounds a probability about equilibria that are defined beyond N-bar only, and may be "
            "smaller than N-bar: in the shipped economy that "
            "fails the outcome of the candidate is efficient at N = 100 where the candidate is no "
            "equilibrium.  N(kappa, eta) must be the larger of the "
            "two.",
        ),
        depends_on=("thm-1", "thm-3.claim-2"),
        mutants=(
            asserted("thm-3.threshold", agents=100, epsilon=Fraction(21, 100)),
            asserted("thm-3.threshold", agents=60, epsilon=Fraction(21, 100)),
            asserted("thm-3.threshold", agents=12, epsilon=Fraction(21, 100)),
        ),
    ),
    Claim(
        id="thm-3.resources.active",
        title="the active consume less than M(q-bar + kappa_q)",
        source="the resource chain, first inequality",
        printed=_active,
        depends_on=("eq-4.accounting",),
        mutants=(
            Statement(
                Relation(M * q_bar - M * (over(kappa_r, p_2) - kappa_q), "<", M * q_bar),
                _active.given,
            ),
            Statement(
                Relation(
                    M * q_bar + M * (over(kappa_r, p_2) + kappa_q), "<", M * (q_bar + kappa_q)
                ),
                _active.given,
            ),
            Statement(
                Relation(
                    M * q_bar - M * (over(kappa_r, p_2) - HUNDREDTH_MORE * kappa_q),
                    "<",
                    M * (q_bar + kappa_q),
                ),
                _active.given,
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.first",
        title="total consumption is at most (1-eta)N(q-bar + kappa_q) + eta N 2 q-bar",
        source="the resource chain, first inequality",
        printed=asserted("thm-3.resources.first", kappa="any", scale=Fraction(1)),
        correction=Correction(
            statement=_direct,
            severity="harmless",
            finding="The active are M, the smallest integer not below (1-η)N.  When κ_q exceeds the endowment "
            "the rounding up tips the inequality (exact "
            "realisation of the candidate's offers with N = 2, M = 1, η = κ_r/(4 r-bar)).  Bounding M "
            "by N and N - M by ηN gives N[q-bar + κ_q + η "
            "q-bar], without any "
            "condition.  With κ_q ≤ q-bar it holds as printed.",
        ),
        depends_on=("thm-3.resources.active", "eq-6.top"),
        mutants=(
            asserted("thm-3.resources.first", kappa="any", scale=Fraction(1)),
            Statement(Relation(consumed(), "<=", N * (q_bar + kappa_q)), _plain, sizes()),
            Statement(
                Relation(consumed(), "<=", (1 - eta) * N * (q_bar + kappa_q) + N * q_bar * eta),
                _plain,
                sizes(),
            ),
            Statement(
                Relation(consumed(), "<=", N * (q_bar + HUNDREDTH_LESS * kappa_q + eta * q_bar)),
                _plain,
                sizes(),
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.first.small",
        title="the printed bound, where kappa_q is at most the endowment (not in the paper)",
        source="the resource chain, first inequality",
        printed=_first_small,
        depends_on=("thm-3.resources.active",),
        mutants=(
            Statement(_first_small.says, _plain, sizes()),
            Statement(
                Relation(consumed(), "<=", HUNDREDTH_LESS * first_line()),
                _first_small.given,
                _first_small.where,
            ),
            Statement(
                Relation(consumed(), "<", first_line()), _first_small.given, _first_small.where
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.second",
        title="that is at most N[q-bar + kappa_q + kappa_q/2]",
        source="the resource chain, second inequality",
        printed=_second,
        mutants=(
            Statement(_second.says, _SIZES, (small_eta(1), *sizes())),
            Statement(
                Relation(first_line(), "<=", N * (q_bar + kappa_q)), _SIZES, (small_eta(), *sizes())
            ),
            Statement(
                Relation(first_line(), "<=", second_line(-sp.Rational(1, 2))),
                _SIZES,
                (small_eta(), *sizes()),
            ),
        ),
    ),
    Claim(
        id="thm-3.resources.last",
        title="that is less than N(q-bar + delta)",
        source="the resource chain, last inequality",
        printed=_last,
        mutants=(
            Statement(_last.says, _last.given, (Definition(_delta, kappa_q + _room),)),
            Statement(
                Relation(second_line(2), "<", N * (q_bar + _delta)), _last.given, _last.where
            ),
            Statement(
                Relation(second_line(), "<", N * (q_bar + _delta / 2)), _last.given, _last.where
            ),
        ),
    ),
    Claim(
        id="thm-3.condition-a",
        title="condition (a) holds in every realisation",
        source="the resource chain, conclusion",
        printed=_condition_a,
        depends_on=("thm-3.resources.first", "thm-3.resources.second", "thm-3.resources.last"),
        mutants=(
            Statement(
                _condition_a.says,
                _condition_a.given,
                (Definition(_delta, kappa_q + _room), small_eta(), *sizes()),
            ),
            Statement(
                Relation(consumed(), "<", N * (q_bar + _delta / 2)),
                _condition_a.given,
                _condition_a.where,
            ),
            Statement(
                _condition_a.says,
                _condition_a.given,
                (Definition(_delta, kappa_q + _room), *sizes()),
            ),
        ),
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
        depends_on=("eq-45.zero-bundle",),
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
    Claim(
        id="eq-45.zero-bundle",
        title="the utility of the zero bundle",
        source="equation (45), u(0, 0; x, z)",
        printed=asserted(
            "eq-45.zero-bundle",
            r"u(0, 0; x, z) \in \mathbb{R}",
            utility="log",
            reading="real",
            bundle=1,
        ),
        correction=Correction(
            statement=asserted(
                "eq-45.zero-bundle",
                r"u(0, 0; x, z) \in [-\infty, \infty)",
                utility="log",
                reading="extended",
                bundle=Fraction(1, 10**9),
            ),
            severity="harmless",
            finding="u(0, 0) is minus infinity for logarithmic utility, and for others in the class (section "
            "2.1 has u defined on the closed quadrant).  The step "
            "survives when minus infinity is admitted as a value: then (45) reads -∞ ≤ u(ω) < u(ω') - "
            "ε, and any bundle that is not zero costs more than "
            "an inactive agent's wealth of zero.",
        ),
        mutants=(
            asserted("eq-45.zero-bundle", utility="log", reading="real", bundle=1),
            asserted(
                "eq-45.zero-bundle",
                utility="not monotone",
                reading="extended",
                bundle=Fraction(1, 2),
            ),
        ),
    ),
    Claim(
        id="thm-3.comparison.total",
        title="the comparison economy has at least the resources that (12) allows",
        source="proof of Theorem 3 (i), 'total resources no less than'",
        printed=asserted(
            "thm-3.comparison.endowment",
            r"M(\bar q + 2\kappa_q) \ge \max\{\sum q_n, N\bar q\}",
            eta=Fraction(99, 100),
            multiple=2,
        ),
        correction=Correction(
            statement=_covers,
            severity="gap",
            finding="Never shown, and false for η near 1, which η ≤ κ_q/(4 q-bar) allows when κ_q is near 4 "
            "q-bar (N = 100, M = 1: 8.92 against 100).  The "
            "contradiction with the first welfare theorem is then lost.  Repair: choose κ-bar at most "
            "2 min(q-bar, r-bar) as well, so that η ≤ 1/2; then "
            "M(q-bar + 2κ_q) covers both parts of (12).  The theorem survives, since it only asserts "
            "that some κ-bar exists.",
        ),
        depends_on=("thm-3.resources.first",),
        mutants=(
            asserted("thm-3.comparison.endowment", eta=Fraction(99, 100), multiple=2),
            asserted("thm-3.comparison.endowment", eta=Fraction(9, 10), multiple=2),
            Statement(
                And(
                    (
                        Relation(comparison(sp.Rational(99, 50)), ">=", consumed()),
                        Relation(comparison(), ">=", N * q_bar),
                    )
                ),
                _half,
                _half_where,
            ),
            Statement(
                _covers.says,
                _half,
                (_half_where[0], _half_where[1], Definition(eta, over(_e, _e + _h))),
            ),
            Statement(_covers.says, _half, (_half_where[0], small_eta(3), _half_where[2])),
        ),
        assumes=(_kappa_half,),
    ),
    Claim(
        id="thm-3.comparison.endowment",
        title="for the endowment alone eta <= 7/8 is enough (not in the paper)",
        source="proof of Theorem 3 (i), last step",
        printed=_covers_endowment,
        mutants=(
            Statement(
                Relation(comparison(sp.Rational(99, 50)), ">=", N * q_bar),
                _covers_endowment.given,
                _covers_endowment.where,
            ),
            Statement(
                _covers_endowment.says,
                _covers_endowment.given,
                (*_covers_endowment.where[:2], Definition(eta, over(8 * _e, 8 * _e + _h))),
            ),
            Statement(
                _covers_endowment.says,
                _covers_endowment.given,
                (_covers_endowment.where[0], small_eta(2), _covers_endowment.where[2]),
            ),
        ),
    ),
    Claim(
        id="thm-3.welfare.value",
        title="what everybody prefers costs more than all endowments",
        source="the first welfare theorem",
        printed=_value,
        mutants=(
            Statement(_value.says, _value.given, (Definition(_c1, _w1 - _s1), _value.where[1])),
            Statement(_value.says, positive(_n1, _n2, _s2), _value.where),
            Statement(
                Relation(_n1 * _c1 + _n2 * _c2, ">", _n1 * _w1 + HUNDREDTH_MORE * _n2 * _w2),
                (*_value.given, *positive(_w1, _w2)),
                _value.where,
            ),
        ),
    ),
    Claim(
        id="thm-3.welfare",
        title="the comparison allocation cannot be Pareto dominated",
        source="proof of Theorem 3 (i), last sentence",
        printed=asserted("thm-3.welfare", resources=1),
        depends_on=("thm-3.welfare.value", "eq-44", "eq-45", "thm-3.comparison.total"),
        mutants=(
            asserted("thm-3.welfare", resources=_cent),
            asserted("thm-3.welfare", resources=Fraction(99, 100)),
            asserted("thm-3.welfare", resources=Fraction(10001, 10000)),
        ),
        cites="the first welfare theorem, agents without wealth and with utility minus infinity "
        "included",
    ),
    Claim(
        id="thm-3.i",
        title="small kappa and eta and large N give an almost efficient separating equilibrium",
        source="Theorem 3 (i)",
        printed=asserted(
            "thm-3.i", r"\exists\bar\kappa\ \exists N(\kappa, \eta)", epsilon=Fraction(1, 20)
        ),
        depends_on=(
            "thm-3.condition-a",
            "thm-3.threshold",
            "thm-3.claim-2",
            "thm-3.welfare",
            "thm-1",
        ),
        mutants=(
            asserted("thm-3.i", epsilon=0),
            asserted("thm-3.i", epsilon=Fraction(1, 10**4)),
            asserted("thm-3.i", epsilon=Fraction(1, 1000)),
        ),
        assumes=(_kappa_half,),
    ),
    Claim(
        id="thm-3.limit",
        title="the loss for large N vanishes with kappa and eta",
        source="section 5, below Theorem 3",
        printed=asserted(
            "thm-3.limit", r"\lim_{N\to\infty} t^* = O(\bar\kappa)", relation="kappa/4", falls=0.05
        ),
        depends_on=("eq-13",),
        mutants=(
            asserted("thm-3.limit", relation="own kappa", falls=0.05),
            asserted("thm-3.limit", relation="own eta", falls=0.05),
            asserted("thm-3.limit", relation="kappa/4", falls=0.001),
        ),
    ),
    Claim(
        id="thm-3.relation",
        title="the loss vanishes too when eta is not small relative to kappa (not in the paper)",
        source="Theorem 3, eta <= kappa_q/(4 q-bar)",
        printed=asserted("thm-3.limit", relation="root", falls=0.5),
        mutants=(
            asserted("thm-3.limit", relation="own eta", falls=0.5),
            asserted("thm-3.limit", relation="own kappa", falls=0.5),
            asserted("thm-3.limit", relation="root", falls=0.001),
        ),
    ),
    Claim(
        id="thm-3.ii.outcome",
        title="the outcome on the equilibrium path is that of beta^sigma",
        source="proof of Theorem 3 (ii), (43) under A2",
        printed=asserted("thm-3.ii.shut-down", types="all equal"),
        correction=Correction(
            statement=asserted("thm-3.ii.shut-down", types="different"),
            severity="harmless",
            finding="Part (ii) assumes A2, which replaces the outcome (3) by no trade when all N agents "
            "happen to have one type and so make one offer; (43) then "
            "describes payoffs that nobody gets.  That configuration is outside E^1 for small δ^1 and "
            "its probability vanishes, and condition (a) holds "
            "there, so the result survives.",
        ),
        depends_on=("thm-3.ii.rare",),
        mutants=(asserted("thm-3.ii.shut-down", types="all equal"),),
    ),
    Claim(
        id="thm-3.ii.rare",
        title="all agents have one type with vanishing probability (not in the paper)",
        source="A2 in Theorem 3 (ii)",
        printed=asserted("thm-3.ii.rare", sizes=(10, 60), bound=Fraction(1, 10**12)),
        mutants=(
            asserted("thm-3.ii.rare", sizes=(10, 20), bound=Fraction(1, 10**12)),
            asserted("thm-3.ii.rare", sizes=(10, 50), bound=Fraction(1, 10**12)),
            asserted("thm-3.ii.rare", sizes=(60, 10), bound=Fraction(1, 10**12)),
        ),
    ),
    Claim(
        id="thm-3.claim-3.quantifier",
        title="the N of Claim 3",
        source="Claim 3 of Theorem 3, 'Let N > …'",
        printed=asserted("thm-3.claim-3.quantifier", r"N > \tilde N", N="above N-tilde"),
        correction=Correction(
            statement=asserted(
                "thm-3.claim-3.quantifier", r"N > N^3(\kappa, \eta, \epsilon)", N=301
            ),
            severity="notation",
            finding="N is fixed first (above N-tilde) and then quantified again beyond N^3; the first "
            "sentence must go, since the assertion is about N beyond N^3 only.",
        ),
        mutants=(
            asserted("thm-3.claim-3.quantifier", N="above N-tilde"),
            asserted("thm-3.claim-3.quantifier", N=50),
            asserted("thm-3.claim-3.quantifier", N=20),
        ),
    ),
    Claim(
        id="thm-3.claim-3",
        title="every separating equilibrium is near the competitive one, uniformly",
        source="Claim 3 of Theorem 3 and its proof",
        printed=asserted(
            "thm-3.claim-3",
            r"\sup_{\beta^\sigma}\|\beta^\sigma - \beta^z\| = O(1/M)",
            target="competitive",
        ),
        depends_on=("prop-2", "thm-3.claim-3.quantifier"),
        mutants=(
            asserted("thm-3.claim-3", target="zero"),
            asserted("thm-3.claim-3", target="scaled"),
        ),
    ),
    Claim(
        id="thm-3.ii",
        title="under A1-A3 every symmetric equilibrium in pure strategies is almost efficient",
        source="Theorem 3 (ii)",
        printed=asserted("thm-3.ii", r"\forall (s_1^N, s_2^N)", times=2),
        depends_on=("thm-2", "thm-3.i", "thm-3.claim-3", "thm-3.ii.outcome"),
        mutants=(
            asserted("thm-3.ii", times=Fraction(9, 10)),
            asserted("thm-3.ii", times=0),
            asserted("thm-3.ii", times=Fraction(99, 100)),
        ),
    ),
)
