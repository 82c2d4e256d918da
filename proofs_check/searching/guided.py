r"""Proofs that follow a guide: quantifiers as told, everything else by the search.

A statement over all numbers, such as a limit, is proved by naming what exists and by putting formulas
in the place of what holds for all numbers.  Which, no search finds: a guide says so, and what remains at
the end of a branch is left to ``search``.  Nothing here is trusted: what comes out is checked like any
other proof.  A guide is a list of steps, and a fact is found by the names of what it quantifies.

* ``("name", variables, symbols)`` names numbers that exist; where the fact says so for each element of
  finite sets, the symbols are functions (``head``) of these elements;
* ``("put", variables, formulas)`` reads what holds for all numbers at these;
* ``("at", index, label, *functions)`` reads what holds for all elements at one, where that has not been
  done: the last fact that speaks of no other functions than those given, if any are;
* ``("everywhere", index, label, *functions)`` does so with all that is said for all elements of the index;
* ``("some", index, label)`` names an element that exists;
* ``("least", indices, formula, labels)`` names elements at which a formula is least;
* ``("same",)`` reads everything about one element at another that is said to be the same;
* ``("part", index, label)`` says that a sum of terms >= 0 is at least one of them;
* ``("swap", sum)`` says that two sums may be taken in either order;
* ``("square", formula)``, ``("means", formula)`` as in a proof;
* ``("have", proposition, guide)`` shows a proposition on the way;
* ``("then",)`` takes the second of the last two alternatives, or ``("then", conclusion)`` the one given,
  of an implication whose premise the search shows;
* ``("sides",)`` takes what is last said not to be equal as less and as greater, both by what follows;
* ``("product", first, second)`` shows that two numbers are at least zero, and so is their product;
* ``("term", label)`` names a term that has the sign of the last sum;
* ``("sum", (multiplier, proposition), …)`` ends a list: facts that cannot all hold, with multipliers;
* ``("cases", *guides)`` ends a list: the last alternatives of as many parts, each with its guide;
* ``("denied", conjunction, *guides)`` ends a list: it is said to fail, in one of its parts;
* ``("about", *functions)`` ends a list: the search takes only alternatives that speak of no others;
* ``("split", proposition, guide, guide)`` ends a list: it holds, or it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import sympy as sp

from proofs_check.recheck import State, Tree, meaning, normal, prefix, replaced
from proofs_check.searching.branching import Branching
from proofs_check.searching.follower import (
    Guide,
    Unfinished,
    one_element,
    quantifies,
    speaks_of,
)
from symbolic.language.notation import set_of
from symbolic.language.spelling import spelled
from symbolic.language.statement import Statement
from symbolic.language.tree import Env


class Guided(Branching):
    """Follows a guide."""

    def to_name(
        self, state: State, rest: Guide, env: Env, variables: Sequence[Any], symbols: Sequence[Any]
    ) -> Tree:
        """Name numbers that exist."""
        k, fact = self.found(state, "exists", variables)
        bound, (_, old, part) = prefix(fact)
        news = tuple(map(self.unused, symbols))
        what = ("of", *(members for _, members in bound)) if bound else ("real",)
        at = [("v", v) for v, _ in bound]
        put = {
            ("v", v): ("f", new, *at) if bound else ("v", new)
            for v, new in zip(old, news, strict=True)
        }
        if bound:
            self.writer.functions.update((new, [s for _, s in bound]) for new in news)
        inner: Any = replaced(part, put)
        for b in reversed(bound):
            inner = ("forall", *b, inner)
        scope = reduce(lambda s, new: s.having(new, *what), news, state.scope)
        named = state._replace(scope=scope).plus(inner)
        put_in = {} if bound else {s: (new, None) for s, new in zip(symbols, news, strict=True)}
        return ("name", k, news, self.follow(named, rest, {**env, **put_in}))

    def to_put(
        self, state: State, rest: Guide, env: Env, variables: Sequence[Any], formulas: Sequence[Any]
    ) -> Tree:
        """Read what holds for all numbers at formulas."""
        k, (_, names, part) = self.found(state, "every", variables)
        trees = tuple(self.formula(e, env) for e in formulas)
        put = {("v", v): t for v, t in zip(names, trees, strict=True)}
        return ("put", k, trees, self.follow(state.plus(replaced(part, put)), rest, env))

    def to_at(
        self, state: State, rest: Guide, env: Env, index: Any, label: sp.Symbol, *about: Any
    ) -> Tree:
        """Read what holds for all elements at one."""
        tree, wanted = self.formula(label, env), spelled(str(index))
        for k, fact in reversed(list(enumerate(state.facts))):
            if quantifies(fact, wanted) and speaks_of(fact, about):
                inner = state.plus(replaced(fact[3], {("v", fact[1]): tree}))
                if not {*inner.facts[len(state.facts) :]} <= {*state.facts}:
                    return ("at", k, tree, self.follow(inner, rest, env))
        raise Unfinished(f"nothing new is said for all {wanted}")

    def to_everywhere(
        self, state: State, rest: Guide, env: Env, index: Any, label: sp.Symbol, *about: Any
    ) -> Tree:
        """Read all that holds for all elements of an index at one."""
        tree, wanted, inner, steps = self.formula(label, env), spelled(str(index)), state, []
        for k, fact in enumerate(state.facts):
            if quantifies(fact, wanted) and speaks_of(fact, about):
                longer = inner.plus(replaced(fact[3], {("v", fact[1]): tree}))
                if not {*longer.facts[len(inner.facts) :]} <= {*inner.facts}:
                    inner = longer
                    steps.append(k)
        proof = self.follow(inner, rest, env)
        for k in reversed(steps):
            proof = ("at", k, tree, proof)
        return proof

    def to_some(self, state: State, rest: Guide, env: Env, index: Any, label: sp.Symbol) -> Tree:
        """Name an element that exists."""
        k, (_, bound, members, part) = self.found(state, "some", [index])
        new = self.unused(label)
        named = state._replace(scope=state.scope.having(new, "element", members))
        inner = named.plus(replaced(part, {("v", bound): ("v", new)}))
        return ("some", k, new, self.follow(inner, rest, {**env, label: (new, members)}))

    def to_least(
        self,
        state: State,
        rest: Guide,
        env: Env,
        indices: Sequence[sp.Symbol],
        formula: Any,
        labels: Sequence[sp.Symbol],
    ) -> Tree:
        """Name elements at which a formula is least."""
        bound = {i: (self.unused(sp.Symbol(f"{i.name}_least")), set_of(i)) for i in indices}
        tree = self.formula(formula, {**env, **bound})
        news = tuple(map(self.unused, labels))
        put = {("v", b): ("v", new) for (b, _), new in zip(bound.values(), news, strict=True)}
        fact: Any = (">=", tree, replaced(tree, put))
        for b in reversed(list(bound.values())):
            fact = ("forall", *b, fact)
        scope, inner = state.scope, dict(env)
        for label, new, (_, members) in zip(labels, news, bound.values(), strict=True):
            scope = scope.having(new, "element", members)
            inner[label] = (new, members)
        named = state._replace(scope=scope).plus(fact)
        return ("least", fact, news, self.follow(named, rest, inner))

    def to_same(self, state: State, rest: Guide, env: Env) -> Tree:
        """Put the second of two elements that are last said to be one in the place of the first."""
        pairs = [(k, f[1:]) for k, f in enumerate(state.facts) if one_element(state, f)]
        if not pairs:
            raise Unfinished("no two elements are said to be one")
        k, (old, new) = pairs[-1]
        inner, steps = state, []
        for j, fact in enumerate(state.facts):
            if j != k and (other := replaced(fact, {old: new})) != fact:
                steps.append(j)
                inner = inner.plus(other)
        proof = self.follow(inner, rest, env)
        for j in reversed(steps):
            proof = ("same", k, j, proof)
        return proof

    def to_part(self, state: State, rest: Guide, env: Env, index: Any, label: sp.Symbol) -> Tree:
        """Say that a sum of terms of which it is known that they are >= 0 is at least one of them."""
        tree, wanted = self.formula(label, env), spelled(str(index))
        for k, fact in reversed(list(enumerate(state.facts))):
            if fact[:2] == ("forall", wanted) and fact[3][0] == ">=" and fact[3][2] == ("n", "0"):
                _, v, members, (_, term, _) = fact
                says = (">=", ("sum", v, members, term), replaced(term, {("v", v): tree}))
                return ("part", k, tree, self.follow(state.plus(says), rest, env))
        raise Unfinished(f"nothing is said to be >= 0 for all {wanted}")

    def to_swap(self, state: State, rest: Guide, env: Env, total: sp.Expr) -> Tree:
        """Say that two sums may be taken in either order."""
        tree = self.formula(total, env)
        _, a, of_a, (_, b, of_b, body) = tree
        fact = ("=", tree, ("sum", b, of_b, ("sum", a, of_a, body)))
        return ("swap", tree, self.follow(state.plus(fact), rest, env))

    def to_square(self, state: State, rest: Guide, env: Env, formula: Any) -> Tree:
        """Say that a square is not negative."""
        tree = self.formula(formula, env)
        inner = state.plus((">=", ("^", tree, ("n", "2")), ("n", "0")))
        return ("square", tree, self.follow(inner, rest, env))

    def to_means(self, state: State, rest: Guide, env: Env, formula: Any) -> Tree:
        """Say what a built-in function is."""
        tree = self.formula(formula, env)
        return ("means", tree, self.follow(state.plus(normal(meaning(tree))), rest, env))


def follow(statement: Statement, guide: Guide) -> Tree:
    """Return the proof of a statement that a guide describes.

    Raises:
        Unfinished: It does not lead to one.
    """
    guided = Guided(statement)
    return guided.follow(guided.checker.start, guide, {})
