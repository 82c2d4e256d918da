r"""The search for a proof that facts contradict each other, in the steps that ``proofs_check.recheck`` follows.

A tableau: alternatives are taken case by case, elements of sums get names, quantities are expressed
by their slack (orthant certificates: v = L + s from a bound below, v = U/(1 + t) from a bound
above, the face v = 0 apart), and each branch ends in a combination of facts whose signs contradict
each other.  Nothing here is trusted: what is found is checked as if it came from a stranger.

The effort is counted in attempts, not in seconds, so that the same statement has the same fate on
every machine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from typing import Any

from proofs_check.engines import written
from proofs_check.engines.multipliers import plainly, refutation, vanishing
from proofs_check.recheck import ZERO, Checker, Env, Frac, Poly, State, Tree, normal, times

Proof = list[Any]
EFFORT = ((0, False), (1, False), (1, True), (2, True))
"""Degrees of the multipliers tried, and whether facts multiply one another."""
MAX_SQUARES = 12


class Search:
    """Looks for a refutation; ``attempts`` bounds the number of linear programmes."""

    def __init__(self, statement: Any, attempts: int = 40, depth: int = 3) -> None:
        self.checker = Checker(statement)
        self.attempts = attempts
        self.given = len(
            reduce(
                lambda state, p: state.plus(normal(p), Env()), statement["given"], State(())
            ).facts
        )
        self.depth = depth
        self.names = (f"slack {n}" for n in itertools.count(1))

    def refute(
        self,
        state: State,
        done: frozenset[Any] = frozenset(),
        depth: int = 0,
        effort: int = len(EFFORT),
    ) -> Proof | None:
        """Return a proof that the facts contradict each other, or nothing."""
        self.checker.enter(state)
        values = dict(self.checker.values)
        for k in reversed(values):
            short: Proof | None = plainly(self.checker, k) or (
                vanishing(self.checker, k) if values[k][1] == "!=" else None
            )
            if short:
                return short
        if proof := self.cases(state, done, depth, effort):
            return proof
        if any(fact[0] == "or" and k not in done for k, (fact, _) in enumerate(state.facts)):
            # an alternative could not be refuted; combinations without it were tried inside
            return None
        return (
            self.combined(state, effort)
            or self.squared(state, done)
            or self.substituted(state, done, depth)
            or self.sided(state, done, depth, effort)
        )

    def cases(self, state: State, done: frozenset[Any], depth: int, effort: int) -> Proof | None:
        """Take the last alternative, or name an element, that has not been used on this branch."""
        for k, (fact, env) in reversed(list(enumerate(state.facts))):
            if fact[0] == "or" and k not in done:
                proofs = []
                for part in fact[1:]:
                    proofs.append(self.refute(state.plus(part, env), done | {k}, depth, effort))
                    if proofs[-1] is None:
                        return None
                return ["cases", k, *proofs]
            if k not in done and (
                fact[0] == "some" or (k >= self.given and self._compares_a_sum(k, fact))
            ):
                proof = self.named(state, k, done | {k}, depth, effort)
                if proof:
                    return proof
            if (
                k >= self.given
                and ("gathered", k) not in done
                and (proof := self.gathered(state, k, done | {("gathered", k)}, depth, effort))
            ):
                return proof
        return None

    def gathered(
        self, state: State, k: int, done: frozenset[Any], depth: int, effort: int
    ) -> Proof | None:
        """Write a fact that is linear in sums over one set as a fact about one sum, which then is about some term."""
        self.checker.enter(state)
        value, relation = self.checker.values.get(k, (None, ""))
        body = (
            self._under_one_sum(state, value.top)
            if value is not None and relation in (">", ">=")
            else None
        )
        if value is None or body is None or self._compares_a_sum(k, state.facts[k][0]):
            return None
        lemma = [relation, body, ZERO]
        inside = self.refute(state.plus(lemma, Env()), done, depth, effort)
        whole: Poly = reduce(
            times, [dict(f) for f, e in value.bottom.items() for _ in range(e)], {(): Fraction(1)}
        )
        return (
            [
                "split",
                lemma,
                inside,
                ["by", [[self._tree(whole), k], [written.ONE, len(state.facts)]]],
            ]
            if inside
            else None
        )

    def _under_one_sum(self, state: State, p: Poly) -> Tree | None:
        """Write a polynomial that is linear in sums over one set as one sum.

        The index is named as in the sums at hand.
        """
        reader, terms, sets = self.checker.reader, [], set()
        for m, w in p.items():
            sums = [(g, e) for g, e in m if reader.atoms[g][0][0] == "sum"]
            if len(sums) != 1 or sums[0][1] != 1:
                return None
            g = sums[0][0]
            sets.add(reader.atoms[reader.atoms[g][0][1]][0])
            terms.append((tuple(part for part in m if part[0] != g), w, g))
        if len(sets) != 1 or len(terms) < 2:
            return None
        ((_, depth, members),) = sets
        taken = [
            f[1][2]
            for f, _ in state.facts
            if f[0] in (">", ">=") and f[1][0] == "sum" and f[1][3] == members
        ]
        index = next((t for t in taken if ("l", t, members) not in reader.heads), str(depth))
        summands = [
            [
                "*",
                written.monomial(reader, m, w),
                _renamed(written.fraction(reader, reader.atoms[g][1][0]), str(depth), index),
            ]
            for m, w, g in terms
        ]
        return ["sum", ["+", *summands], index, members]

    def _compares_a_sum(self, k: int, fact: Tree) -> bool:
        known = k in self.checker.values and fact[0] in ("<", "<=", ">", ">=")
        return known and fact[1][0] == "sum" and len(fact[1]) == 4 and fact[2] == ZERO

    def named(
        self, state: State, k: int, done: frozenset[Any], depth: int, effort: int
    ) -> Proof | None:
        """Name an element for which a fact about some element, or about a sum, holds.

        Try the weights that are at hand.
        """
        fact, env = state.facts[k]
        weights = [
            j
            for j, (w, _) in enumerate(state.facts)
            if self._compares_a_sum(j, w)
            and w[0] == ">"
            and fact[0] != "some"
            and w[1][2:] == fact[1][2:]
        ]
        for given in [*([j] for j in weights if j != k and "=" in fact[0]), []]:
            self.checker.enter(state)
            index, members, part = (
                fact[1:] if fact[0] == "some" else self.checker.term(fact, k, *given)
            )
            new = next(self.names)
            label = self.checker.reader.generator(("l", new, members))
            place = env._replace(bound={**env.bound, index: label})
            inner = state.plus(part, place)
            at = [j for j, (f, _) in enumerate(inner.facts) if f[0] == "forall" and f[2] == members]
            for j in at:
                f, e = inner.facts[j]
                inner = inner.plus(f[3], e._replace(bound={**e.bound, f[1]: label}))
            proof = self.refute(inner, done, depth, effort)
            for j in reversed(at):
                proof = ["at", j, ["l", new, members], proof] if proof else None
            if proof:
                return ["some", k, new, *given, proof]
        return None

    def combined(self, state: State, effort: int) -> Proof | None:
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
        """Add squares of differences whose parts are square roots of terms, and combine again."""
        self.checker.enter(state)
        roots = list(itertools.islice(self._roots(), MAX_SQUARES))
        if not roots or "squared" in done:
            return None
        more = reduce(
            lambda s, root: s.plus([">=", ["^", root, ["n", "2"]], ZERO], Env()), roots, state
        )
        proof = self.combined(more, 2)
        for root in reversed(roots):
            proof = ["square", root, proof] if proof else None
        return proof

    def _roots(self) -> Iterator[Tree]:
        """Iterate over m - c n for terms p m^2 t and q n^2 t of a fact with p, q > 0 and c^2 = q/p."""
        seen = []
        for value, relation in self.checker.values.values():
            terms = [(m, -w) for m, w in value.top.items() if relation != "="]
            for (m, p), (n, q) in itertools.combinations([t for t in terms if t[1] > 0], 2):
                ratio, odd = q / p, {g for g, e in m if e % 2}
                root = Fraction(math.isqrt(ratio.numerator), math.isqrt(ratio.denominator))
                if root**2 == ratio and odd == {g for g, e in n if e % 2}:
                    halves = [tuple((g, e // 2) for g, e in part if e > 1) for part in (m, n)]
                    if halves not in seen and halves[0] != halves[1]:
                        seen.append(halves)
                        yield self._tree({halves[0]: Fraction(1), halves[1]: -root})
                        yield self._tree({halves[0]: Fraction(1), halves[1]: root})

    def _sums(self, value: Frac) -> bool:
        return any(
            self.checker.reader.atoms[g][0][0] == "sum"
            for g in self.checker.reader.generators(value)
        )

    def sided(self, state: State, done: frozenset[Any], depth: int, effort: int) -> Proof | None:
        """Take what is not zero as negative or positive."""
        for k, (fact, env) in enumerate(state.facts):
            if (
                fact[0] == "!="
                and k not in done
                and k in self.checker.values
                and not self._sums(self.checker.values[k][0])
            ):
                proofs = [
                    self.refute(state.plus([op, *fact[1:]], env), done | {k}, depth, effort)
                    for op in "<>"
                ]
                return ["cases", k, *proofs] if None not in proofs else None
        return None

    def substituted(self, state: State, done: frozenset[Any], depth: int) -> Proof | None:
        """Express a quantity by the slack of a bound, and go on."""
        if depth >= self.depth:
            return None
        self.checker.enter(state)
        for k, v, above, below in list(self._bounds()):
            if self.attempts <= 0:
                return None
            proof = self._from_below(state, k, v, above, below, done, depth) or self._from_above(
                state, k, v, above, below, done, depth
            )
            if proof:
                return proof
        return None

    def _bounds(self) -> Iterator[tuple[int, int, Poly, Poly]]:
        """Iterate over facts c v + d >= 0 that are linear in a quantity v, as (fact, v, c, d)."""
        for k, (value, relation) in self.checker.values.items():
            if relation not in (">", ">=") or len(value.top) < 2 or value.bottom:
                continue
            for g in sorted(self.checker.reader.generators(value)):
                if (
                    self.checker.reader.atoms[g][0][0] in ("s", "i")
                    and max(dict(m).get(g, 0) for m in value.top) == 1
                ):
                    c = {
                        tuple(p for p in m if p[0] != g): w
                        for m, w in value.top.items()
                        if g in dict(m)
                    }
                    d = {m: w for m, w in value.top.items() if g not in dict(m)}
                    yield k, g, c, d

    def _tree(self, p: Poly) -> Tree:
        return written.polynomial(self.checker.reader, p)

    def _from_below(
        self, state: State, k: int, g: int, c: Poly, d: Poly, done: frozenset[Any], depth: int
    ) -> Proof | None:
        """From c v + d = s >= 0 with c > 0 and d <= 0: v = (s - d)/c."""
        self.checker.enter(state)
        if self.checker.sign(c) != 1 or self.checker.sign(d, -1) is None:
            return None
        new, v = next(self.names), written.generator(self.checker.reader, g)
        formula = ["/", ["+", ["s", new], ["*", ["n", "-1"], self._tree(d)]], self._tree(c)]
        return self._let(state, v, new, k, formula, done, depth)

    def _let(
        self,
        state: State,
        v: Tree,
        new: str,
        k: int,
        formula: Tree,
        done: frozenset[Any],
        depth: int,
    ) -> Proof | None:
        relation = self.checker.values[k][1]
        inner = State((*state.where, [v, formula]), state.facts).plus(
            [relation, ["s", new], ZERO], Env()
        )
        proof = self.refute(inner, done, depth + 1, 2)
        return ["let", v, new, k, formula, proof] if proof else None

    def _from_above(
        self, state: State, k: int, g: int, c: Poly, d: Poly, done: frozenset[Any], depth: int
    ) -> Proof | None:
        """From d - c v >= 0 with c, v > 0: v = d/(c + t) with t = (d - c v)/v >= 0.

        The face v = 0 is a case of its own.
        """
        self.checker.enter(state)
        v, positive = (
            written.generator(self.checker.reader, g),
            self.checker.sign({((g, 1),): Fraction(1)}),
        )
        if self.checker.sign(c, -1) != 1 or positive is None or self.checker.sign(d) != 1:
            return None
        if positive == 0:
            inside = self._from_above(state.plus([">", v, ZERO], Env()), k, g, c, d, done, depth)
            face = (
                self.refute(state.plus(["<=", v, ZERO], Env()), done, depth + 1, 2)
                if inside
                else None
            )
            return ["split", [">", v, ZERO], inside, face] if inside and face else None
        new, relation = next(self.names), self.checker.values[k][1]
        slack = ["/", self._tree({**d, **times({((g, 1),): Fraction(1)}, c)}), v]
        lemma = [relation, slack, ZERO]
        bounded = state.plus(lemma, Env())
        formula = ["/", self._tree(d), ["+", ["s", new], ["*", ["n", "-1"], self._tree(c)]]]
        self.checker.enter(bounded)
        inside = self._let(bounded, v, new, len(state.facts), formula, done, depth)
        return (
            ["split", lemma, inside, ["by", [[v, len(state.facts)], [written.ONE, k]]]]
            if inside
            else None
        )


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    """Rename a label in a tree."""
    if isinstance(tree, list):
        return (
            ["l", new, tree[2]]
            if tree[:2] == ["l", old]
            else [_renamed(part, old, new) for part in tree]
        )
    return tree
