r"""The search for the smallest economy that violates a proposition.

Hypothesis draws economies, follows the proposition's margin downhill where the check computes one,
and shrinks what it finds: fewer types and states, simpler numbers.  Finding none proves nothing,
and the report says of how many.

Conventions: only a check that says FAILS is a violation; undecided, vacuous and crashed checks are
counted apart.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from numeric.draws.defaults import Support
from numeric.draws.ranges import Ranges
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Instance
from proofs_check.claims.verdict import Verdict
from proofs_check.sweep.propositions import Proposition, Reading, propositions
from symbolic.language.errors import InputError, MissingExtra

ANY_ETA = "thm-1.any-eta"
"""The proposition whose own range of η includes zero."""


@dataclass(frozen=True)
class Hunt:
    """What a search found.

    Args:
        proposition: What was searched.
        economy: The smallest economy that violates it, or None.
        instance: What the check says there.
        counts: How many economies were examined, by verdict.
    """

    proposition: Proposition
    economy: Economy | None
    instance: Instance | None
    counts: Counter[str]


def hunted(id_: str, reading: Reading) -> Proposition:
    """Return the proposition of an id: the reading that is asked for, or the only one there is.

    Raises:
        InputError: There is no such claim, or it is not tested on economies.
    """
    found = {p.reading: p for p in propositions() if p.id == id_}
    if not found:
        listed = ", ".join(dict.fromkeys(p.id for p in propositions()))
        raise InputError(
            f'"{id_[:60]}"',
            f"is not tested on economies (`twostage verify {id_[:60]}` decides other claims); "
            f"those that are: {listed}",
        )
    if reading == "corrected" and reading not in found and not found["printed"].standing:
        raise InputError(f'the corrected statement of "{id_}"', "is not tested on economies")
    return found.get(reading) or next(iter(found.values()))


def hunt(
    proposition: Proposition,
    ranges: Ranges,
    *,
    examples: int,
    seed: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Hunt:
    """Look for an economy that violates a proposition and shrink it.

    Args:
        proposition: What to violate.
        ranges: What may be drawn.
        examples: How many economies are drawn at most (shrinking comes on top).
        seed: The same seed and ranges give the same search.
        progress: Called with the number of economies examined.

    Raises:
        InputError: Hypothesis is not installed.
    """
    try:
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis.errors import NoSuchExample

        from numeric.draws.hypothesis_strategies import economies
    except ImportError:
        raise MissingExtra("hypothesis", "hunt", "searches") from None
    search = _Search(proposition, progress)
    chosen = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.target, Phase.shrink),
    )
    try:
        economy = find(
            economies(ranges), search.violates, settings=chosen, random=random.Random(seed)
        )
    except NoSuchExample:
        return Hunt(proposition, None, None, search.counts)
    named = economy.replacing(
        name=f"smallest economy found that violates {proposition.id} ({proposition.reading})"
    )
    return Hunt(proposition, named, search.instance(economy), search.counts)


class _Search:
    """The condition that Hypothesis looks for, with a memory of what was examined."""

    def __init__(self, proposition: Proposition, progress: Callable[[int], None]) -> None:
        self.proposition, self.progress = proposition, progress
        self.known: dict[Economy, Instance | None] = {}
        self.counts: Counter[str] = Counter()

    def instance(self, economy: Economy) -> Instance | None:
        if economy not in self.known:
            try:
                found: Instance | None = self.proposition.check(economy)
            except Exception:  # a crash is BROKEN, never a violation
                found = None
            self.known[economy] = found
            self.counts[str(found.verdict if found else Verdict.BROKEN)] += 1
            self.progress(len(self.known))
        return self.known[economy]

    def violates(self, economy: Economy) -> bool:
        from hypothesis import target

        found = self.instance(economy)
        if found is None:
            return False
        if found.margin is not None and math.isfinite(found.margin):
            target(-float(found.margin), label="margin")
        return found.verdict is Verdict.FAILS


def search_ranges(proposition: Proposition, *, wide: bool = False, **changes: Any) -> Ranges:
    """Return where to search.

    The paper's class with η > 0, or with η = 0 too where that is asked for or is what the
    proposition is about.
    """
    from numeric.draws.hypothesis_strategies import WIDE

    inside = replace(WIDE, eta=Support(tuple(v for v in WIDE.eta.values if v > 0)))
    return replace(WIDE if wide or proposition.id == ANY_ETA else inside, **changes)
