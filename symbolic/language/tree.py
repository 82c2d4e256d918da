"""Statements as JSON trees (format 2): what certificates carry and hashes are taken of.

A statement becomes a table of its names and trees over them.  ``sets``, ``symbols`` (with their
assumptions), ``labels`` and ``functions`` declare every name once; ``where`` lists abbreviations,
each in terms of what comes before it.  A proposition becomes a list that starts with its kind, and
a formula one of

* ``["n", "3/2"]``, a rational; ``["v", name]``, a symbol, label, abbreviation or bound name;
* ``["+", …]``, ``["*", …]``, ``["^", base, exponent]``, and ``["/", numerator, denominator]``, a
  fraction as written;
* ``["f", name, argument…]``, an indexed quantity or another function; ``["u", i, j, q, r, x, z]``,
  a partial derivative of u; ``["d", body, symbol]``, a derivative that is not carried out;
* ``["sum", name, set, body, left out…]``, and ``["prod", …]`` likewise;
* ``["log", …]``, ``["abs", …]`` and the like.

Conventions: names are spelled as in ``spelling``.  Two different symbols of the same name are
refused.  A binder has a name that is declared nowhere and bound nowhere around it.  The order of
sums and products is canonical, so that equal statements have equal bytes.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import INHABITED, LABELS, Indexed, set_of
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    children,
    formulas,
    free_symbols,
)
from symbolic.language.quotient import Quotient
from symbolic.language.spelling import assumed, spelled
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver, _Over
from symbolic.language.utility import UtilityPartial

Tree = list[Any]
BUILT_IN: dict[Any, str] = {
    sp.log: "log",
    sp.exp: "exp",
    sp.Abs: "abs",
    sp.sign: "sign",
    sp.Min: "min",
    sp.Max: "max",
}


class _Writer:
    """Writes the trees of one statement over one table of names.

    ``where`` holds the abbreviations in the order of the tree, each in terms of what comes before it.
    """

    def __init__(self, statement: Statement) -> None:
        self.where = tuple(reversed(statement.where))
        self.abbreviated = {d.symbol: spelled(d.symbol.name) for d in self.where}
        self.objects: dict[str, Any] = {}
        self.sets: dict[str, str] = {}
        self.functions: dict[str, list[str]] = {}
        propositions = (statement.says, *(h.says for h in statement.given))
        free = set().union(
            *map(free_symbols, propositions), *(d.formula.free_symbols for d in self.where)
        )
        for s in sorted(free | set(self.abbreviated), key=lambda s: s.name):
            self._declare(spelled(s.name), s)
        for formula in (
            *(f for p in propositions for f in formulas(p)),
            *(d.formula for d in self.where),
        ):
            for node in sp.preorder_traversal(formula):
                if _is_function(node):
                    self._declare(spelled(type(node).__name__), node.func)
        own = {
            name: s
            for name, s in self.objects.items()
            if isinstance(s, sp.Symbol) and s not in self.abbreviated
        }
        self.labels = {name: self._set(s) for name, s in own.items() if s in LABELS}
        self.symbols = {name: assumed(s) for name, s in own.items() if s not in LABELS}
        self.witnesses: list[tuple[list[str], list[Tree]]] = []

    def _declare(self, name: str, thing: Any) -> None:
        if self.objects.setdefault(name, thing) != thing:
            raise ValueError(f"two different symbols of a statement are called {name}")

    def _set(self, index: sp.Symbol) -> str:
        members = set_of(index)
        self.sets[members] = "inhabited" if members in INHABITED else "finite"
        return members

    def _bound(self, symbols: Sequence[sp.Symbol], env: Env, members: str | None) -> Env:
        """Give bound symbols names that are declared nowhere and bound nowhere around."""
        env = dict(env)
        for symbol in symbols:
            taken = {*self.objects, *(name for name, _ in env.values())}
            names = (
                spelled(symbol.name + mark)
                for mark in itertools.chain([""], (f"_{k}" for k in itertools.count(1)))
            )
            env[symbol] = next(name for name in names if name not in taken), members
        return env

    def _sort(self, e: sp.Expr, env: Env) -> str:
        if e in env:
            return env[e][1] or "real"
        return set_of(e) if e in LABELS else "real"

    def formula(self, e: sp.Expr, env: Env) -> Tree:
        """Write a formula.

        Raises:
            ValueError: It contains something that a certificate does not.
        """
        if e.is_Rational:
            return ["n", f"{e.p}/{e.q}" if e.q != 1 else f"{e.p}"]
        if isinstance(e, sp.Symbol):
            return ["v", env[e][0] if e in env else spelled(e.name)]
        if isinstance(e, _Over):
            return self._over(e, env)
        if isinstance(e, UtilityPartial):
            return ["u", *e.order, *(self.formula(a, env) for a in e.args)]
        if isinstance(e, DerivativeOf):
            if e.args[1] in env or e.args[1] in self.abbreviated:
                raise ValueError(
                    f"a derivative is taken in {e.args[1]}, which is bound or an abbreviation"
                )
            return ["d", self.formula(e.args[0], env), spelled(e.args[1].name)]
        arguments = [self.formula(a, env) for a in e.args]
        if isinstance(e, sp.Add | sp.Mul):
            return ["+" if isinstance(e, sp.Add) else "*", *sorted(arguments, key=json.dumps)]
        if isinstance(e, Quotient | sp.Pow):
            return ["/" if isinstance(e, Quotient) else "^", *arguments]
        if e.func in BUILT_IN:
            return [
                BUILT_IN[e.func],
                *(
                    sorted(arguments, key=json.dumps)
                    if isinstance(e, sp.Min | sp.Max)
                    else arguments
                ),
            ]
        if _is_function(e):
            return self._function(e, arguments, env)
        raise ValueError(f"a certificate contains no {type(e).__name__}: {e}")

    def _function(self, e: sp.Expr, arguments: list[Tree], env: Env) -> Tree:
        name, sorts = spelled(type(e).__name__), [self._sort(a, env) for a in e.args]
        if self.functions.setdefault(name, sorts) != sorts:
            raise ValueError(
                f"{name} has arguments of several kinds: {', '.join(self.functions[name])} and {', '.join(sorts)}"
            )
        return ["f", name, *arguments]

    def _over(self, e: _Over, env: Env) -> Tree:
        members = self._set(e.index)
        inside = self._bound([e.index], env, members)
        kind = "sum" if isinstance(e, SumOver) else "prod"
        left_out = [self.formula(a, env) for a in e.excluded]
        return [kind, inside[e.index][0], members, self.formula(e.body, inside), *left_out]

    def proposition(self, p: Proposition, env: Env) -> Tree:
        """Write a proposition."""
        match p:
            case Relation(left, operator, right):
                return [operator, self.formula(left, env), self.formula(right, env)]
            case ForAll(index, part):
                members = self._set(index)
                inside = self._bound([index], env, members)
                return ["forall", inside[index][0], members, self.proposition(part, inside)]
            case Exists(variables, part, witness):
                inside = self._bound(variables, env, None)
                names = [inside[v][0] for v in variables]
                if witness:
                    self.witnesses.append(
                        (names, [self.formula(dict(witness)[v], env) for v in variables])
                    )
                return ["exists", names, self.proposition(part, inside)]
            case Asserted(name, latex, parameters):
                return ["asserted", name, latex, [[k, str(v)] for k, v in parameters]]
            case _:
                return [_KINDS[type(p)], *(self.proposition(part, env) for part in children(p))]


Env = dict[sp.Symbol, tuple[str, str | None]]
"""Bound symbols in sight: the name that each is written with, and its set (None for a real number)."""

_KINDS = {And: "and", Or: "or", Not: "not", Implies: "implies", Iff: "iff"}


def _is_function(e: sp.Expr) -> bool:
    return isinstance(e, Indexed | AppliedUndef) and not isinstance(e, UtilityPartial)


def statement_tree(statement: Statement) -> dict[str, Any]:
    """Return everything about a statement that is decided: its names, what is said, given and abbreviated.

    Raises:
        ValueError: It contains something that a certificate does not, such as a number that is not
            rational or two symbols of one name.
    """
    return _written(statement)[1]


def witness_trees(statement: Statement) -> list[tuple[list[str], list[Tree]]]:
    """List the names that existential propositions bind, with the formulas that are proposed for them."""
    return _written(statement)[0].witnesses


def proof_writer(statement: Statement) -> _Writer:
    """Return what writes formulas and propositions with the names of a statement."""
    return _written(statement)[0]


def _written(statement: Statement) -> tuple[_Writer, dict[str, Any]]:
    writer = _Writer(statement)
    where = [[writer.abbreviated[d.symbol], writer.formula(d.formula, {})] for d in writer.where]
    given = [writer.proposition(h.says, {}) for h in statement.given]
    says = writer.proposition(statement.says, {})
    return writer, {
        "sets": sorted([name, kind] for name, kind in writer.sets.items()),
        "symbols": [[name, *assumed] for name, assumed in sorted(writer.symbols.items())],
        "labels": [[name, members] for name, members in sorted(writer.labels.items())],
        "functions": [[name, *sorts] for name, sorts in sorted(writer.functions.items())],
        "where": where,
        "given": given,
        "says": says,
    }


def digest(tree: Any) -> str:
    """Return the SHA-256 of the canonical JSON of a tree, as hexadecimal."""
    return hashlib.sha256(
        json.dumps(tree, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def statement_hash(statement: Statement) -> str:
    """Return the hash of a statement: of all that is decided, not of its words or provenances.

    >>> from symbolic.language.notation import p, q
    >>> from symbolic.language.proposition import Relation
    >>> from symbolic.language.statement import Statement, positive
    >>> len(statement_hash(Statement(Relation(p + q, ">", p), positive(q))))
    64
    """
    return digest(statement_tree(statement))
