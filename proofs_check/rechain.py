"""Check how claims use one another with nothing but the standard library: ``python rechain.py DIR``.

A chain (format 1) lists claims as links, each after all that it uses.  A link has a statement, the
rule by which it is known, and its premises: hypotheses of the statement that other claims show.

* ``proof``: a certificate of this very statement lies in DIR/certificates (``recheck`` replays it).
* ``theorem``: it follows from a theorem of THEOREMS, which is an axiom here, and from what it uses.
* ``none``: it rests on neither, which is reported.

A premise names claims, with the hash of the statement of each.  It is used as

* ``conclusion``: the hypothesis is, literally, what one of the claims says, or one of the parts of
  that, for all elements for which the claim leaves it open; names are the same on both sides;
* ``theorem``: the claims are known by theorems, and the hypothesis is what these are taken to say;
* ``hand``: it has been compared by a reader, and nobody else: the link is *open* and reported.

A link that says more than is shown, or comes before what it uses, or cites no theorem, is refused.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Tree = Any
Link = Mapping[str, Any]
THEOREMS = (
    "a continuous function on a compact interval has a maximiser",
    "a strictly concave function on an interval has at most one maximiser",
    "a unique zero, in a compact interval, of a continuous function is continuous",
    "Berge's Maximum Theorem",
    "Brouwer's fixed-point theorem",
    "Chebyshev's inequality",
    "continuity of the competitive equilibrium",
    "Dini's theorem",
    "Gibbs' inequality",
    "independent draws",
    "sums, products, quotients and compositions of continuous functions are continuous",
    "the Bolzano-Weierstrass theorem",
    "the counts of independent draws have a multinomial distribution",
    "the intermediate value theorem",
    "the law of large numbers",
    "the strong law of large numbers",
)
"""How the names of the theorems begin that may be cited."""
LINK = {"id", "rule", "theorem", "hash", "statement", "uses", "assumes", "premises"}
OWN = ("paper", "derived", "added by us")
PREMISE = {"given", "of", "as"}
BINDERS = ("forall", "sum", "prod", "exists")


class Refused(Exception):
    """A link does not follow; the message names it and says why."""


def demand(condition: Any, why: str) -> None:
    """Refuse the chain unless the condition holds."""
    if not condition:
        raise Refused(why)


@dataclass(frozen=True)
class Found:
    """One premise as it was checked: whose, which hypothesis, shown by which claims, and how."""

    link: str
    given: int
    claims: tuple[str, ...]
    how: str


def digest(statement: Tree) -> str:
    """Return the hash of a statement, as certificates have it."""
    said = json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(said).hexdigest()


def plain(t: Tree, names: Mapping[str, str] | None = None) -> Tree:
    """Return a tree with bound names numbered by depth and the terms of sums in a fixed order."""
    names = names or {}
    if not isinstance(t, list):
        return t
    if t[:1] == ["v"]:
        return ["v", names.get(t[1], t[1])]
    if t and t[0] in BINDERS:
        bound = t[1] if t[0] == "exists" else [t[1]]
        inner = {**names, **{b: f"#{len(names) + k}" for k, b in enumerate(bound)}}
        new = [inner[b] for b in bound]
        rest = [plain(part, inner) for part in t[2:]]
        return [t[0], new if t[0] == "exists" else new[0], *rest]
    parts = [plain(part, names) for part in t]
    if t and t[0] in ("+", "*", "min", "max"):
        return [parts[0], *sorted(parts[1:], key=json.dumps)]
    return parts


def conclusions(says: Tree) -> Iterator[Tree]:
    """Iterate over what a statement says, and over its parts where it is a conjunction."""
    yield says
    if says[0] == "and":
        for part in says[1:]:
            yield from conclusions(part)


def for_all(labels: list[list[str]], says: Tree) -> Iterator[Tree]:
    """Iterate over a conclusion with its free elements quantified, in every order of some of them."""
    yield says
    for k, (name, members) in enumerate(labels):
        rest = labels[:k] + labels[k + 1 :]
        for inner in for_all(rest, says):
            yield ["forall", name, members, inner]


def declared(statement: Tree, names: set[str]) -> dict[str, Any]:
    """Return how a statement declares names: as functions, elements, or numbers with assumptions."""
    kinds = ("symbols", "labels", "functions")
    return {row[0]: (kind, row[1:]) for kind in kinds for row in statement[kind] if row[0] in names}


def mentioned(t: Tree) -> set[str]:
    """Return the names that occur in a tree."""
    if not isinstance(t, list):
        return set()
    own = {t[1]} if t[:1] in (["v"], ["f"]) else set()
    return own.union(*map(mentioned, t))


def literal(hypothesis: Tree, user: Tree, claim: Tree) -> bool:
    """Whether a hypothesis of one statement is what another says, under the same names."""
    wanted = plain(hypothesis)
    names = mentioned(wanted)
    if declared(user, names) != declared(claim, names):
        return False
    labels = [row for row in claim["labels"] if row[0] not in names | mentioned(claim["given"])]
    return not claim["where"] and any(
        plain(general) == wanted
        for part in conclusions(claim["says"])
        for general in for_all(labels[:3], part)
    )


def check(chain: Any, certificates: Mapping[str, Any]) -> list[Found]:
    """Check a chain, with certificates by id; list its premises as they are used.

    Raises:
        Refused: A link does not follow.
    """
    demand(isinstance(chain, dict) and chain.get("format") == 1, "it is no chain of format 1")
    known, found = dict[str, Link](), list[Found]()
    for link in chain["links"]:
        demand(set(link) == LINK, f"{link.get('id')}: a link has other fields")
        id_ = link["id"]
        demand(id_ not in known, f"{id_} is listed twice")
        for other in link["uses"]:
            demand(other in known, f"{id_} uses {other}, which does not stand before it")
        _fits(link, certificates.get(id_))
        found += [_premise(link, premise, known) for premise in link["premises"]]
        _whole(link)
        known[id_] = link
    return found


def _fits(link: Link, certificate: Any) -> None:
    """Demand that the rule of a link is one by which its statement can be known."""
    id_, statement, rule = link["id"], link["statement"], link["rule"]
    if statement is None:
        demand(
            link["hash"] is None and not link["premises"], f"{id_} has premises and no statement"
        )
    else:
        demand(digest(statement) == link["hash"], f"{id_}: the hash is another statement's")
    demand(rule in ("proof", "theorem", "none"), f"{id_}: there is no rule {rule!a:.40}")
    if rule == "theorem":
        named = any(link["theorem"].startswith(name) for name in THEOREMS)
        demand(named, f"{id_} cites what is no theorem of the list: {link['theorem']!a:.60}")
    if rule == "proof" or (rule == "theorem" and statement is not None and link["premises"]):
        demand(certificate is not None, f"{id_} has no certificate")
        demand(
            certificate["hash"] == link["hash"], f"{id_}: its certificate proves another statement"
        )
        demand(
            certificate["statement"] == statement, f"{id_}: its certificate has another statement"
        )


def _whole(link: Link) -> None:
    """Demand that every hypothesis is one of the paper, or added and so called, or a premise."""
    if link["premises"] or link["rule"] == "proof":
        told = [k for k, _ in link["assumes"]] + [p["given"] for p in link["premises"]]
        every = sorted(told) == list(range(len(link["statement"]["given"])))
        own = all(whose in OWN for _, whose in link["assumes"])
        demand(every and own, f"{link['id']}: not every hypothesis is told once, and whose it is")


def _premise(link: Link, premise: Any, known: Mapping[str, Link]) -> Found:
    """Return a premise, as it is used, once it is shown to be used rightly."""
    id_ = link["id"]
    demand(set(premise) == PREMISE, f"{id_}: a premise has other fields")
    k, how, given = premise["given"], premise["as"], link["statement"]["given"]
    demand(type(k) is int and 0 <= k < len(given), f"{id_} has no hypothesis {k}")
    demand(premise["of"], f"{id_}: nothing shows hypothesis {k}")
    claims = [known.get(of["id"], {}) for of in premise["of"]]
    for of, claim in zip(premise["of"], claims, strict=True):
        demand(claim and of["id"] in link["uses"], f"{id_} does not use {of['id']}")
        demand(
            of["hash"] == claim["hash"], f"{id_} uses {of['id']} by the hash of another statement"
        )
    if how == "conclusion":
        said = [
            c["statement"] for c in claims if c["statement"] is not None and c["rule"] != "none"
        ]
        same = any(literal(given[k], link["statement"], s) for s in said)
        demand(same, f"{id_}: hypothesis {k} is not what {', '.join(c['id'] for c in claims)} says")
    elif how == "theorem":
        demand(
            any(c["rule"] == "theorem" for c in claims), f"{id_}: hypothesis {k} cites no theorem"
        )
    else:
        demand(how == "hand", f"{id_}: a premise is used as {how!a:.40}")
    return Found(id_, k, tuple(c["id"] for c in claims), how)


def loaded(folder: Path) -> tuple[Any, dict[str, Any]]:
    """Read the chain of a folder and its certificates by id."""
    chain = json.loads((folder / "chain.json").read_text(encoding="utf-8"))
    files = sorted(folder.glob("certificates/*.json"))
    return chain, {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in files}


def main(folder: str) -> int:
    """Check the chain of a folder; print what is left to readers."""
    try:
        found = check(*loaded(Path(folder)))
    except (Refused, OSError, ValueError, LookupError, TypeError) as error:
        return print(f"the chain is REFUSED: {error}") or 1
    for premise in found:
        how = {"hand": "compared by hand with", "theorem": "what is cited by"}.get(
            premise.how, "said by"
        )
        print(f"{premise.link}, hypothesis {premise.given}: {how} {', '.join(premise.claims)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
