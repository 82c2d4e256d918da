r"""What the results amount to.

It is the assumptions made, the findings by severity, and a paragraph for each result of the paper.

Everything here is a pure function of the results; nothing is typed by hand that the results could
say.

Conventions: an assumption is a hypothesis of a standing statement; assumptions are merged when they
say the same with the same provenance.  Findings are sorted from gaps in a proof to misprints and
inside a severity in the order of the claims.  What *uses* a finding is every claim that depends on
it, directly or through others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from proofs_check.claims.claim import Claim, Correction, Severity
from proofs_check.claims.plain import written
from proofs_check.claims.sections import RESULTS as PARTS
from proofs_check.claims.sections import heading
from proofs_check.claims.verdict import Verdict
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Asserted, Proposition
from symbolic.language.statement import Hypothesis, Provenance
from symbolic.printing.latex_statement import proposition_latex

SEVERITIES: tuple[Severity, ...] = ("gap", "false remark", "harmless", "notation")
"""From what matters most to what matters least."""

RESULTS = {k: v for k, v in PARTS.items() if k != "thm-3"} | {
    f"thm-3.{part}": f"{PARTS['thm-3']} ({part})" for part in ("i", "ii")
}
"""The paper's results, by the id of their claim."""
NOT_IN_THE_PAPER = "not in the paper"
"""In the title or the source of a claim that was added."""


@dataclass(frozen=True)
class Assumption:
    """Something that statements assume: what it says, where it comes from, why, and the claims that make it."""

    says: str
    provenance: Provenance
    reason: str
    claims: tuple[str, ...]
    about_economies: bool
    states: Proposition

    @property
    def latex(self) -> str:
        """What is assumed, in LaTeX."""
        return _formula(self.states)

    @property
    def shown(self) -> bool:
        """Whether the text report lists it: what was added or derived, and assumptions in words.

        Signs of the paper's own quantities are only counted.
        """
        return self.about_economies or self.provenance is not Provenance.PAPER


def assumptions(claims: Mapping[str, Claim]) -> tuple[Assumption, ...]:
    """Collect the hypotheses of all standing statements.

    Those added by us come first, then derived ones, then the paper's.
    """
    found: dict[tuple[str, Provenance, str], list[str]] = {}
    for id_, claim in claims.items():
        for hypothesis in _hypotheses(claim):
            users = found.setdefault(_key(hypothesis), [])
            if id_ not in users:
                users.append(id_)
    in_words = {
        _key(h) for c in claims.values() for h in _hypotheses(c) if isinstance(h.says, Asserted)
    }
    states = {_key(h): h.says for c in claims.values() for h in _hypotheses(c)}
    order = [Provenance.ADDED, Provenance.DERIVED, Provenance.PAPER]
    listed = [
        Assumption(*key, tuple(users), key in in_words, states[key]) for key, users in found.items()
    ]
    return tuple(sorted(listed, key=lambda a: order.index(a.provenance)))


def _hypotheses(claim: Claim) -> tuple[Hypothesis, ...]:
    general = claim.general.given if claim.general else ()
    assumed = (h for h in general if h.provenance is not Provenance.SHOWN)
    return (*claim.standing.given, *assumed, *claim.assumes)


def _key(hypothesis: Hypothesis) -> tuple[str, Provenance, str]:
    return _in_words(hypothesis.says), hypothesis.provenance, hypothesis.reason


_in_words = lru_cache(maxsize=4096)(written)
_formula = lru_cache(maxsize=4096)(proposition_latex)


@dataclass(frozen=True)
class Finding:
    """A printed statement that needs a remark: the result, and the claims that depend on it.

    The claims survive if their own standing statements hold.
    """

    result: Result
    used_by: tuple[str, ...]
    survives: bool

    @property
    def correction(self) -> Correction:
        """How the printed statement must read."""
        assert self.result.claim.correction is not None
        return self.result.claim.correction


def findings(results: Mapping[str, Result]) -> tuple[Finding, ...]:
    """List the findings from the gravest to the least."""
    listed = []
    for id_, result in results.items():
        if result.claim.correction:
            users = dependents(id_, results)
            holds = all(results[u].standing.verdict is Verdict.HOLDS for u in (id_, *users))
            listed.append(Finding(result, users, holds))
    return tuple(sorted(listed, key=lambda f: SEVERITIES.index(f.correction.severity)))


def dependents(id_: str, results: Mapping[str, Result]) -> tuple[str, ...]:
    """List the claims that depend on one, directly or through others, in the order of the results."""
    reached = {id_}
    while True:
        more = {
            other
            for other, r in results.items()
            if other not in reached and reached & set(r.claim.depends_on)
        }
        if not more:
            return tuple(other for other in results if other in reached and other != id_)
        reached |= more


def foundations(id_: str, results: Mapping[str, Result]) -> tuple[str, ...]:
    """List a claim and everything that it rests on, in the order of the results."""
    reached: set[str] = set()
    stack = [id_]
    while stack:
        current = stack.pop()
        if current in results and current not in reached:
            reached.add(current)
            stack += results[current].claim.depends_on
    return tuple(other for other in results if other in reached)


def proof(id_: str, results: Mapping[str, Result]) -> tuple[str, ...]:
    """List a result of the paper with everything that it rests on or that its printed proof asserts.

    A gap in any part of a proof then shows at its theorem, whether the chain uses the part or not.
    """
    asserted = [
        r for r in results if part_of(r, id_, results[r].claim.title + results[r].claim.source)
    ]
    reached = {f for r in (id_, *asserted) for f in foundations(r, results)}
    return tuple(r for r in results if r in reached)


def part_of(id_: str, result: str, told: str) -> bool:
    """Whether a claim is a part of the printed proof of a result.

    What is said not to be in the paper is none; Claim 3 of Theorem 3 belongs to its second part.

    >>> part_of("eq-18", "prop-1", ""), part_of("thm-3.claim-3", "thm-3.i", "")
    (True, False)
    """
    if NOT_IN_THE_PAPER in told or id_ in RESULTS:
        return False
    second = id_.startswith(("thm-3.claim-3", "thm-3.ii"))
    return heading(id_) == PARTS.get(result.removesuffix(".ii").removesuffix(".i")) and not (
        second and result == "thm-3.i"
    )


def summaries(results: Mapping[str, Result]) -> dict[str, str]:
    """Write one paragraph for each result of the paper that was checked.

    It says what is established, on what evidence, assuming what, and what was added.
    """
    return {
        id_: " ".join(_sentences(id_, name, results))
        for id_, name in RESULTS.items()
        if id_ in results
    }


def _sentences(id_: str, name: str, results: Mapping[str, Result]) -> Iterator[str]:
    result, rests = results[id_], proof(id_, results)
    yield f"{name} ({result.claim.title}): {_verdict(result)}"
    kinds = Counter(str(results[r].standing.evidence) for r in rests if r != id_)
    if kinds:
        yield f"It rests on {sum(kinds.values())} claims: {_counted(kinds)}."
    open_ = [r for r in rests if results[r].standing.verdict is not Verdict.HOLDS]
    if open_:
        yield f"Not established among them: {', '.join(open_)}."
    yield (
        "The chain is complete."
        if result.complete
        else f"The chain is not complete: {_weakest(rests, results)}."
    )
    yield from _assumed(rests, results)
    corrections = {r: results[r].claim.correction for r in rests}
    severities = {r: c.severity for r, c in corrections.items() if c is not None}
    repaired = [r for r, severity in severities.items() if severity == "gap"]
    if repaired:
        yield f"Gaps in the printed proof, each repaired: {', '.join(repaired)}."
    wrong = [r for r, severity in severities.items() if severity != "gap"]
    if wrong:
        yield f"Printed steps that had to be corrected: {', '.join(wrong)}."


def _verdict(result: Result) -> str:
    outcome = result.standing
    form = "as corrected" if result.claim.corrected else "as printed"
    return f"{outcome.verdict} {form}, {outcome.evidence}."


def _counted(kinds: Counter[str]) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())


def _weakest(rests: tuple[str, ...], results: Mapping[str, Result]) -> str:
    """Say which kinds of evidence keep a chain from being complete."""
    weak = Counter(
        str(results[r].standing.evidence) for r in rests if not results[r].alone_complete
    )
    return (
        f"{_counted(weak)} among what it needs" if weak else "a claim that it needs was not checked"
    )


def _assumed(rests: tuple[str, ...], results: Mapping[str, Result]) -> Iterator[str]:
    made = [a for a in assumptions({r: results[r].claim for r in rests}) if a.shown]
    for provenance, opening in (
        (Provenance.PAPER, "It assumes, as the paper does"),
        (Provenance.ADDED, "We had to add"),
    ):
        named = list(
            dict.fromkeys(
                a.says if a.about_economies else a.reason or a.says
                for a in made
                if a.provenance is provenance
            )
        )
        if named:
            yield f"{opening}: {'; '.join(named)}."
    if not any(a.provenance is Provenance.ADDED for a in made):
        yield "Nothing had to be assumed beyond the paper's hypotheses."
