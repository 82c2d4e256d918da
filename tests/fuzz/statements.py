"""Random statements, true and false, as trees of our own and as SymPy statements.

A statement is first a tree in which every binder has a name of its own, which the judge evaluates;
then it is built in SymPy, where the index of a binder is *any* label of its set that captures
nothing: names repeat, shadow one another, and equal those of free labels.  So a capture in the language or
in an engine shows as a false statement that holds.
"""

import random
from typing import Any

import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import mu, phi, sigma, x, x_bar, y, z, z_prime
from symbolic.language.proposition import And, Exists, ForAll, Iff, Implies, Not, Or, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Hypothesis, Statement
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import partial

Tree = Any
OWN = "range of i"
POOLS: dict[str, list[sp.Symbol]] = {
    "X": [x, y, x_bar],
    "Z": [z, z_prime],
    OWN: [sp.Symbol("i"), sp.Symbol("i", integer=True), sp.Dummy("i"), sp.Dummy("i")],
}
LABELS = {s.name: s for s in (x, y, x_bar, z, z_prime)}
FUNCTIONS = {
    "sigma": ("X",),
    "phi": ("Z",),
    "mu": ("Z", "X"),
    "g": ("X", "X"),
    "f": (OWN,),
    "h": (OWN, "X"),
    "k": ("real",),
}
SYMBOLS = {name: sp.Symbol(name, real=True) for name in ("a", "b", "c")} | {
    "p": sp.Symbol("p", positive=True)
}
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
HEADS = {"sigma": sigma, "phi": phi, "mu": mu}


class Maker:
    """Makes one statement from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.count = 0

    def pick(self, *options: Any) -> Any:
        return self.draw.choice(options)

    def bind(self, prefix: str = "n") -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    # -- formulas -------------------------------------------------------------------------------

    def label(self, members: str, env: dict[str, str]) -> Tree | None:
        bound = [v for v, s in env.items() if s == members]
        free = [n for n, s in LABELS.items() if s in POOLS[members]] if members != OWN else []
        names = bound * 3 + free
        return ["v", self.draw.choice(names)] if names else None

    def atom(self, env: dict[str, str]) -> Tree:
        roll = self.draw.random()
        if roll < 0.15:
            return ["n", self.pick("1", "2", "3", "1/2", "-1")]
        if roll < 0.45 or (roll < 0.5 and not env):
            real = [v for v, s in env.items() if s == "real"]
            return ["v", self.draw.choice([*SYMBOLS, *real, *real])]
        f = self.pick(*FUNCTIONS)
        arguments = []
        for sort in FUNCTIONS[f]:
            argument = ["v", self.pick("a", "b")] if sort == "real" else self.label(sort, env)
            if argument is None:
                return ["v", self.pick(*SYMBOLS)]
            arguments.append(argument)
        return ["f", f, *arguments]

    def formula(self, depth: int, env: dict[str, str]) -> Tree:
        if depth <= 0 or self.draw.random() < 0.15:
            return self.atom(env)
        kind = self.pick("+", "+", "*", "*", "/", "^", "sum", "sum", "sum", "min", "u", "abs")
        if kind in ("+", "*"):
            return [kind, *(self.formula(depth - 1, env) for _ in range(2))]
        if kind == "/":
            return ["/", self.formula(depth - 1, env), self.formula(depth - 2, env)]
        if kind == "^":
            return ["^", self.formula(depth - 1, env), ["n", "2"]]
        if kind == "abs":
            return ["abs", self.formula(depth - 1, env)]
        if kind == "min":
            return [self.pick("min", "max"), self.atom(env), self.formula(depth - 1, env)]
        if kind == "u":
            places = self.label("X", env), self.label("Z", env)
            return [
                "u",
                *self.pick((0, 0), (1, 0), (0, 1)),
                self.atom(env),
                self.atom(env),
                *places,
            ]
        return self.over("sum", depth, env)

    def over(self, kind: str, depth: int, env: dict[str, str]) -> Tree:
        members, bound = self.pick("X", "X", "Z", OWN), self.bind()
        body = self.formula(depth - 1, {**env, bound: members})
        left_out = self.label(members, env) if kind == "sum" and self.draw.random() < 0.2 else None
        return [kind, bound, members, body, *([left_out] if left_out else [])]

    # -- variants: the same value, written in another way, or nearly the same -------------------

    def same(self, t: Tree) -> Tree:
        """Write a formula in another way."""
        kind, *parts = t
        if kind in ("n", "v", "f", "u"):
            return self.pick(t, t, ["+", t, ["n", "0"]])
        if kind == "sum" and len(parts) == 4 and self.draw.random() < 0.6:
            bound, members, body, left_out = parts
            put = renamed(body, {bound: left_out})
            return ["+", ["sum", *self.fresh(bound, members, body)], ["*", ["n", "-1"], put]]
        if kind == "sum" and parts[2][0] == "+" and len(parts) == 3:
            return ["+", *(["sum", *self.fresh(parts[0], parts[1], part)] for part in parts[2][1:])]
        if kind in ("sum", "prod"):
            bound, members, body, *out = parts
            return [kind, *self.fresh(bound, members, self.same(body)), *out]
        if kind == "*" and parts[0][0] == "+":
            return ["+", *(["*", part, *parts[1:]] for part in parts[0][1:])]
        if kind in ("+", "*"):
            return [kind, *reversed([self.same(part) for part in parts])]
        return t

    def fresh(self, bound: str, members: str, body: Tree) -> list[Tree]:
        new = self.bind()
        return [new, members, rebound(renamed(body, {bound: ["v", new]}), self)]

    def nearly(self, t: Tree) -> Tree:
        """Change one thing in a formula."""
        places = list(nodes(t))
        path, node = self.draw.choice(places)
        kind = node[0]
        new: Tree = ["+", node, ["n", "1"]]
        if kind == "n":
            new = ["n", self.pick("0", "1", "2", "-1")]
        elif kind == "sum" and len(node) == 5:
            new = node[:4]
        elif kind in ("f", "u"):
            here = [n for _, n in places if n[0] == "f" and n[1] == node[1]]
            new = self.draw.choice(here)
        return replaced_at(t, path, new) if closed(new, t, path) else ["+", t, ["n", "1"]]

    # -- statements -----------------------------------------------------------------------------

    def statement(self) -> dict[str, Tree]:
        make = self.pick(
            self.identity,
            self.identity,
            self.inequality,
            self.quantified,
            self.quantified,
            self.exists,
            self.derivative,
            self.logic,
            self.weights,
        )
        given, says = make()
        where: list[Tree] = []
        if self.draw.random() < 0.15:
            where = [[self.pick("b", "c"), self.formula(1, {})]]
            if uses(where[0][1], where[0][0]):
                where = []
            if any(
                n[0] == "d" and n[2] == w
                for w, _ in where
                for p in (says, *given)
                for n in every(p)
            ):
                where = []
        return {"given": given, "says": says, "where": where}

    def relation(self, env: dict[str, str], depth: int = 2) -> Tree:
        return [self.pick(*RELATIONS), self.formula(depth, env), self.formula(1, env)]

    def nonzero(self, t: Tree) -> list[Tree]:
        """Assume, mostly, that what a formula divides by outside sums is not zero."""
        tops = [n[2] for n in every(t) if n[0] == "/" and not bound_in(n[2])]
        return [[self.pick("!=", ">"), d, ["n", "0"]] for d in tops if self.draw.random() < 0.8]

    def identity(self) -> tuple[list[Tree], Tree]:
        left = self.formula(3, {})
        right = self.same(left) if self.draw.random() < 0.6 else self.nearly(self.same(left))
        return self.nonzero(left), [self.pick("=", "=", "=", ">=", ">"), left, right]

    def inequality(self) -> tuple[list[Tree], Tree]:
        atoms = [self.atom({}) for _ in range(3)]
        given = [[self.pick(">", ">="), t, ["n", "0"]] for t in atoms if self.draw.random() < 0.85]
        terms = []
        for _ in range(self.draw.randint(1, 3)):
            factors = [self.pick(*atoms) for _ in range(self.draw.randint(1, 3))]
            terms.append(["*", ["n", self.pick("1", "2", "1/3", "-1")], *factors])
        square = ["^", ["+", atoms[0], ["*", ["n", "-1"], atoms[1]]], ["n", "2"]]
        total = ["+", *terms, *self.pick([], [square])]
        if self.draw.random() < 0.3:
            total = ["/", total, ["+", *(self.pick(*atoms) for _ in range(2))]]
        return given, [self.pick(">", ">=", "!="), total, ["n", "0"]]

    def quantified(self) -> tuple[list[Tree], Tree]:
        """Facts about all elements, and what does or does not follow for sums, labels and diagonals."""
        bound, members = self.bind(), self.pick("X", "X", "Z", OWN)
        body = self.formula(2, {bound: members})
        op = self.pick(">", ">=", "!=", "=")
        fact = ["forall", bound, members, [op, body, ["n", "0"]]]
        given = [fact, *self.nonzero(body)]
        roll = self.draw.random()
        if roll < 0.45:
            what = self.fresh(bound, members, body)
            weight = self.draw.random() < 0.3 and members in ("X", "Z")
            if weight:
                head = ["f", "sigma" if members == "X" else "phi", ["v", what[0]]]
                what[2] = ["*", what[2], head]
                given.append(["forall", *self.fresh(what[0], members, [">=", head, ["n", "0"]])])
            says = [self.pick(op, ">=", ">"), ["sum", *what], ["n", "0"]]
        elif roll < 0.7:
            label = self.label(members, {}) or ["v", "a"]
            says = [op, renamed(body, {bound: label}), ["n", "0"]]
            if members == OWN:
                says = ["forall", *self.fresh(bound, members, fact[3])]
        else:  # the diagonal: another binder takes the place of the first
            inner = [n for n in every(body) if n[0] == "sum" and n[2] == members]
            says = [op, body, ["n", "0"]]
            if inner:
                says[1] = diagonal(body, inner[0], bound)
            says = ["forall", *self.fresh(bound, members, says)]
        return given, says

    def weights(self) -> tuple[list[Tree], Tree]:
        """Sums with weights."""
        members, head = self.pick(("X", "sigma"), ("Z", "phi"), (OWN, "f"))
        n, m, k = self.bind(), self.bind(), self.bind()
        weight, term = ["f", head, ["v", k]], self.formula(1, {k: members})
        positive = ["forall", n, members, [self.pick(">", ">="), ["f", head, ["v", n]], ["n", "0"]]]
        terms = ["forall", *self.fresh(k, members, [self.pick(">", ">="), term, ["n", "0"]])]
        some = [self.pick(">", ">="), ["sum", m, members, ["f", head, ["v", m]]], ["n", "0"]]
        given = [p for p in (positive, terms, some) if self.draw.random() < 0.85]
        return given, [self.pick(">", ">="), ["sum", k, members, ["*", weight, term]], ["n", "0"]]

    def exists(self) -> tuple[list[Tree], Tree]:
        v = self.bind("t")
        witness = self.formula(1, {})
        part = self.relation({v: "real"}, 1)
        if self.draw.random() < 0.6:
            part = [self.pick("=", ">=", "<="), ["v", v], self.same(witness)]
        given = [renamed(part, {v: witness})] if self.draw.random() < 0.3 else []
        says = ["exists", [v], part, [witness]]
        if self.draw.random() < 0.25:
            says = ["not", says]
        return [*given, *self.nonzero(witness)], says

    def derivative(self) -> tuple[list[Tree], Tree]:
        v = self.pick("a", "b", "p")
        body = self.pick(
            ["*", self.formula(2, {}), ["v", v]],
            ["^", ["v", v], ["n", self.pick("3", "1/2", "-1/2")]],
            ["abs", ["v", v]],
            ["+", ["^", ["v", v], ["n", "2"]], self.atom({})],
            self.formula(2, {}),
        )
        slope = sp.diff(Builder(self.draw).formula(body, {}), SYMBOLS[v])
        says = ["=", ["d", body, v], ["sympy", slope]]
        given = self.pick([], [["!=", ["v", v], ["n", "0"]]], [[">", ["v", v], ["n", "0"]]])
        return [*given, *self.nonzero(body)], says

    def logic(self) -> tuple[list[Tree], Tree]:
        p, q, r = (self.relation({}, 1) for _ in range(3))
        one = self.pick(
            ([p], ["or", p, q]),
            ([["and", p, q]], q),
            ([["or", p, q], ["not", p]], q),
            ([["implies", p, q], p], q),
            ([["implies", p, q], q], p),
            ([["iff", p, q], q], p),
            ([p], ["and", p, q]),
            ([["or", p, q], ["implies", p, r], ["implies", q, r]], r),
            ([], ["implies", p, p]),
            ([["not", ["and", p, q]], p], ["not", q]),
            ([], ["or", p, ["not", p]]),
        )
        return one[0], one[1]


# -- trees --------------------------------------------------------------------------------------


def every(t: Tree) -> list[Tree]:
    """List the nodes of a tree."""
    return [n for _, n in nodes(t)]


def nodes(t: Tree, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Tree]]:
    listed = []
    if isinstance(t, list) and t and isinstance(t[0], str) and t[0] != "sympy":
        listed.append((path, t))
        for k, part in enumerate(t):
            listed += nodes(part, (*path, k)) if isinstance(part, list) and k else []
    return listed


def replaced_at(t: Tree, path: tuple[int, ...], new: Tree) -> Tree:
    if not path:
        return new
    return [replaced_at(p, path[1:], new) if k == path[0] else p for k, p in enumerate(t)]


def names(t: Tree) -> set[str]:
    return {n[1] for n in every(t) if n[0] == "v"}


def bound_in(t: Tree) -> set[str]:
    """Return the names of binders, and of what they bind, that occur in a tree."""
    return {v for v in names(t) if v[0] in "nt" and v[1:].isdigit()}


def uses(t: Tree, v: str) -> bool:
    return v in names(t)


def closed(new: Tree, whole: Tree, path: tuple[int, ...]) -> bool:
    """Whether the bound names of a new part are bound around the place where it goes."""
    around, t = set(), whole
    for k in path:
        if t[0] in ("sum", "prod", "forall") and k == 3:
            around.add(t[1])
        t = t[k]
    inside = {n[1] for n in every(new) if n[0] in ("sum", "prod", "forall")}
    return bound_in(new) <= around | inside


def renamed(t: Tree, changes: dict[str, Tree]) -> Tree:
    if not isinstance(t, list):
        return t
    if t[:1] == ["v"]:
        return changes.get(t[1], t)
    return [renamed(part, changes) for part in t]


def rebound(t: Tree, maker: Maker) -> Tree:
    """Give the binders inside names of their own."""
    if not isinstance(t, list):
        return t
    if t[:1] and t[0] in ("sum", "prod", "forall"):
        new = maker.bind()
        inner = rebound(renamed(t[3], {t[1]: ["v", new]}), maker)
        return [t[0], new, t[2], inner, *(rebound(part, maker) for part in t[4:])]
    return [rebound(part, maker) for part in t]


def diagonal(t: Tree, inner: Tree, bound: str) -> Tree:
    """Put the index of an inner sum in the place of an outer bound element, inside that sum."""
    if t is inner:
        return renamed(t, {bound: ["v", t[1]]})
    return [diagonal(part, inner, bound) if isinstance(part, list) else part for part in t]


# -- SymPy --------------------------------------------------------------------------------------


class Builder:
    """Builds formulas and propositions in SymPy; an index is any label that captures nothing."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def index(self, members: str, body: Tree, bound: str, env: dict[str, sp.Symbol]) -> sp.Symbol:
        free = names(body) - {bound}
        used = {env.get(v, LABELS.get(v)) for v in free}
        choices = [s for s in POOLS[members] if s not in used]
        if not choices:
            return sp.Dummy(POOLS[members][0].name, integer=True)
        return self.draw.choice(choices)

    def formula(self, t: Tree, env: dict[str, sp.Symbol]) -> sp.Expr:
        kind, *rest = t
        if kind == "sympy":
            return rest[0]
        if kind == "n":
            return sp.Rational(rest[0])
        if kind == "v":
            return env.get(rest[0]) or LABELS.get(rest[0]) or SYMBOLS[rest[0]]
        if kind in ("sum", "prod"):
            bound, members, body, *out = rest
            index = self.index(members, body, bound, env)
            inside = self.formula(body, {**env, bound: index})
            left_out = [self.formula(label, env) for label in out]
            return (SumOver if kind == "sum" else ProductOver)(inside, index, *left_out)
        if kind == "d":
            return DerivativeOf(self.formula(rest[0], env), SYMBOLS[rest[1]])
        if kind == "f":
            head = HEADS.get(rest[0]) or sp.Function(rest[0])
            return head(*(self.formula(part, env) for part in rest[1:]))
        if kind == "u":
            return partial(*rest[:2])(*(self.formula(part, env) for part in rest[2:]))
        parts = [self.formula(part, env) for part in rest]
        make: dict[str, Any] = {
            "+": sp.Add,
            "*": sp.Mul,
            "/": over,
            "^": sp.Pow,
            "abs": sp.Abs,
            "min": sp.Min,
            "max": sp.Max,
        }
        return make[kind](*parts)

    def proposition(self, p: Tree, env: dict[str, sp.Symbol]) -> Any:
        kind, *parts = p
        if kind == "forall":
            bound, members, part = parts
            index = self.index(members, part, bound, env)
            return ForAll(index, self.proposition(part, {**env, bound: index}))
        if kind == "exists":
            variables = [sp.Symbol(v, real=True) for v in parts[0]]
            inside = {**env, **dict(zip(parts[0], variables, strict=True))}
            witness = [self.formula(w, env) for w in parts[2]]
            said = self.proposition(parts[1], inside)
            return Exists(tuple(variables), said, tuple(zip(variables, witness, strict=True)))
        connectives: dict[str, Any] = {"not": Not, "implies": Implies, "iff": Iff}
        if kind in connectives:
            return connectives[kind](*(self.proposition(part, env) for part in parts))
        if kind in ("and", "or"):
            return (And if kind == "and" else Or)(tuple(self.proposition(q, env) for q in parts))
        return Relation(self.formula(parts[0], env), kind, self.formula(parts[1], env))


def made(seed: int) -> tuple[dict[str, Tree], Statement]:
    """Return a random statement as a tree and in SymPy."""
    maker = Maker(seed)
    tree = maker.statement()
    builder = Builder(random.Random(f"{seed} indices"))
    statement = Statement(
        builder.proposition(tree["says"], {}),
        tuple(Hypothesis(builder.proposition(p, {})) for p in tree["given"]),
        tuple(Definition(SYMBOLS[v], builder.formula(f, {})) for v, f in tree["where"]),
    )
    return judged_form(tree), statement


def judged_form(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Complete a tree to the form that the judge reads; a slope that SymPy gave is compared by it."""
    whole = {
        "sets": [["X", "inhabited"], ["Z", "inhabited"], [OWN, "finite"]],
        "symbols": [[v, "positive"] if v == "p" else [v] for v in SYMBOLS],
        "labels": [[s.name, "X" if s in POOLS["X"] else "Z"] for s in LABELS.values()],
        "functions": [[f, *sorts] for f, sorts in FUNCTIONS.items()],
        **tree,
    }
    whole["symbols"] = [line for line in whole["symbols"] if line[0] not in dict(tree["where"])]
    return whole
