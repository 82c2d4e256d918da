r"""The search for a proof that facts contradict each other.

The steps are those that ``proofs_check.recheck`` follows.  A tableau: alternatives are taken case
by case, elements of sums get names, witnesses are put in, and each branch ends in a combination of
facts whose signs contradict each other (``multipliers``).  Nothing here is trusted: what is found is
checked as if it came from a stranger.

The effort is counted in attempts, not in seconds, so that the same statement has the same fate on
every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from proofs_check.recheck import (
    ZERO,
    Checker,
    Frac,
    State,
    Tree,
    frozen,
    meaning,
    normal,
    replaced,
    times,
)
from proofs_check.searching import written
from proofs_check.searching.elimination import vanishing
from proofs_check.searching.multipliers import plainly, refutation
from proofs_check.searching.squares import cancelled, differences, roots, spreads
from proofs_check.searching.sums_of_terms import compares_a_sum, under_one_sum

Proof = Any
"""Nested tuples, as ``Checker.refute`` reads them."""

MAX_NAMES = 4
"""Elements that are named on one branch: what holds for all elements is read at each of them."""

BUILT_IN = frozenset(("log", "exp", "abs", "sign", "min", "max", "^"))
MAX_TERMS = 6
"""Built-in functions whose meaning is put in at once."""

EFFORT = ((0, False), (1, False), (1, True), (2, True))
"""Degrees of the multipliers tried, and whether facts multiply one another."""


class Search:
    """Looks for a refutation.

    Args:
        tree: The statement's tree.
        attempts: Bound of the number of linear programmes.
        witnesses: For the names that an existential proposition binds, the formulas proposed.
    """

    def __init__(
        self,
        tree: dict[str, Any],
        attempts: int = 40,
        witnesses: Sequence[tuple[list[str], list[Any]]] = (),
    ) -> None:
        statement = {key: frozen(part) for key, part in tree.items()}
        self.checker = Checker(statement)
        self.attempts = attempts
        self.witnesses = {frozen(names): frozen(formulas) for names, formulas in witnesses}
        self.names = (f"s~{n}" for n in itertools.count(1))
        premises = Checker({**statement, "says": ("or",)}).start  # its denial adds no fact
        self.given = len(premises.facts)

    def refute(
        self,
        state: State,
        done: frozenset[Any] = frozenset(),
    ) -> Proof | None:
        """Return a proof that the facts contradict each other, or None."""
        self.checker.enter(state)
        values = dict(self.checker.values)
        for k in reversed(values):
            short: Proof | None = plainly(self.checker, k) or (
                vanishing(self.checker, k) if values[k][1] == "!=" else None
            )
            if short:
                return short
        if proof := self.cases(state, done):
            return proof
        if any(fact[0] == "or" and k not in done for k, fact in enumerate(state.facts)):
            return None  # an alternative that remains; combinations without it were tried inside
        return (
            self.combined(state)
            or self.squared(state, done)
            or self.spread(state, done)
            or self.sided(state, done)
            or self.explained(state, done)
        )

    def cases(self, state: State, done: frozenset[Any]) -> Proof | None:
        """Take the last alternative, or name an element, that this branch has not used."""
        for k, fact in reversed(list(enumerate(state.facts))):
            if fact[0] == "or" and k not in done:
                return self._each(state, k, fact[1:], done)
            proof: Proof | None = None
            named = len(state.scope.names) - len(self.checker.start.scope.names)
            if k in done or named >= MAX_NAMES:
                pass
            elif fact[0] == "some":
                proof = self.an_element(state, k, done | {k})
            elif fact[0] == "every":
                proof = self.at_the_witness(state, k, done | {k})
            elif k >= self.given and compares_a_sum(self.checker, state, k):
                proof = self.a_term(state, k, done | {k})
            if proof is None and k >= self.given and ("gathered", k) not in done:
                proof = self.gathered(state, k, done | {("gathered", k)})
            if proof:
                return proof
            self.checker.enter(state)
        return None

    def _each(self, state: State, k: int, parts: Any, done: frozenset[Any]) -> Proof | None:
        """Refute every alternative of fact k."""
        proofs = []
        for part in parts:
            proofs.append(self.refute(state.plus(part), done | {k}))
            if proofs[-1] is None:
                return None
        return ("cases", k, *proofs)

    def at_the_witness(self, state: State, k: int, done: frozenset[Any]) -> Proof | None:
        """Put the formulas that are proposed for the variables in their place."""
        _, names, part = state.facts[k]
        formulas = self.witnesses.get(names)
        if formulas is None:
            return None
        put = {("v", v): t for v, t in zip(names, formulas, strict=True)}
        inner = state.plus(replaced(part, put))
        rest = self.refute(inner, done)
        return ("put", k, formulas, rest) if rest else None

    def an_element(self, state: State, k: int, done: frozenset[Any]) -> Proof | None:
        """Name an element for which a fact about some element holds."""
        _, bound, members, part = state.facts[k]
        new = next(self.names)
        named = _with_name(state, new, "element", members)
        inner = named.plus(replaced(part, {("v", bound): ("v", new)}))
        rest = self._at(inner, new, members, done)
        return ("some", k, new, rest) if rest else None

    def a_term(self, state: State, k: int, done: frozenset[Any]) -> Proof | None:
        """Name a term of a sum by the sum's sign; try the weights that are at hand."""
        op, total, _ = state.facts[k]
        weights = [
            j
            for j, fact in enumerate(state.facts)
            if j != k and fact[0] == ">" and compares_a_sum(self.checker, state, j)
            if fact[1][2] == total[2]
        ]
        for chosen in [*([j] for j in weights if "=" in op), []]:
            if self.attempts <= 0:
                return None
            self.checker.enter(state)
            if "=" in op and not chosen and not self.checker.state.scope.inhabited(total[2]):
                return None
            new = next(self.names)
            members, part = self.checker.term(k, new, *chosen)
            inner = _with_name(state, new, "element", members).plus(part)
            rest = self._at(inner, new, members, done)
            if rest:
                return ("term", k, new, *chosen, rest)
        return None

    def _at(self, state: State, label: str, members: str, done: frozenset[Any]) -> Proof | None:
        """Read what holds for all elements at a label, and go on."""
        at = [j for j, f in enumerate(state.facts) if f[0] == "forall" and f[2] == members]
        for j in at:
            _, bound, _, part = state.facts[j]
            state = state.plus(replaced(part, {("v", bound): ("v", label)}))
        proof = self.refute(state, done)
        for j in reversed(at):
            proof = ("at", j, ("v", label), proof) if proof else None
        return proof

    def gathered(self, state: State, k: int, done: frozenset[Any]) -> Proof | None:
        """Write a fact that is linear in sums over one set as a fact about one sum."""
        self.checker.enter(state)
        value, relation = self.checker.values.get(k, (None, ""))
        if value is None or relation not in (">", ">=") or compares_a_sum(self.checker, state, k):
            return None
        bottom = [dict(f) for f, e in value.bottom.items() for _ in range(e)]
        whole = written.polynomial(self.checker.reader, reduce(times, bottom, {(): Fraction(1)}))
        for body, equations in under_one_sum(self.checker, value.top):
            lemma = (relation, body, ZERO)
            inside = self.refute(state.plus(lemma), done)
            if inside:
                shown = ("by", ((whole, k), (written.ONE, len(state.facts)), *equations))
                return ("split", lemma, inside, shown)
            self.checker.enter(state)
        return None

    def combined(self, state: State, effort: int = len(EFFORT)) -> Proof | None:
        """Try multipliers of growing degree."""
        for degree, products in EFFORT[:effort]:
            if self.attempts <= 0:
                return None
            self.attempts -= 1
            self.checker.enter(state)
            proof: Proof | None = refutation(self.checker, degree, products)
            if proof and self._follows(proof):
                return proof
        return None

    def _follows(self, proof: Proof) -> bool:
        try:
            self.checker.by(proof[1])
        except Exception:  # whatever is wrong with a proposal, it is no proof
            return False
        return True

    def squared(self, state: State, done: frozenset[Any]) -> Proof | None:
        """Add squares of differences, and combine again.

        First they are of differences whose parts are square roots of terms, then of those of
        positive quantities.
        """
        self.checker.enter(state)
        if "squared" in done:
            return None
        for squares, effort in ((roots(self.checker), 2), (differences(self.checker), 4)):
            if not squares:
                continue
            facts = [(">=", ("^", root, ("n", "2")), ZERO) for root in squares]
            proof = self.combined(reduce(State.plus, facts, state), effort)
            for root in reversed(squares):
                proof = ("square", root, proof) if proof else None
            if proof:
                return proof
            self.checker.enter(state)
        return None

    def spread(self, state: State, done: frozenset[Any]) -> Proof | None:
        """Add that a spread around a mean is at least zero, where that closes the branch."""
        if "spread" in done or self.attempts <= 0:
            return None
        self.checker.enter(state)
        for lemma in list(spreads(self.checker)):
            inside = state.plus(lemma)
            self.checker.enter(inside)
            closed = cancelled(self.checker, len(state.facts))
            shown = closed and self.refute(state.plus(normal(lemma, False)), done | {"spread"})
            if shown:
                return ("split", lemma, closed, shown)
            self.checker.enter(state)
        return None

    def explained(self, state: State, done: frozenset[Any]) -> Proof | None:
        """Add what the built-in functions in the facts are: roots, absolute values, maxima, …."""
        self.checker.enter(state)
        reader = self.checker.reader  # facts that cannot be read yet have left their atoms there
        terms = [
            written.generator(reader, g)
            for g, (head, _) in enumerate(reader.atoms)
            if head[0] in BUILT_IN and not reader.labels[g]
        ]
        terms = [tree for tree in terms if _has_meaning(tree)]
        if not terms or "explained" in done or self.attempts <= 0:
            return None
        inner = reduce(State.plus, [normal(meaning(tree)) for tree in terms[:MAX_TERMS]], state)
        proof = self.refute(inner, done | {"explained"})
        for tree in reversed(terms[:MAX_TERMS]):
            proof = ("means", tree, proof) if proof else None
        return proof

    def _has_sums(self, value: Frac) -> bool:
        atoms = self.checker.reader.atoms
        return any(atoms[g][0][0] == "sum" for g in self.checker.reader.generators(value))

    def sided(self, state: State, done: frozenset[Any]) -> Proof | None:
        """Take what is not zero as negative or positive."""
        self.checker.enter(state)
        for k, fact in enumerate(state.facts):
            usable = fact[0] == "!=" and k not in done and k in self.checker.values
            if usable and not self._has_sums(self.checker.values[k][0]):
                return self._each(state, k, [(op, *fact[1:]) for op in "<>"], done)
        return None


def _has_meaning(tree: Tree) -> bool:
    return tree[0] != "^" or tree[2][0] != "n" or "/" in tree[2][1]


def _with_name(state: State, new: str, *what: str) -> State:
    return state._replace(scope=state.scope.having(new, *what))
