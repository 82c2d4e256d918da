"""Steps of guides that take cases, or add facts up."""

from __future__ import annotations

from typing import Any

import sympy as sp

from proofs_check.recheck import State, Tree, normal, replaced
from proofs_check.searching.follower import (
    Follower,
    Guide,
    Unfinished,
    written,
)
from symbolic.language.proposition import Proposition
from symbolic.language.tree import Env


class Branching(Follower):
    """Takes cases."""

    def to_have(
        self, state: State, rest: Guide, env: Env, p: Proposition, guide: Guide = ()
    ) -> Tree:
        """Show a proposition on the way."""
        tree = self.proposition(p, env)
        shown = self.follow(state.plus(normal(tree, False)), guide, env)
        return ("split", tree, self.follow(state.plus(normal(tree)), rest, env), shown)

    def to_product(self, state: State, rest: Guide, env: Env, first: Any, second: Any) -> Tree:
        """Show that two numbers are >= 0 and so their product is."""
        a, b = self.formula(first, env), self.formula(second, env)
        zero, one = ("n", "0"), ("n", "1")
        with_a = state.plus((">=", a, zero))
        with_b = with_a.plus((">=", b, zero))
        known = (">=", ("*", a, b), zero)
        k = len(with_b.facts)
        multiplied = ("by", ((b, k - 2), (one, k)))
        inner = ("split", known, self.follow(with_b.plus(known), rest, env), multiplied)
        b_shown = self.follow(with_a.plus(("<", b, zero)), (), env)
        a_shown = self.follow(state.plus(("<", a, zero)), (), env)
        return (
            "split",
            (">=", a, zero),
            ("split", (">=", b, zero), inner, b_shown),
            a_shown,
        )

    def to_sum(self, state: State, _: Guide, env: Env, *weighted: tuple[Any, Proposition]) -> Tree:
        """Add multiples of facts that cannot all hold."""
        combination = []
        for multiplier, p in weighted:
            fact = normal(self.proposition(p, env))
            if fact not in state.facts:
                raise Unfinished(f"it is not known that {written(fact)}")
            k = len(state.facts) - 1 - state.facts[::-1].index(fact)
            combination.append((self.formula(multiplier, env), k))
        return ("by", tuple(combination))

    def to_term(self, state: State, rest: Guide, env: Env, label: sp.Symbol) -> Tree:
        """Name a term that has the sign of the last sum."""
        for k, fact in reversed(list(enumerate(state.facts))):
            if fact[0] in ("<", ">") and fact[1][0] == "sum" and fact[2] == ("n", "0"):
                _, v, members, body = fact[1]
                new = self.unused(label)
                named = state._replace(scope=state.scope.having(new, "element", members))
                inner = named.plus((fact[0], replaced(body, {("v", v): ("v", new)}), ("n", "0")))
                return ("term", k, new, self.follow(inner, rest, {**env, label: (new, members)}))
        raise Unfinished("no sum is said to be negative or positive")

    def to_split(
        self, state: State, _: Guide, env: Env, p: Proposition, holds: Guide, fails: Guide
    ) -> Tree:
        """Take two cases."""
        tree = self.proposition(p, env)
        first = self.follow(state.plus(normal(tree)), holds, env)
        return ("split", tree, first, self.follow(state.plus(normal(tree, False)), fails, env))

    def to_cases(self, state: State, _: Guide, env: Env, *guides: Guide) -> Tree:
        """Take the last alternatives of as many parts as there are guides."""
        k, parts = self.alternatives(state, len(guides))
        pairs = zip(parts, guides, strict=True)
        return ("cases", k, *(self.follow(state.plus(part), guide, env) for part, guide in pairs))

    def to_then(
        self, state: State, rest: Guide, env: Env, conclusion: Proposition | None = None
    ) -> Tree:
        """Take the last of two alternatives, or the one given; the other is left to the search."""
        if conclusion is None:
            k, (other, last) = self.alternatives(state, 2)
        else:
            last = normal(self.proposition(conclusion, env))
            where = [k for k, f in enumerate(state.facts) if f[0] == "or" and f[2:] == (last,)]
            if not where:
                raise Unfinished(f"no alternative is {written(last)}")
            k, other = where[-1], state.facts[where[-1]][1]
        closed = self.follow(state.plus(other), (), env)
        return ("cases", k, closed, self.follow(state.plus(last), rest, env))

    def to_denied(self, state: State, _: Guide, env: Env, p: Proposition, *guides: Guide) -> Tree:
        """Take the cases in which a conjunction fails that is said to fail."""
        fact = normal(self.proposition(p, env), False)
        if fact not in state.facts:
            raise Unfinished(
                f"it is not said that {written(normal(self.proposition(p, env)))} fails"
            )
        pairs = list(zip(fact[1:], guides, strict=True))
        proofs = [self.follow(state.plus(part), guide, env) for part, guide in pairs]
        return ("cases", state.facts.index(fact), *proofs)

    def to_sides(self, state: State, rest: Guide, env: Env) -> Tree:
        """Take what is last said not to be equal as less and as greater."""
        k = max(k for k, fact in enumerate(state.facts) if fact[0] == "!=")
        each = [state.plus((op, *state.facts[k][1:])) for op in "<>"]
        return ("cases", k, *(self.follow(side, rest, env) for side in each))
