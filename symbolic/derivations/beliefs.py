r"""Bayes' rule: the posterior of a configuration, odds between states, and one more agent.

Paper: sections 2.1 and 3.1, (e) of the Bayesian game; equation (23) uses the last step.
"""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Let, Line, Text
from symbolic.deriving.rules import Algebra, ByDefinition
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import M, mu, phi, pi, sigma, tau, x, y, z, z_prime
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, positive
from symbolic.language.sums import ProductOver, SumOver
from symbolic.model.bayes import own_posterior, posterior, weight

Claims = Mapping[str, Statement]

chance = head("chance", r"\mathbb{{P}}[\sigma \mid {0}]")
updated = head("updated", r"\phi_{{@x@}}({0})")
MULTINOMIAL = local("multinomial", r"\binom{@M@}{\sigma}")


def bayes(claims: Claims) -> Derivation:
    """Derive the posterior of the state from a configuration, and how one more signal changes it."""
    likelihood, other = (
        ProductOver(mu(z, y) ** sigma(y), y),
        ProductOver(mu(z_prime, y) ** sigma(y), y),
    )
    return Derivation(
        "bayes",
        "Beliefs about the state",
        "section 2.1 and section 3.1",
        positive(pi(z), mu(z, y), MULTINOMIAL, reason="full support"),
        (
            Text(
                "Given the state, the types of the {} active agents are independent. A "
                "configuration {} has the multinomial probability",
                (M, sigma(y)),
            ),
            Let(chance(z), MULTINOMIAL * likelihood),
            Text(
                "The number of ways to arrange the types does not depend on the state and cancels "
                "from Bayes' rule:"
            ),
            Let(phi(z), posterior(), shown=False),
            Chain(
                over(pi(z) * chance(z), SumOver(pi(z_prime) * chance(z_prime), z_prime)),
                (
                    Line(
                        "=",
                        over(
                            pi(z) * MULTINOMIAL * likelihood,
                            SumOver(pi(z_prime) * MULTINOMIAL * other, z_prime),
                        ),
                        ByDefinition((chance(z),)),
                    ),
                    Line("=", posterior(), Algebra()),
                    Line("=", phi(z), ByDefinition()),
                ),
            ),
            Text("So the odds between two states are"),
            Chain(
                over(phi(z), phi(z_prime)),
                (
                    Line("=", over(weight(z), weight(z_prime)), ByDefinition()),
                    Line("=", over(pi(z), pi(z_prime)) * over(likelihood, other), Algebra()),
                ),
            ),
            Text("With one agent of type {} this is the posterior of that agent alone,", (x,)),
            Let(tau(x, z), own_posterior()),
            Text(
                "and one more agent of type {} multiplies each state's weight by the probability "
                "of that type:",
                (x,),
            ),
            Let(
                updated(z), over(phi(z) * mu(z, x), SumOver(phi(z_prime) * mu(z_prime, x), z_prime))
            ),
            Chain(
                updated(z),
                (
                    Line(
                        "=",
                        over(
                            pi(z) * mu(z, x) * likelihood,
                            SumOver(pi(z_prime) * mu(z_prime, x) * other, z_prime),
                        ),
                        ByDefinition(),
                    ),
                ),
            ),
            Text(
                "In the same way an agent's own posterior followed by the types of the others "
                "gives the same belief, whatever the order:"
            ),
            Chain(
                over(tau(x, z) * likelihood, SumOver(tau(x, z_prime) * other, z_prime)),
                (
                    Line(
                        "=",
                        over(
                            pi(z) * mu(z, x) * likelihood,
                            SumOver(pi(z_prime) * mu(z_prime, x) * other, z_prime),
                        ),
                        ByDefinition((tau(x, z),)),
                    ),
                    Line("=", updated(z), ByDefinition()),
                ),
            ),
        ),
    )
