"""What guides are followed with: facts found by what they quantify, new names, and the end of a branch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import sympy as sp

from proofs_check.recheck import State, Tree, frozen, nodes, prefix, replaced, text
from proofs_check.searching.search import Search
from symbolic.language.proposition import Proposition
from symbolic.language.spelling import spelled
from symbolic.language.statement import Statement
from symbolic.language.tree import Env, proof_writer, statement_tree

Guide = Sequence[Any]


class Unfinished(Exception):
    """A guide cannot be followed, or a branch that it leaves to the search is not closed."""


class Follower(Search):
    """Follows a guide.

    Args:
        statement: What is to be proved.
        attempts: Of the search at the end of each branch.
    """

    def __init__(self, statement: Statement, attempts: int = 60) -> None:
        super().__init__(statement_tree(statement), attempts)
        self.writer, self.effort = proof_writer(statement), attempts
        self.given_names: set[str] = set()

    def follow(self, state: State, guide: Guide, env: Env) -> Tree:
        """Return the proof that a guide describes.

        Raises:
            Unfinished: A step does not apply, or what is left to the search is not found.
        """
        self.checker.enter(state)
        if not guide:
            return self.to_about(state, (), env)
        (step, *args), rest = guide[0], guide[1:]
        method = getattr(self, f"to_{step}")
        proof: Tree = method(state, rest, env, *args)
        return proof

    def to_about(self, state: State, _: Guide, env: Env, *heads: Any) -> Tree:
        """Leave the branch to the search, which takes alternatives about some functions only."""
        self.attempts = self.effort
        others = {k for k, f in enumerate(state.facts) if f[0] == "or" and not speaks_of(f, heads)}
        proof = self.refute(state, _taken(state) | others)
        if proof is None:
            raise Unfinished("\n".join(map(written, state.facts)))
        return proof

    def unused(self, symbol: Any) -> str:
        """Return a name for something new: its own, with a mark where it has been used before."""
        own = spelled(symbol.name if isinstance(symbol, sp.Symbol) else symbol.__name__)
        names = itertools.chain([own], (f"{own}~{k}" for k in itertools.count(1)))
        name = next(n for n in names if n not in self.given_names)
        self.given_names.add(name)
        return name

    def found(self, state: State, kind: str, names: Sequence[Any]) -> tuple[int, Tree]:
        """Return the last fact of a kind that quantifies these names."""
        wanted = tuple(spelled(str(n)) for n in names)
        for k, fact in reversed(list(enumerate(state.facts))):
            bound, part = prefix(fact)
            if kind in ("forall", "some") and fact[0] == kind and fact[1:2] == wanted:
                return k, fact
            quantifies = part[0] == kind and part[1] == wanted
            if quantifies and (not bound or kind == "exists"):
                return k, fact
        raise Unfinished(f"no fact quantifies {kind} {', '.join(wanted)}")

    def formula(self, e: Any, env: Env) -> Tree:
        """Write a formula of the guide."""
        return frozen(self.writer.formula(sp.sympify(e), env))

    def proposition(self, p: Proposition, env: Env) -> Tree:
        """Write a proposition of the guide."""
        return frozen(self.writer.proposition(p, env))

    def alternatives(self, state: State, parts: int) -> tuple[int, Sequence[Tree]]:
        """Return the last alternatives of as many parts of which none has been taken."""
        for k, fact in reversed(list(enumerate(state.facts))):
            if fact[0] == "or" and len(fact) == parts + 1 and not {*fact[1:]} & {*state.facts[k:]}:
                return k, fact[1:]
        raise Unfinished(f"no alternative has {parts} parts")


def one_element(state: State, fact: Tree) -> bool:
    """Whether a fact says that two elements are one."""
    parts = fact[1:] if fact[0] == "=" else ()
    kinds = [state.scope.names.get(p[1], ("",))[0] for p in parts if p[0] == "v"]
    return kinds == ["element"] * 2


def quantifies(fact: Tree, name: str) -> bool:
    """Whether a fact holds for all elements under a name, or under one made of it."""
    return bool(fact[0] == "forall" and (fact[1] == name or fact[1].startswith(f"{name}~")))


def speaks_of(fact: Tree, heads: Sequence[Any]) -> bool:
    """Whether a fact speaks of no other functions than these; of any, if none is given."""
    met = {t[1] for t in nodes(fact) if t[:1] == ("f",)}
    return not heads or met <= {spelled(head.__name__) for head in heads}


def _taken(state: State) -> frozenset[Any]:
    """Return the alternatives of which one is known to hold."""
    known = {*state.facts}
    return frozenset(
        k
        for k, fact in enumerate(state.facts)
        if fact[0] == "or" and any({*State(state.scope).plus(p).facts} <= known for p in fact[1:])
    )


def written(fact: Tree) -> str:
    """Write a fact of a branch on one line."""
    return text(replaced(fact, {})) if fact[0] not in ("some", "every") else str(fact)
