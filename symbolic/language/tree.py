"""Statements as JSON trees: what certificates carry and hashes are taken of.

A formula becomes nested lists: ``["n", "3/2"]`` a rational, ``["s", name]`` a symbol, ``["l", name,
set]`` a label, ``["+", …]``, ``["*", …]``, ``["^", base, exponent]``, ``["/", numerator,
denominator]`` a fraction as written, ``["i", name, label…]`` an indexed quantity, ``["u", i, j, q,
r, x, z]`` a partial derivative of u, ``["d", body, symbol]`` a derivative that is not carried out,
``["sum", body, index, set, excluded…]``, ``["prod", …]`` likewise, and ``["f", name, argument…]``
any other function.  A proposition becomes a list that starts with its kind.  The order of sums and
products is made canonical, so that equal statements have equal bytes.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from typing import Any

import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import LABELS, TABLE, Indexed
from symbolic.language.quotient import Quotient
from symbolic.language.statement import (
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
    Statement,
)
from symbolic.language.sums import SumOver, _Over
from symbolic.language.utility import UtilityPartial

Tree = list[Any]


def _sorted(trees: list[Tree]) -> list[Tree]:
    return sorted(trees, key=json.dumps)


def formula_tree(e: sp.Expr) -> Tree:
    """Return the JSON tree of a formula.

    Raises:
        ValueError: The formula contains a number that is not rational.
    """
    if e.is_Rational:
        return ["n", f"{e.p}/{e.q}" if e.q != 1 else f"{e.p}"]
    if e.is_Number:
        raise ValueError(f"a statement contains rational numbers only, found {e}")
    if isinstance(e, sp.Symbol):
        return ["l", e.name, TABLE[e.name].domain] if e in LABELS else ["s", e.name]
    if isinstance(e, Quotient):
        return ["/", formula_tree(e.args[0]), formula_tree(e.args[1])]
    if isinstance(e, UtilityPartial):
        return ["u", *e.order, *(formula_tree(a) for a in e.args)]
    if isinstance(e, Indexed):
        return ["i", type(e).__name__, *(formula_tree(a) for a in e.args)]
    if isinstance(e, _Over):
        return _over_tree(e)
    if isinstance(e, DerivativeOf):
        return ["d", formula_tree(e.args[0]), formula_tree(e.args[1])]
    if isinstance(e, sp.Add | sp.Mul):
        return ["+" if isinstance(e, sp.Add) else "*", *_sorted([formula_tree(a) for a in e.args])]
    if isinstance(e, sp.Pow):
        return ["^", formula_tree(e.base), formula_tree(e.exp)]
    if e.args:
        return ["f", type(e).__name__, *(formula_tree(a) for a in e.args)]
    raise ValueError(f"a statement contains no {type(e).__name__}: {e}")


def _over_tree(e: _Over) -> Tree:
    """Write a sum or product; an index that is a dummy gets a name that nothing in the body has."""
    members = TABLE[e.index.name].domain if e.index.name in TABLE else e.index.name
    index, taken = e.index, {s.name for s in e.body.atoms(sp.Symbol) if s != e.index}
    if isinstance(index, sp.Dummy):
        index = next(
            s
            for k in itertools.count(1)
            if (s := sp.Symbol(f"{e.index.name}~{k}", integer=True)).name not in taken
        )
    body = e.body.xreplace({e.index: index})
    kind = "sum" if isinstance(e, SumOver) else "prod"
    return [kind, formula_tree(body), index.name, members, *(formula_tree(a) for a in e.excluded)]


def proposition_tree(p: Proposition) -> Tree:
    """Return the JSON tree of a proposition."""
    match p:
        case Relation(left, operator, right):
            return [operator, formula_tree(left), formula_tree(right)]
        case And(parts):
            return ["and", *(proposition_tree(x) for x in parts)]
        case Or(parts):
            return ["or", *(proposition_tree(x) for x in parts)]
        case Not(part):
            return ["not", proposition_tree(part)]
        case Implies(a, b):
            return ["implies", proposition_tree(a), proposition_tree(b)]
        case Iff(a, b):
            return ["iff", proposition_tree(a), proposition_tree(b)]
        case Exists(variables, part, witness):
            named = [[v.name, formula_tree(w)] for v, w in witness]
            return ["exists", [v.name for v in variables], proposition_tree(part), named]
        case ForAll(index, part):
            return ["forall", index.name, TABLE[index.name].domain, proposition_tree(part)]
        case Asserted(name, latex, parameters):
            return ["asserted", name, latex, [[k, str(v)] for k, v in parameters]]


def statement_tree(statement: Statement) -> dict[str, Any]:
    """Return everything about a statement that is decided: what is said, given and abbreviated."""
    return {
        "says": proposition_tree(statement.says),
        "given": [proposition_tree(h.says) for h in statement.given],
        "where": [[formula_tree(d.symbol), formula_tree(d.formula)] for d in statement.where],
    }


def statement_hash(statement: Statement) -> str:
    """Return the SHA-256 of the canonical JSON of a statement, as hexadecimal."""
    text = json.dumps(statement_tree(statement), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
