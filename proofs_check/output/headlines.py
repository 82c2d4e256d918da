r"""The paper's results in a table: what each says, its verdict, what it rests on, what was repaired.

A pure function of the results as data.  A claim that holds is marked by how that is known: the tick
is for proofs, and no sample wears it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from proofs_check.verifying.ledger import RESULTS, part_of

Data = Mapping[str, Any]

ORDER = ("PROVED", "CITED", "CERTIFIED", "DECIDED", "SAMPLED", "NONE")
"""From what rests on a proof to what rests on nothing."""

MARKS = {
    "PROVED": "✓",
    "CITED": "§",
    "CERTIFIED": "◆",
    "DECIDED": "◇",
    "SAMPLED": "≈",
    "NONE": "○",
}
"""What a claim that holds is marked with."""

GLYPHS = {"FAILS": "✗", "UNDECIDED": "?", "VACUOUS": "∅", "BROKEN": "!"}
"""What any other claim is marked with."""

SAYS = {
    "lemma-1": r"Given the others' offers, for every $b' \in [0, \bar{q}] \times [0, \bar{r}]$ "
    r"there is $b'' \in \mathcal{O}$ with the same payoff.",
    "prop-1": r"For every $\sigma: X \to \{1, \dots, M\}$ there is a symmetric equilibrium "
    r"$\beta^{\sigma}$ of stage 2.",
    "lemma-2": r"The economy $\mathcal{L}^{z}(\kappa)$ has exactly one competitive equilibrium, "
    r"and it is continuous in $\kappa$.",
    "prop-2": r"If $\sigma^{N}(x)/M \to \mu_{z}(x)$ for every $x$, then "
    r"$\beta^{\sigma^{N}} \to \beta^{z}$.",
    "thm-1": r"If $\alpha^{*}(x) \ne \alpha^{*}(y)$ for $x \ne y$, some $\bar{N}$ is such that "
    r"for all $N \ge \bar{N}$ there is a separating equilibrium.",
    "thm-2": r"If moreover A1–A3 hold, some $\bar{N}$ is such that for all $N > \bar{N}$ "
    r"every equilibrium is separating.",
    "thm-3.i": r"For $\varepsilon, \delta > 0$, small $(\kappa, \eta)$ and all "
    r"$N > N(\kappa, \eta)$ some separating equilibrium is ex post "
    r"$(\varepsilon, \delta)$-efficient.",
    "thm-3.ii": r"If moreover A1–A3 hold, every symmetric equilibrium in pure strategies then is "
    r"ex post $(\varepsilon, \delta)$-efficient.",
}
"""The results in one sentence each, as printed."""


@dataclass(frozen=True)
class Headline:
    """One result of the paper: its claim, what it rests on by evidence, and what was wrong."""

    id: str
    name: str
    says: str
    claim: Data
    chain: tuple[tuple[str, int], ...]
    open: tuple[str, ...]
    gaps: tuple[Data, ...]
    corrected: tuple[Data, ...]
    added: tuple[str, ...]
    thresholds: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        """How many claims it rests on."""
        return sum(n for _, n in self.chain)


def standing(claim: Data) -> Data:
    """Return the outcome of the corrected statement where there is one, else of the printed one."""
    outcome: Data = claim["corrected"] or claim["printed"]
    return outcome


def mark(outcome: Data) -> tuple[str, str]:
    """Return the glyph of an outcome and the name of its look.

    >>> mark({"verdict": "HOLDS", "evidence": "SAMPLED"})
    ('≈', 'sampled')
    >>> mark({"verdict": "FAILS", "evidence": "PROVED"})
    ('✗', 'fails')
    """
    if outcome["verdict"] == "HOLDS":
        return MARKS[outcome["evidence"]], outcome["evidence"].lower()
    return GLYPHS[outcome["verdict"]], outcome["verdict"].lower()


def foundations(ids: Iterable[str], claims: Mapping[str, Data]) -> tuple[str, ...]:
    """List claims and everything that they rest on, in the order of the results."""
    reached: set[str] = set()
    stack = list(ids)
    while stack:
        current = stack.pop()
        if current in claims and current not in reached:
            reached.add(current)
            stack += claims[current]["depends_on"]
    return tuple(i for i in claims if i in reached)


def proof(id_: str, claims: Mapping[str, Data]) -> tuple[str, ...]:
    """List a result with everything that it rests on or that its printed proof asserts."""
    parts = [i for i, c in claims.items() if part_of(i, id_, c["title"] + c["source"])]
    return foundations((id_, *parts), claims)


def chain(ids: Iterable[str], claims: Mapping[str, Data]) -> tuple[tuple[str, int], ...]:
    """Count claims by evidence, from the strongest; what does not hold counts as none."""
    counted = Counter(
        o["evidence"] if o["verdict"] == "HOLDS" else "NONE"
        for o in (standing(claims[i]) for i in ids)
    )
    return tuple((kind, counted[kind]) for kind in ORDER if counted[kind])


def headlines(results: Data) -> tuple[Headline, ...]:
    """Return the results of the paper that were checked, in the paper's order."""
    claims = {c["id"]: c for c in results["claims"]}
    return tuple(
        _headline(id_, name, claims, results) for id_, name in RESULTS.items() if id_ in claims
    )


def _headline(id_: str, name: str, claims: Mapping[str, Data], results: Data) -> Headline:
    rests = [i for i in proof(id_, claims) if i != id_]
    wrong = [claims[i] for i in (id_, *rests) if claims[i].get("severity")]
    return Headline(
        id=id_,
        name=name,
        says=SAYS[id_],
        claim=claims[id_],
        chain=chain(rests, claims),
        open=tuple(i for i in rests if standing(claims[i])["verdict"] != "HOLDS"),
        gaps=tuple(c for c in wrong if c["severity"] == "gap"),
        corrected=tuple(c for c in wrong if c["severity"] != "gap"),
        added=_added({id_, *rests}, results.get("assumptions") or ()),
        thresholds=thresholds(claims) if id_ == "thm-1" else (),
    )


def _added(ids: set[str], assumptions: Sequence[Data]) -> tuple[str, ...]:
    """Return what had to be assumed beyond the paper."""
    made = [a for a in assumptions if a["provenance"] == "added by us" and ids & set(a["claims"])]
    return tuple(dict.fromkeys(a["reason"] or a["says"] for a in made))


def thresholds(claims: Mapping[str, Data]) -> tuple[tuple[str, int], ...]:
    """Return the certified thresholds of Theorem 1, by economy, from the claim about them."""
    claim = claims.get("thm-1.threshold")
    if claim is None or standing(claim)["verdict"] != "HOLDS":
        return ()
    found = re.findall(r"(\w+) = N >= (\d+)", standing(claim)["detail"])
    return tuple((name, int(n)) for name, n in found)
