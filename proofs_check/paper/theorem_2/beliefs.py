r"""Claims 1a and 1b in the proof of Theorem 2, and what the proof says before them.

They are about what the target and the others believe of the state and of each other's types.

Conventions: :math:`\lambda` counts the others of the target; :math:`\lambda_-` the others of a
non-target but for the target.  A composition is how many of each type there are.

Paper: section 7.2, from below Claim 0 to the end of the proof of Claim 1.
"""

from __future__ import annotations

from proofs_check.claims.claim import Claim
from proofs_check.paper.general.pooling import announced_types, beliefs, partitions
from proofs_check.paper.pooled import announced
from proofs_check.paper.shared.asserted import asserted
from proofs_check.paper.shared.hypotheses import A1, FULL_SUPPORT
from symbolic.language.statement import Statement


def _posterior(agent: str, dropped: str = "", added: int = 0) -> Statement:
    formula = {
        "target": r"\forall x, \lambda, z:\ \tilde\phi_x(z) = P(z \mid x, \lambda)",
        "non-target": r"\forall x, \lambda_-, A, z:\ \hat\phi_x(z) = P(z \mid x, \lambda_-, A)",
    }[agent]
    return asserted(
        "thm-2.claim-1.posterior",
        formula,
        words=f"For every own type, every count of up to three others in the blocks {{0, 1}} and "
        f"{{2}} and every nonempty A the printed formula for the belief of a {agent} is Bayes' "
        "rule, summed over every sequence of types, and the toolkit's belief is the same.",
        agent=agent,
        dropped=dropped,
        added=added,
    )


CLAIMS = (
    Claim(
        id="thm-2.partitions",
        title="a non-separating candidate pools two types in a partition with 1 < K < |X|",
        source="section 4 and section 7.2, below Claim 0",
        printed=asserted(
            "thm-2.partitions",
            r"1 < K < |X| \Rightarrow \exists k:\ |Y_k| \ge 2",
            words="For 2 to 5 types the partitions with 1 < K < |X| blocks are those that labelling "
            "the types gives, each has a block of two types or more, and for two types there is "
            "none.",
            size=2,
        ),
        depends_on=("thm-2.claim-0",),
        mutants=(asserted("thm-2.partitions", size=3),),
        general=partitions.POOLS,
        strengthened=partitions.POOLS_TOO_STRONG,
    ),
    Claim(
        id="thm-2.active",
        title="the number of active agents",
        source="section 7.2, before Claim 1a",
        printed=asserted(
            "thm-2.active",
            r"\forall N:\ M^N = \min\{m \in \mathbb{N}: m \ge (1 - \eta)N\}",
            words="In every economy, for every N from 2 to 120, the number of active agents is the "
            "smallest integer that is no less than (1 - eta)N.",
            up=0,
        ),
        note="Printed as M^N = (1 - eta)N; read as in section 2.2, where M is the smallest integer "
        "no less than that.",
        mutants=(asserted("thm-2.active", up=1), asserted("thm-2.active", up=-1)),
        general=announced.ACTIVE,
        strengthened=announced.ACTIVE_TOO_STRONG,
    ),
    Claim(
        id="thm-2.histogram",
        title="the announcement contains the target's offer exactly once",
        source="section 7.2, before Claim 1a",
        printed=asserted(
            "thm-2.histogram",
            r"\forall\tilde a \notin s_1(X):\ \nu_N(\tilde a) = 1",
            words="If six agents play, all active, and one of them makes an offer that nobody else "
            "makes, the histogram that the mechanism announces counts that offer once, and those "
            "of the others by block.",
            offers=("new",),
        ),
        note="F is also needed, and compared in (39), where the target makes an equilibrium offer; "
        "then nu(a~) = lambda(Y_k) + 1 and nobody can tell which agent is the target.  The beliefs "
        "are those of Claim 1b with A = Y_k all the same (thm-2.on-path), which the proof leaves "
        "out.",
        depends_on=("thm-2.on-path",),
        mutants=(
            asserted("thm-2.histogram", offers=("of the first block",)),
            asserted("thm-2.histogram", offers=("new", "of the second block")),
        ),
        general=announced.HISTOGRAM,
        strengthened=announced.HISTOGRAM_TOO_STRONG,
    ),
    Claim(
        id="thm-2.on-path",
        title="on the path beliefs are those of Claim 1b with A = Y_k, for the target as for everybody",
        source="section 7.2, before Claim 1a",
        printed=asserted(
            "thm-2.on-path",
            r"\forall x, z, \xi:\ P(z, \xi \mid x, \nu_N) = \hat\phi_x(z)\hat\gamma_z(\xi)|_{A = Y_k}",
            words="If the target makes the offer of a block, the belief of every agent, who sees one "
            "more at that offer and cannot tell which, about the state and the numbers of each type is "
            "that of Claim 1b with A the block; in exact numbers for four economies, three partitions, "
            "two own types and up to two others.",
            A="block",
        ),
        note="An equilibrium of the game on the path therefore solves (30) and (31) with A = Y_k "
        "and equal offers of the target and the others of its block, so that the bounds of Claims "
        "2 to 4 cover F at equilibrium offers too.",
        depends_on=("thm-2.claim-1a", "thm-2.claim-1b"),
        mutants=(
            asserted("thm-2.on-path", A="one type"),
            asserted("thm-2.on-path", A="all types"),
        ),
        general=announced_types.ON_PATH,
        strengthened=announced_types.ON_PATH_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-1a",
        title="the target's belief about the state",
        source="Claim 1a",
        printed=_posterior("target"),
        depends_on=("sec-2.1.posterior",),
        mutants=(
            _posterior("target", "own"),
            _posterior("target", "prior"),
            _posterior("target", "", 1),
        ),
        general=beliefs.TARGET,
        strengthened=beliefs.TARGET_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-1b",
        title="a non-target's belief about the state",
        source="Claim 1b",
        printed=_posterior("non-target"),
        note="The vectors xi^k below gamma^ have lambda_-(Y_k) entries, as the product has "
        "factors; printed with lambda(Y_k).",
        depends_on=("thm-2.claim-1a", "sec-4.A3.nonempty"),
        mutants=(
            _posterior("non-target", "A"),
            _posterior("non-target", "own"),
            _posterior("non-target", "", 1),
        ),
        general=beliefs.NONTARGET,
        strengthened=beliefs.NONTARGET_TOO_STRONG,
    ),
    Claim(
        id="thm-2.claim-1.types",
        title="others' types are independent within blocks given the state",
        source="Claims 1a and 1b, gamma~ and gamma^",
        printed=asserted(
            "thm-2.claim-1.types",
            r"\forall z, \xi:\ \gamma_z(\xi) = \prod_k\prod_i\mu_z(\xi_i^k)/\mu_z(Y_k)",
            words="For every state, every partition of three types and block counts (2, 1) or "
            "(3, 2), the toolkit's probability of every composition is the sum of the printed "
            "product over the sequences of types that have it.",
            block="own",
        ),
        note="The share of a type among the others of its block is 0/0 where nobody else made the "
        "offer of the block; read lambda rho as the number of the others of that type, which is "
        "defined (footnote 6 sets such counts aside for separating equilibria).",
        mutants=(asserted("thm-2.claim-1.types", block="all types"),),
        cites="independent draws, given for each that it is in a set, are independent",
    ),
    Claim(
        id="thm-2.claim-1.large-numbers",
        title="shares inside a block concentrate",
        source="Claims 1a and 1b, last displays",
        printed=asserted(
            "thm-2.claim-1.large-numbers",
            r"\forall z, y:\ \mathrm{E}\rho(y) = \frac{\mu_z(y)}{\mu_z(Y_k)},\quad "
            r"\mathrm{Var}\rho(y) = \frac{1}{\lambda}\frac{\mu_z(y)}{\mu_z(Y_k)}"
            r"\Big(1 - \frac{\mu_z(y)}{\mu_z(Y_k)}\Big),\quad y \in Y_k",
            words="For every economy with three types or more, every semi-pooling partition and "
            "30 or 120 agents in each block, the share of a type among the others of its block "
            "has, in every state, the printed limit as its mean, and m(1 - m)/lambda as its "
            "variance; so it converges in probability.",
            offset=0,
        ),
        note="Said for each y in X with k free; meant, and true, for the block that contains y.  "
        "In Claim 3, after N^2, the shares are printed with mu_z for a z that is not bound; it is "
        "mu_{z*}.",
        depends_on=("thm-2.claim-1.types",),
        mutants=(
            asserted("thm-2.claim-1.large-numbers", offset=1),
            asserted("thm-2.claim-1.large-numbers", offset=-1),
        ),
        cites="Chebyshev's inequality",
    ),
    Claim(
        id="thm-2.claim-1.concentrates",
        title="the posterior concentrates on the true state",
        source="Claims 1a and 1b, last displays",
        printed=asserted(
            "thm-2.claim-1.concentrates",
            r"\forall z \ne z^*:\ \frac{1}{M}\log\frac{\tilde\phi_x(z)}{\tilde\phi_x(z^*)} \to "
            r"-\sum_k\mu_{z^*}(Y_k)\log\frac{\mu_{z^*}(Y_k)}{\mu_z(Y_k)} < 0",
            words="In every economy that satisfies A1, for every partition with two blocks or "
            "more, every state z* and every other state: at the block counts M mu_z*(Y_k) the "
            "logarithm of the odds of the other state is its value at no counts less M times the "
            "divergence of the block probabilities, which is positive.",
            least=2,
        ),
        note="True, asserted for both kinds of agents; the proof treats the shares only.  The "
        "missing step: under A1 the block probabilities of two states differ, the log-likelihood "
        "ratio per agent tends to minus a positive divergence (Gibbs' inequality), and the factors "
        "mu_z(x) and mu_z(A) are bounded.",
        depends_on=("thm-2.claim-1a", "thm-2.claim-1b", "sec-4.A1"),
        mutants=(asserted("thm-2.claim-1.concentrates", least=1),),
        cites="Gibbs' inequality and continuity",
        assumes=(FULL_SUPPORT, A1),
    ),
)
__all__ = ["CLAIMS"]
