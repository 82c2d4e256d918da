r"""Ten mutants for each theorem, as its author would fear them.

Each is one edit of the code with the mistake that it makes, in words; claims must notice all of
them.  A text that occurs several times in a file is counted: ``place`` says which is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bite.mutants import Mutant, offset
from bite.scope import ROOT, module_name

_CONTINUATION, _MARGINS = "numeric/theorem_1/continuation.py", "numeric/theorem_1/margins.py"
_SLOPE, _STAGE1 = "numeric/theorem_1/slope.py", "numeric/stage1.py"
_GAMES, _POOLING = "numeric/theorem_2/pooling_games.py", "numeric/theorem_2/semipooling.py"
_COMPOSITIONS, _COST = "numeric/probability/compositions.py", "numeric/theorem_2/pooling_cost.py"
_LOSS, _EFFICIENCY = "numeric/theorem_3/loss.py", "numeric/theorem_3/efficiency.py"
_REALISED = "numeric/theorem_3/realised.py"
_ACHIEVING, _SOLVE = "numeric/theorem_3/achieving.py", "numeric/stage2/solution.py"


@dataclass(frozen=True)
class Feared:
    """A mistake: of which theorem, where, the edit, and what it would mean."""

    theorem: int
    path: str
    before: str
    after: str
    means: str
    place: int = 0

    def mutant(self, root: Path = ROOT) -> Mutant:
        """Return it as a mutant.

        Raises:
            ValueError: The text is not in the file.
        """
        source = (root / self.path).read_text(encoding="utf-8")
        parts = source.split(self.before)
        if len(parts) < self.place + 2:
            raise ValueError(f"{self.path} must contain {self.before!r}")
        begin = len(self.before.join(parts[: self.place + 1]))
        start, end = (_position(source, i) for i in (begin, begin + len(self.before)))
        name = f"{module_name(self.path)}.theorem-{self.theorem}"
        return Mutant(self.path, name, "feared", start, end, self.before, self.after, self.place)


def _position(source: str, index: int) -> tuple[int, int]:
    line = source.count("\n", 0, index) + 1
    return line, index - offset(source, (line, 0))


FEARED = (
    Feared(
        1,
        _CONTINUATION,
        "sigma - unit[taken_for] + unit[x])",
        "sigma)",
        "the defector holds the belief of the others, who misread its type",
    ),
    Feared(
        1,
        _CONTINUATION,
        "totals - offers[:, taken_for]",
        "totals - offers[:, x]",
        "what is taken from the totals is the offer that the defector's true type would make",
    ),
    Feared(
        1,
        _CONTINUATION,
        "(tau[x] / economy",
        "(tau[taken_for] / economy",
        "the defector expects the others' types as the type would that it is taken for",
    ),
    Feared(
        1,
        _MARGINS,
        "(agents - M) / agents * loss",
        "M / agents * loss",
        "the cost of a deviation is weighted by the probability of being active",
    ),
    Feared(
        1,
        _MARGINS,
        "M / agents * (found.values",
        "(found.values",
        "the gain is not weighted by the probability of being active",
    ),
    Feared(
        1,
        _MARGINS,
        "type_posterior(economy)[:, None, :]",
        "type_posterior(economy)[None, :, :]",
        "the loss is expected with the belief of the type that is imitated",
    ),
    Feared(
        1,
        _MARGINS,
        "solved.intervals[None, :, 0], solved.intervals[None, :, 1]",
        "solved.intervals[None, :, 1], solved.intervals[None, :, 1]",
        "the best offer in the other's interval is taken to be its upper end",
    ),
    Feared(
        1,
        _SLOPE,
        "d.kappa[0] + d.signal[z]",
        "d.signal[z]",
        "the slope of the gain leaves out the exogenous offers",
    ),
    Feared(
        1,
        _SLOPE,
        "tau[:, z, None]",
        "d.prior[z]",
        "the slope of the gain weighs states with the prior",
    ),
    Feared(
        1,
        _STAGE1,
        "0.5 * (consumption",
        "0.505 * (consumption",
        "intervals of types do not meet half-way",
    ),
    Feared(
        2,
        _COMPOSITIONS,
        "exponents + np.log(d.signal[:, list(attributed)].sum(axis=1))",
        "exponents",
        "what an offer off the path is attributed to does not enter the belief",
    ),
    Feared(
        2,
        _GAMES,
        " / signal[:, list(attributed)].sum(axis=1, keepdims=True)",
        "",
        "the target's type has probabilities that do not sum to one",
    ),
    Feared(
        2,
        _GAMES,
        "economy.floats.kappa * game.active",
        "economy.floats.kappa",
        "the exogenous offers are those of one agent",
    ),
    Feared(
        2,
        _GAMES,
        "[counts - np.eye(len(partition), dtype=np.int64)[blocks[x]] for x in range(X)]",
        "[counts for x in range(X)]",
        "an agent on the path faces as many others as there are active agents, itself included",
    ),
    Feared(
        2,
        _POOLING,
        "economy.mechanism.inactive(agents) / agents * pooling_cost",
        "economy.mechanism.active(agents) / agents * pooling_cost",
        "the cost of pooling is weighted by the probability of being active",
    ),
    Feared(
        2,
        _POOLING,
        "on.values[y] - value.values[y]",
        "value.values[y] - on.values[y]",
        "the gain from staying pooled has the wrong sign",
    ),
    Feared(
        2,
        _POOLING,
        "counts[:, block] == active - 1",
        "counts[:, block] == active",
        "the market shuts down never, since one agent is counted twice",
    ),
    Feared(
        2,
        _POOLING,
        "counts + np.eye(len(partition), dtype=np.int64)[block]",
        "counts",
        "the others do not count the agent whose offer they have seen",
    ),
    Feared(
        2,
        _COMPOSITIONS,
        "type_posterior(economy).T",
        "np.tile(economy.floats.prior, (len(economy.types), 1)).T",
        "a type expects the others' blocks as if it had no type of its own",
    ),
    Feared(
        2,
        _COST,
        "values * type_posterior(economy)",
        "values * economy.floats.prior",
        "the cost of pooling is expected with the prior",
    ),
    Feared(
        3,
        _LOSS,
        "np.maximum(used, counts.sum(axis=-1)[:, None] * economy.floats.endowment)",
        "used",
        "the resources are what was consumed, although the endowments are more",
    ),
    Feared(
        3,
        _REALISED,
        "e[1] + inactive_price(economy) * (e[0] - q)",
        "e[1] - inactive_price(economy) * (e[0] - q)",
        "the inactive pay where they should be paid",
    ),
    Feared(
        3,
        _REALISED,
        "self.inactive[:, b]",
        "0 * self.inactive[:, b]",
        "the inactive are left out of the loss and of the resources",
    ),
    Feared(
        3,
        _EFFICIENCY,
        " + (agents - M) * most",
        "",
        "the bound on what is used leaves the inactive out",
    ),
    Feared(
        3,
        _EFFICIENCY,
        "multinomial_weights(passive, mu)",
        "multinomial_weights(passive, economy.floats.prior @ economy.floats.signal)",
        "the types of the inactive are drawn as if the state were unknown",
    ),
    Feared(
        3,
        _EFFICIENCY,
        "max(s.least_epsilon() for s in states)",
        "min(s.least_epsilon() for s in states)",
        "the loss is small in some state, not in every state",
    ),
    Feared(
        3,
        _ACHIEVING,
        "(1 - eta) * mu, eta * mu",
        "mu, eta * mu",
        "everybody is active in the limit, and the inactive are there besides",
    ),
    Feared(
        3,
        _ACHIEVING,
        "min(delta / 2,",
        "min(delta,",
        "all that may be used is spent on the exogenous offers",
    ),
    Feared(
        3,
        _ACHIEVING,
        "k / (4 * e)",
        "k / (2 * e)",
        "the share of the inactive is twice what the proof takes",
    ),
    Feared(
        3,
        _SOLVE,
        "b[..., 1] / p",
        "b[..., 1] * p",
        "buyers of the first good get more of it the dearer it is",
    ),
)
"""Ten for each of the three theorems."""
