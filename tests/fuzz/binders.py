"""Edits of certificates in what binds names: binders that share a name, and abbreviations with binders inside.

A checker that confuses two variables of one name proves falsehoods only where the names meet, which
is rare by chance.  So names are made to meet: a binder takes the name of another, a part of the
statement becomes an abbreviation (its proof stays as it was), a formula in a proof gets a sum whose
index is bound elsewhere.  Whether the result is well formed, and true, is for others to say.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.fuzz.statements import Maker, judged_form

Tree = Any
ONE_NAME = ("sum", "prod", "forall", "some")
MANY_NAMES = ("exists", "every")


def listed(t: Tree) -> Iterator[Tree]:
    """Yield the lists in a tree, itself first."""
    if isinstance(t, list):
        yield t
        for part in t:
            yield from listed(part)


def binder(t: Tree) -> bool:
    """Whether a list is a formula or proposition that binds names."""
    if len(t) in (4, 5) and t[0] in ONE_NAME:
        return all(isinstance(part, str) for part in t[1:3]) and isinstance(t[3], list)
    return len(t) == 3 and t[0] in MANY_NAMES and isinstance(t[1], list) and bool(t[1])


def bound(t: Tree) -> list[str]:
    """Return the names that a binder binds."""
    return list(t[1]) if t[0] in MANY_NAMES else [t[1]]


def parts(data: dict[str, Any]) -> list[Tree]:
    """Return the formulas, propositions and the proof of a certificate."""
    said = data["statement"]
    return [said["where"], said["given"], said["says"], data["proof"]]


def binders(data: dict[str, Any]) -> list[Tree]:
    """List what binds a name in a certificate."""
    return [t for part in parts(data) for t in listed(part) if binder(t)]


def declared(data: dict[str, Any]) -> list[str]:
    """List the names that a statement declares."""
    said = data["statement"]
    return [line[0] for part in ("symbols", "labels", "functions", "where") for line in said[part]]


def renamed(t: Tree, old: str, new: str) -> Tree:
    """Return a tree with another name in the place of a variable, where it is not bound again."""
    if not isinstance(t, list):
        return t
    if t[:1] == ["v"]:
        return ["v", new] if t[1:] == [old] else t
    if binder(t) and old in bound(t):
        return t
    return [renamed(part, old, new) for part in t]


def meet(data: dict[str, Any], draw: random.Random) -> None:
    """Give a binder the name of another, or a declared one."""
    all_of_them = binders(data)
    if not all_of_them:
        return
    t = draw.choice(all_of_them)
    names = [name for other in all_of_them for name in bound(other)] + declared(data)
    old, new = draw.choice(bound(t)), draw.choice(names)
    body = 2 if t[0] in MANY_NAMES else 3
    t[body] = renamed(t[body], old, new)
    t[1] = [new if name == old else name for name in t[1]] if t[0] in MANY_NAMES else new


def free(t: Tree) -> set[str]:
    """Return the variables in a formula that it does not bind."""
    if not isinstance(t, list):
        return set()
    if t[:1] == ["v"]:
        return {t[1]}
    inside: set[str] = set().union(*map(free, t)) | ({t[2]} if t[:1] == ["d"] else set())
    return inside - set(bound(t)) if binder(t) else inside


def abbreviate(data: dict[str, Any], draw: random.Random) -> None:
    """Let an abbreviation stand for a part of the statement that binds names, if there is one."""
    said = data["statement"]
    known = set(declared(data))
    for part in draw.sample(("given", "says"), 2):
        sums = [
            t for t in listed(said[part]) if t[:1] == ["sum"] and binder(t) and free(t) <= known
        ]
        if sums:
            t = draw.choice(sums)
            name = f"short{len(said['where'])}"
            said["where"].append([name, copy.deepcopy(t)])
            t[:] = ["v", name]
            return


def insert(data: dict[str, Any], draw: random.Random) -> None:
    """Put a sum of the certificate in the place of a number that a proof chooses."""
    chosen = [t[2] for t in listed(data["proof"]) if t[:1] == ["put"] and len(t) > 2]
    sums = [t for part in parts(data) for t in listed(part) if t[:1] == ["sum"] and binder(t)]
    if chosen and sums and isinstance(formulas := draw.choice(chosen), list) and formulas:
        formulas[draw.randrange(len(formulas))] = copy.deepcopy(draw.choice(sums))


def confused(data: dict[str, Any], draw: random.Random) -> None:
    """Make one to three edits in place."""
    for _ in range(draw.randint(1, 3)):
        draw.choice((meet, meet, abbreviate, insert))(data, draw)


def shadowed(tree: Tree, draw: random.Random) -> Tree:
    """Return a statement with an abbreviation whose binders have names that are bound around its use.

    Mostly a sum takes the name of a variable that it contains for its own index.  The statement, true
    before, is then often false; a reader that confuses the two takes it for what it was.
    """
    data = {"statement": copy.deepcopy(tree), "proof": []}
    said = data["statement"]
    if not (captured(said, draw) if draw.random() < 0.7 else False):
        abbreviate(data, draw)
    around = [
        n for part in ("given", "says") for t in listed(said[part]) if binder(t) for n in bound(t)
    ]
    inside = [t for t in listed(said["where"]) if binder(t)]
    if around and inside and draw.random() < 0.4:
        t, new = draw.choice(inside), draw.choice(around)
        t[1], t[3] = new, renamed(t[3], t[1], new)
    if draw.random() < 0.3:
        wander(data, draw)
    return said


def captured(said: dict[str, Any], draw: random.Random) -> bool:
    """Let a sum bind the name that is bound around it, and abbreviate it; whether there was one."""
    known = {line[0] for part in ("symbols", "labels", "functions") for line in said[part]}
    found = [
        (inner, name)
        for part in ("given", "says")
        for outer in listed(said[part])
        if binder(outer)
        for name in bound(outer)
        for inner in listed(outer[2:])
        if inner[:1] == ["sum"] and inner[2] == outer[2] and len(inner) == 4 and binder(inner)
        and name in free(inner) <= known | {name}
    ]  # fmt: skip
    if not found:
        return False
    inner, name = draw.choice(found)
    total = ["sum", name, inner[2], renamed(inner[3], inner[1], name)]
    short = f"short{len(said['where'])}"
    said["where"].append([short, total])
    inner[:] = ["v", short]
    return True


def look_alike(seed: int) -> Tree:
    """Return a statement that follows only where two variables of one name are taken for one.

    Given a relation for every n between numbers and a sum of f(n), with another index, over the same
    set, it says the same of a sum whose index is n, which is abbreviated: sometimes true by chance.
    """
    maker = Maker(seed)
    members, n, index = maker.pick("X", "Z"), maker.bind(), maker.bind()
    formulas = (maker.formula(1, {n: members}) for _ in range(40))
    term, other, *_ = [*(t for t in formulas if n in free(t)), ["v", "a"], ["v", "b"]]
    op, factor = maker.pick("=", ">=", ">", "!="), ["n", maker.pick("1", "-1", "2")]
    given, says = (
        ["forall", n, members, [op, ["+", other, ["*", factor, total]], ["n", "0"]]]
        for total in (["sum", index, members, term], ["v", "short"])
    )
    where = [["short", ["sum", n, members, term]]]
    nonzero = maker.nonzero(given[3])
    return judged_form({"given": [given, *nonzero], "says": says, "where": where})


def wander(data: dict[str, Any], draw: random.Random) -> None:
    """Put one variable in the place of another."""
    variables = [t for part in parts(data) for t in listed(part) if t[:1] == ["v"] and len(t) == 2]
    if len(variables) > 1:
        one, other = draw.sample(variables, 2)
        one[1] = other[1]
