"""The facts of a branch of a proof, as Coq knows them, and how steps add to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proofs_check.coq.script import Script
from proofs_check.coq.trees import NotTranslated, Tree

STEPS = (
    *("split", "cases", "at", "some", "term", "put", "name", "same", "part", "least"),
    *("swap", "square", "means", "by"),
)


class Branches:
    """Replays a proof.

    Args:
        script: Where it is written.
        prepared: Brings a formula or proposition of the proof into the form in which the script
            reads it (abbreviations put in).
    """

    def __init__(self, script: Script, prepared: Callable[[Tree], Tree]) -> None:
        self.script, self.prepared = script, prepared
        self.printer, self.reading = script.printer, script.reading
        self.facts: list[Tree] = []

    def pattern(self, fact: Tree) -> str:
        """Add a normal form as facts, and return the pattern that gives its parts their names."""
        if fact[0] != "and":
            self.facts.append(fact)
            return f"F{len(self.facts) - 1}"
        patterns = [self.pattern(part) for part in fact[1:]]
        if not patterns:
            return "_"
        text = patterns[-1]
        for pattern in reversed(patterns[:-1]):
            text = f"[{pattern} {text}]"
        return text

    def branch(self, facts: list[Tree], proof: Any) -> None:
        """Replay a branch and forget its facts."""
        kept, elements = list(self.facts), dict(self.reading.elements)
        self.facts = facts
        self.replay(proof)
        self.facts, self.reading.elements = kept, elements

    def add(self, term: str, fact: Tree, proof: Any, introduced: str = "") -> None:
        """Add what a term proves, and go on."""
        pattern = self.pattern(fact)
        self.script.say(
            f"pose proof {term} as {f'[{introduced} {pattern}]' if introduced else pattern}."
        )
        self.replay(proof)

    def alternatives(self, term: str, parts: list[Tree], proofs: list[Any]) -> None:
        """Split by a proved disjunction that is nested to the right."""
        if len(parts) != len(proofs):
            raise NotTranslated("as many cases as alternatives")
        kept, patterns, branches = list(self.facts), [], []
        for part in parts:
            self.facts = list(kept)
            patterns.append(self.pattern(part))
            branches.append(self.facts)
        self.facts = kept
        text = patterns[-1] if patterns else "[]"
        for pattern in reversed(patterns[:-1]):
            text = f"[{pattern} | {text}]"
        self.script.say(f"pose proof {term} as {text}.")
        for facts, proof in zip(branches, proofs, strict=True):
            if len(branches) == 1:
                self.branch(facts, proof)
            else:
                with self.script.block():
                    self.branch(facts, proof)

    def replay(self, proof: Any) -> None:
        """Replay a proof that the facts contradict each other.

        Raises:
            NotTranslated: It takes a step for which a lemma is lacking.
        """
        step, *args = proof
        method = getattr(self, f"_{step}", None) if step in STEPS else None
        if method is None:
            raise NotTranslated(f"the step {str(step)[:20]!r}")
        method(*args)

    def fact(self, k: Any, *kinds: str) -> Tree:
        """Return fact k, of one of the kinds that a step asks for."""
        if not isinstance(k, int) or not 0 <= k < len(self.facts) or self.facts[k][0] not in kinds:
            raise NotTranslated(f"a fact {str(k)[:20]} that is {' or '.join(kinds)}")
        return self.facts[k]

    def _named(self, term: str, names: list[str], fact: Tree, proof: Any) -> None:
        """Add what a term proves of the things that it gives names to, and go on."""
        first = len(self.facts)
        text = self.pattern(fact)
        for name in reversed(names):
            text = f"[{name} {text}]"
        self.script.say(f"pose proof {term} as {text}.")
        self.script.say(*(f"cbv beta in F{k}." for k in range(first, len(self.facts))))
        self.replay(proof)

    def inhabitant(self, members: str) -> str:
        """Print the evidence that a set has an element: one that is known, or the assumption."""
        known = [e for e, s in self.reading.elements.items() if s == members]
        element = f"(inhabits {self.printer.identifiers[known[0]]})" if known else ""
        return element or "ltac:(assumption)"
