"""One number of a certificate altered at random, the hash recomputed.

The checker rejects it, or an independent evaluation finds it still valid.
"""

import copy
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import sympy as sp

from proofs_check.engines.certificates import certificate
from proofs_check.engines.exact import counterexample
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Rejected, check
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import LABELS, Indexed
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Asserted,
    Definition,
    Exists,
    ForAll,
    Hypothesis,
    Iff,
    Implies,
    Not,
    Or,
    Relation,
    Statement,
)
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.tree import statement_hash
from symbolic.language.utility import partial

NAMES = {label.name: label for label in LABELS}
FEW = (
    "eq-14",
    "eq-20",
    "eq-22",
    "eq-23",
    "eq-25",
    "lemma-1.case-i.feasible",
    "lemma-1.case-i.gamma",
    "prop-1.f-q-concave",
    "prop-2.price-high",
)


@cache
def indexed(name: str, labels: int) -> Any:
    return type(name, (Indexed,), {"indices": labels})


def formula(t: Any) -> Any:
    kind, rest = t[0], t[1:]
    match kind:
        case "n":
            return sp.Rational(rest[0])
        case "s" | "l":
            return NAMES.get(rest[0], sp.Symbol(rest[0], real=True))
        case "i":
            return indexed(rest[0], len(rest) - 1)(*map(formula, rest[1:]))
        case "u":
            return partial(*rest[:2])(*map(formula, rest[2:]))
        case "f":
            return sp.Function(rest[0])(*map(formula, rest[1:]))
        case "+":
            return sp.Add(*map(formula, rest))
        case "*":
            return sp.Mul(*map(formula, rest))
        case "^":
            return formula(rest[0]) ** formula(rest[1])
        case "/":
            return over(formula(rest[0]), formula(rest[1]))
        case "d":
            return DerivativeOf(formula(rest[0]), formula(rest[1]))
        case _:
            index = NAMES.get(rest[1], sp.Symbol(rest[1], integer=True))
            body = formula(rest[0]).xreplace({sp.Symbol(rest[1], real=True): index})
            return (SumOver if kind == "sum" else ProductOver)(body, index, *map(formula, rest[3:]))


def proposition(t: Any) -> Any:
    kind, parts = t[0], t[1:]
    several = {"and": And, "or": Or}
    two = {"implies": Implies, "iff": Iff}
    if kind in several:
        return several[kind](tuple(map(proposition, parts)))
    if kind in two:
        return two[kind](*map(proposition, parts))
    if kind == "not":
        return Not(proposition(parts[0]))
    if kind == "forall":
        return ForAll(NAMES[parts[0]], proposition(parts[2]))
    if kind == "exists":
        named = tuple((sp.Symbol(v, real=True), formula(w)) for v, w in parts[2])
        return Exists(
            tuple(sp.Symbol(v, real=True) for v in parts[0]), proposition(parts[1]), named
        )
    return Relation(formula(parts[0]), kind, formula(parts[1]))


def statement(tree: Any) -> Statement:
    return Statement(
        proposition(tree["says"]),
        tuple(Hypothesis(proposition(p)) for p in tree["given"]),
        tuple(Definition(formula(s), formula(f)) for s, f in tree["where"]),
    )


def numbers(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Iterate over the places of numbers: rationals and indices of facts."""
    if isinstance(node, list) and len(node) == 2 and node[0] == "n":
        yield (*path, 1)
    elif isinstance(node, list | dict):
        for key, part in enumerate(node) if isinstance(node, list) else node.items():
            yield from numbers(part, (*path, key))
    elif type(node) is int:
        yield path


def altered(certificate_: Any, generator: random.Random) -> Any:
    data = copy.deepcopy(certificate_)
    path = generator.choice([p for p in numbers(data) if p[0] in ("statement", "proof")])
    holder = data
    for key in path[:-1]:
        holder = holder[key]
    old = holder[path[-1]]
    if isinstance(old, int):
        holder[path[-1]] = old + generator.choice((-1, 1, 2))
    else:
        value = Fraction(old)
        near = value * Fraction(101, 100) or Fraction(1, 100)
        holder[path[-1]] = str(
            generator.choice(
                (value + 1, value - 1, -value or Fraction(1), near, value + Fraction(1, 7))
            )
        )
    data["hash"] = hashlib.sha256(
        json.dumps(data["statement"], sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    return data


def campaign(certificates: list[Any], count: int, seed: int) -> Counter[str]:
    generator, found = random.Random(seed), Counter[str]()
    for _ in range(count):
        original = generator.choice(certificates)
        data = altered(original, generator)
        try:
            check(data)
        except Rejected:
            found["rejected"] += 1
            continue
        same = data["statement"] == original["statement"]
        valid = same or counterexample(statement(data["statement"])) is None
        found[
            "accepted, the same statement"
            if same
            else "accepted, still valid"
            if valid
            else "WRONGLY ACCEPTED"
        ] += 1
        assert valid, data
    return found


def test_a_tree_is_read_back_as_the_statement_that_it_came_from() -> None:
    for id_ in FEW:
        found = certificate(CLAIMS[id_].standing)
        assert found is not None
        assert statement_hash(statement(found["statement"])) == found["hash"], id_


def test_alterations_of_one_number_are_rejected_or_harmless() -> None:
    found = campaign([certificate(CLAIMS[id_].standing) for id_ in FEW], 100, 2012)
    assert found["WRONGLY ACCEPTED"] == 0
    assert found["rejected"] >= 60, found


def test_the_evaluation_finds_a_false_alteration() -> None:
    found = certificate(CLAIMS["prop-2.price-high"].standing)
    assert found is not None
    tree = json.loads(json.dumps(found["statement"]).replace('"<="', '">="', 1))
    assert counterexample(statement(tree)) is not None


@pytest.mark.slow
def test_a_thousand_alterations() -> None:
    algebraic = [c.standing for c in CLAIMS.values() if not isinstance(c.standing.says, Asserted)]
    certificates = [found for s in algebraic if (found := certificate(s, 12)) is not None]
    print(len(certificates), "certificates:", dict(campaign(certificates, 1000, 1)))
