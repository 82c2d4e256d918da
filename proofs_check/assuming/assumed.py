"""What the theorem at the end of a chain assumes, by name: what Coq has to list, and nothing else.

Kinds, in the order in which a table shows them:

* ``cited``: a claim follows from a theorem that is cited and from what it uses;
* ``by hand``: a hypothesis has been compared with the claims that show it by a reader;
* ``taken``: a hypothesis is what claims that are cited are taken to say;
* ``open``: a claim rests on weaker evidence than a proof;
* ``paper``, ``derived``, ``added by us``: a hypothesis of a link that no claim shows, by whose it is;
* ``word``: what is declared of an object (it is positive, a set has an element);
* ``object``: what a link speaks of: a set, a number, a function;
* ``sentence``: what a claim says, where no certificate states it;
* ``standard library``: the axioms by which Coq's library makes the real numbers.

Paper: none; ``proofs_check.combining.chain_file`` writes the theorem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proofs_check.assuming.vocabulary import Vocabulary, ancestors, readable, uses_u
from proofs_check.rechain import Link

KINDS = (
    "cited",
    "by hand",
    "taken",
    "open",
    "paper",
    "derived",
    "added by us",
    "word",
    "object",
    "sentence",
    "standard library",
)
AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
"""Two of Dedekind's construction, functional extensionality, and the excluded middle."""

WORDS = {
    "cited": "claims that follow from a cited theorem and from what they use",
    "by hand": "hypotheses compared by hand with the claims that show them",
    "taken": "hypotheses that cited claims are taken to say",
    "open": "claims that rest on weaker evidence",
    "word": "declarations (a number is positive, a set has an element)",
    "object": "objects that the links speak of",
    "sentence": "claims that no certificate states, as propositions",
    "standard library": "axioms of Coq's real numbers",
}
"""The kinds in words; the others are whose the hypotheses are."""


@dataclass(frozen=True)
class Assumption:
    """One of them: its name in Coq, its kind, the link that makes it, and the claims it starts from."""

    name: str
    kind: str
    link: str = ""
    number: int | str = ""
    claims: tuple[str, ...] = ()


class Naming:
    """Gives each claim the word that its names in Coq end in, all different."""

    def __init__(self, links: list[Link]) -> None:
        self._words: dict[str, str] = {}
        for link in links:
            word = readable(link["id"])
            taken = sum(readable(other) == word for other in self._words)
            self._words[link["id"]] = f"{word}_x{taken + 1}" if taken else word

    def __getitem__(self, id_: str) -> str:
        return self._words[id_]


def assumed(chain: Mapping[str, Any], root: str) -> tuple[Assumption, ...]:
    """List what the theorem at the end of a chain assumes.

    Args:
        chain: Of format 1.
        root: The claim at its end.

    Raises:
        NotCombined: There is no such claim, or its links do not fit.
    """
    links = ancestors(chain, root)
    words, vocabulary = Naming(links), Vocabulary(links)
    found = dict[str, Assumption]()
    for link in links:
        for one in (*_by_rule(link, words), *_about(link, words, vocabulary)):
            found.setdefault(one.name, one)
    standard = (Assumption(name, "standard library") for name in sorted(AXIOMS))
    every = [*found.values(), *standard]
    return tuple(sorted(every, key=lambda one: KINDS.index(one.kind)))


def _by_rule(link: Link, words: Naming) -> Iterator[Assumption]:
    id_, word = link["id"], words[link["id"]]
    if link["rule"] == "theorem":
        yield Assumption(f"cited_{word}", "cited", id_, link["theorem"], tuple(link["uses"]))
    elif link["rule"] == "none":
        yield Assumption(f"open_{word}", "open", id_)
    if link["rule"] != "proof":
        yield Assumption(f"said_{word}", "sentence", id_)


def _about(link: Link, words: Naming, vocabulary: Vocabulary) -> Iterator[Assumption]:
    """Iterate over what a link assumes of the objects that it speaks of."""
    id_, word = link["id"], words[link["id"]]
    if link["rule"] == "none" or id_ not in vocabulary.about:
        return
    for k, whose in link["assumes"]:
        yield Assumption(f"given_{word}_{k}", whose, id_, k)
    for premise in link["premises"]:
        k, how = premise["given"], premise["as"]
        claims = tuple(of["id"] for of in premise["of"])
        if how == "hand":
            yield Assumption(f"by_hand_{word}_{k}", "by hand", id_, k, claims)
        elif how == "theorem":
            yield Assumption(f"taken_{word}_{k}", "taken", id_, k, claims)
    statement = link["statement"]
    for name, kind in statement["sets"]:
        called = vocabulary.called(id_, "set", name)
        yield Assumption(called, "object", id_, name)
        if kind == "inhabited":
            yield Assumption(f"some_{called}", "word", id_, name)
    open_labels = vocabulary.open.get(id_, ())
    rows = [*statement["symbols"], *statement["labels"], *statement["functions"]]
    for name in (row[0] for row in rows if row[0] not in open_labels):
        yield Assumption(vocabulary.called(id_, "name", name), "object", id_, name)
    if uses_u([statement["given"], statement["says"], [f for _, f in statement["where"]]]):
        yield Assumption(vocabulary.called(id_, "u", "u"), "object", id_, "u")
    for name, *told in statement["symbols"]:
        for each in told:
            yield Assumption(f"{each}_{vocabulary.called(id_, 'name', name)}", "word", id_, name)


def grouped(assumptions: Iterable[Assumption]) -> Iterator[tuple[str, int, str]]:
    """Iterate over the kinds that occur: in words, how many there are, and by which links or names."""
    every = list(assumptions)
    for kind in KINDS:
        if these := [one for one in every if one.kind == kind]:
            which = dict.fromkeys(one.link or one.name for one in these)
            told = WORDS.get(kind, f"hypotheses of the links, {kind}")
            yield told, len(these), ", ".join(which)
