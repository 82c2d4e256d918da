"""The steps of a proof, replayed in Coq.

Each step of the format is a tactic, and each branch ends in two signs of one number that exclude
each other.
"""

from __future__ import annotations

from typing import Any

from proofs_check.coq.branches import Branches
from proofs_check.coq.evidence import chained
from proofs_check.coq.knowledge import Knowledge
from proofs_check.coq.meanings import meaning
from proofs_check.coq.quotients import add, multiply, number
from proofs_check.coq.trees import ZERO, NotTranslated, Tree, normal, prefix, substitute

TERMS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Steps(Branches):
    """Replays a proof."""

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
        body = substitute(body, {name: ["v", new]})
        fact: Tree = [operator, body, ZERO]
        if len(rest) == 2:
            _, weights, _ = self.fact(rest[0], ">")
            weight = substitute(weights[3], {weights[1]: ["v", new]})
            fact = ["or", ["and", [">", weight, ZERO], fact], [operator[0], body, ZERO]]
            term = f"(weighted_{TERMS[operator]} {self.printer.set(members)} _ _ F{rest[0]} F{k})"
        else:
            inhabited = self.inhabitant(members) if "=" in operator else ""
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

    def _name(self, k: int, news: list[str], proof: Any) -> None:
        bound, (kind, old, body) = prefix(self.fact(k, "forall", "exists"))
        if kind != "exists" or len(old) != len(news) or (bound and len(news) > 1):
            raise NotTranslated("one choice for each element, or several numbers without any")
        at = [["v", b] for b, _ in bound]
        new: list[Tree] = [["f", v, *at] if bound else ["v", v] for v in news]
        fact = substitute(body, dict(zip(old, new, strict=True)))
        term = f"F{k}"
        if bound:
            self.reading.sorts[news[0]] = [members for _, members in bound]
            term = " ".join([term, *(self.printer.identifiers[b] for b, _ in bound)])
            for b, members in reversed(bound):
                fact = ["forall", b, members, fact]
                index, of = self.printer.identifiers[b], self.printer.set(members)
                term = f"choice {of} _ _ (fun {index} : {of} => {term})"
        self._named(f"({term})", [self.printer.identifiers[v] for v in news], fact, proof)

    def _same(self, k: int, j: int, proof: Any) -> None:
        _, first, second = self.fact(k, "=")
        if not 0 <= j < len(self.facts) or first[0] != "v" or first[1] not in self.reading.elements:
            raise NotTranslated("two elements that are one")
        fact = self.facts[j]
        members = self.reading.elements[first[1]]
        other = f"{first[1]}~same"  # what stands for it in the proposition that both satisfy
        self.reading.elements[other] = members
        index, of = self.printer.identifiers[other], self.printer.set(members)
        motive = self.printer.proposition(substitute(fact, {first[1]: ["v", other]}))
        del self.reading.elements[other]
        text, last = self.printer.identifiers[first[1]], self.printer.identifiers[second[1]]
        term = f"(eq_ind {text} (fun {index} : {of} => {motive}) F{j} {last} F{k})"
        self._named(term, [], substitute(fact, {first[1]: second}), proof)

    def _part(self, k: int, element: Tree, proof: Any) -> None:
        _, name, members, (operator, body, zero) = self.fact(k, "forall")
        if operator != ">=" or zero != ZERO:
            raise NotTranslated("terms that are at least zero")
        of, index = self.printer.set(members), self.printer.identifiers[name]
        function = f"(fun {index} : {of} => {self.printer.formula(body)})"
        term = f"(sum_at_least {of} {function} {self.printer.formula(element)} F{k})"
        fact = [">=", ["sum", name, members, body], substitute(body, {name: element})]
        self._named(term, [], fact, proof)

    def _least(self, fact: Tree, news: list[str], proof: Any) -> None:
        fact = self.prepared(fact)
        bound, (_, formula, _) = prefix(fact)
        if not 1 <= len(bound) <= 2:
            raise NotTranslated("a least value over at most two sets")
        sets = [self.printer.set(members) for _, members in bound]
        binders = "".join(
            f"fun {self.printer.identifiers[b]} : {of} => "
            for (b, _), of in zip(bound, sets, strict=True)
        )
        lemma, function = f"least_{len(bound)}", f"({binders}{self.printer.formula(formula)})"
        evidence = " ".join(self.inhabitant(members) for _, members in bound)
        for new, (_, members) in zip(news, bound, strict=True):
            self.reading.elements[new] = members
        names = [self.printer.identifiers[new] for new in news]
        self._named(f"({lemma} {' '.join(sets)} {function} {evidence})", names, fact, proof)

    def _swap(self, total: Tree, proof: Any) -> None:
        total = self.prepared(total)
        _, a, of_a, (_, b, of_b, body) = total
        first, second = self.printer.set(of_a), self.printer.set(of_b)
        index, other = self.printer.identifiers[a], self.printer.identifiers[b]
        function = (
            f"(fun {index} : {first} => fun {other} : {second} => {self.printer.formula(body)})"
        )
        fact = ["=", total, ["sum", b, of_b, ["sum", a, of_a, body]]]
        self._named(f"(sum_swap {first} {second} {function})", [], fact, proof)

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
