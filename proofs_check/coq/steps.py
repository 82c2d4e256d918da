"""The steps of a proof, replayed in Coq.

Each step of the format is a tactic, and each branch ends in two signs of one number that exclude
each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proofs_check.coq.evidence import chained
from proofs_check.coq.knowledge import Knowledge
from proofs_check.coq.meanings import meaning
from proofs_check.coq.quotients import add, multiply, number
from proofs_check.coq.script import Script
from proofs_check.coq.trees import ZERO, NotTranslated, Tree, normal, substitute

TERMS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Steps:
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

    # -- facts -------------------------------------------------------------------------------------

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

    # -- steps -------------------------------------------------------------------------------------

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

    def _split(self, proposition: Tree, holds: Any, fails: Any) -> None:
        proposition = self.prepared(proposition)
        name, text = self.script.new("T"), self.printer.proposition(proposition)
        self.script.say(
            f"eassert ({name} : decided {text} _ _). {{ decide_it. }}",
            f"apply either_way in {name}.",
        )
        self.alternatives(name, [normal(proposition), normal(proposition, False)], [holds, fails])

    def _cases(self, k: int, *proofs: Any) -> None:
        fact = self.fact(k, "or", "!=")
        if fact[0] == "or":
            self.alternatives(f"F{k}", fact[1:], list(proofs))
        else:
            self.alternatives(f"(sides _ _ F{k})", [[op, *fact[1:]] for op in "<>"], list(proofs))

    def _at(self, k: int, element: Tree, proof: Any) -> None:
        _, name, _, body = self.fact(k, "forall")
        self.add(
            f"(F{k} {self.printer.formula(element)})", substitute(body, {name: element}), proof
        )

    def _some(self, k: int, new: str, proof: Any) -> None:
        _, name, members, body = self.fact(k, "some")
        self.reading.elements[new] = members
        self.add(
            f"F{k}", substitute(body, {name: ["v", new]}), proof, self.printer.identifiers[new]
        )

    def _term(self, k: int, new: str, *rest: Any) -> None:
        operator, total, zero = self.fact(k, *TERMS)
        if total[0] != "sum" or len(total) != 4 or zero != ZERO:
            raise NotTranslated("a sum compared with zero")
        _, name, members, body = total
        known = [e for e, s in self.reading.elements.items() if s == members]
        body = substitute(body, {name: ["v", new]})
        fact: Tree = [operator, body, ZERO]
        if len(rest) == 2:
            _, weights, _ = self.fact(rest[0], ">")
            weight = substitute(weights[3], {weights[1]: ["v", new]})
            fact = ["or", ["and", [">", weight, ZERO], fact], [operator[0], body, ZERO]]
            term = f"(weighted_{TERMS[operator]} {self.printer.set(members)} _ _ F{rest[0]} F{k})"
        else:
            element = f"(inhabits {self.printer.identifiers[known[0]]})" if known else ""
            inhabited = (element or "ltac:(assumption)") if "=" in operator else ""
            term = f"(term_{TERMS[operator]} {self.printer.set(members)} _ {inhabited} F{k})"
        self.reading.elements[new] = members
        k = len(self.facts)
        pattern = self.pattern(fact)
        self.script.say(
            f"pose proof {term} as [{self.printer.identifiers[new]} {pattern}].",
            f"cbv beta in F{k}.",
        )
        self.replay(rest[-1])

    def _put(self, k: int, formulas: list[Tree], proof: Any) -> None:
        _, names, body = self.fact(k, "every")
        formulas = [self.prepared(f) for f in formulas]
        term = " ".join([f"F{k}", *(self.printer.formula(f) for f in formulas)])
        self.add(f"({term})", substitute(body, dict(zip(names, formulas, strict=True))), proof)

    def _square(self, formula: Tree, proof: Any) -> None:
        formula = self.prepared(formula)
        self.add(
            f"(square_nonneg {self.printer.formula(formula)})",
            [">=", ["^", formula, ["n", "2"]], ZERO],
            proof,
        )

    def _means(self, formula: Tree, proof: Any) -> None:
        self.script.knowledge = Knowledge(self.reading, list(self.facts))
        fact, term = meaning(self.script, self.prepared(formula))
        self.add(term, fact, proof)

    def _by(self, combination: list[tuple[Tree, int]]) -> None:
        """Close a branch: the sum of multiples of differences has two signs that clash.

        One is that of its terms, the other that of the quotient to which it is brought.
        """
        script = self.script
        script.knowledge = knowledge = Knowledge(self.reading, list(self.facts))
        total, proofs, texts, values = number(0), [], [], []
        for multiplier, k in combination:
            if k not in knowledge.usable:
                raise NotTranslated(f"fact {k} with its divisors shown to be nonzero")
            source = knowledge.usable[k]
            factor = self.reading.plan(self.prepared(multiplier)).value
            proof, text = script.source(source), self.printer.quotient(source.plan.value)
            if factor != number(1):
                proof = f"(has_times _ _ _ _ {script.evidence(factor)} {proof})"
                text = f"({self.printer.quotient(factor)} * {text})"
            total = add(total, multiply(factor, source.plan.value))
            proofs.append(proof)
            texts.append(text)
            values += [factor, source.plan.value]
        if not proofs:
            raise NotTranslated("a contradiction of no facts")
        lines = script.prepared((), [*values, total], None)
        rest = script.evidence(total)
        if len(proofs) == 1 and texts[0] == self.printer.quotient(total):
            lines = ["reflexivity."]
        script.say(
            f"refine (clash _ _ _ _ {chained(proofs, 'has_plus')} {rest} _ eq_refl).", *lines
        )


STEPS = ("split", "cases", "at", "some", "term", "put", "square", "means", "by")
