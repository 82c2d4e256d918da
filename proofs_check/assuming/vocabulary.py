"""The objects that the links of a chain speak of: which names of different links are one object.

A statement of a certificate is about all finite sets, numbers and functions.  A link that takes what
another claim says as its hypothesis speaks of the economy: there its names stand for fixed objects.

Conventions: a name of one link and the same name of another are one object only where a hypothesis
of the one is literally what the other says, and mentions it; nothing else is identified.  A node is
(link, kind, name), of kind ``set``, ``name`` or ``u``.  An element that a claim leaves open, and
that a hypothesis takes for all, is ``open``: it stands for no fixed element.

Paper: none; ``proofs_check.rechain`` says what a chain is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from proofs_check.rechain import BINDERS, Link, Tree, conclusions, literal, mentioned, plain

Node = tuple[str, str, str]
LONGEST = 40


def readable(name: str) -> str:
    """Return what an identifier keeps of a name: it starts with a letter, ``x`` if nothing is left.

    >>> readable("κ_q' = 3")
    'q_3'
    """
    kept = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:LONGEST].strip("_")
    return kept if kept[:1].isalpha() else f"x{'_' if kept else ''}{kept}"


class NotCombined(ValueError):
    """A chain does not become one theorem; the message says why."""


def ancestors(chain: Mapping[str, Any], root: str) -> list[Link]:
    """List the links on which a result rests, and its own, each after all that it uses.

    Raises:
        NotCombined: The chain has no such link.
    """
    links = {link["id"]: link for link in chain["links"]}
    if root not in links:
        raise NotCombined(f"the folder has no claim {root}")
    wanted, waiting = set[str](), [root]
    while waiting:
        if (id_ := waiting.pop()) not in wanted:
            wanted.add(id_)
            waiting += links[id_]["uses"]
    return [link for link in chain["links"] if link["id"] in wanted]


@dataclass
class Vocabulary:
    """Which names are one object, and what each is called.

    Args:
        links: As ``ancestors`` lists them.
    """

    links: list[Link]
    sources: dict[tuple[str, int], str] = field(default_factory=dict)
    """For each hypothesis that is literally what a claim says: that claim."""
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For each claim the elements that hypotheses take for all."""
    _parent: dict[Node, Node] = field(default_factory=dict)
    _names: dict[Node, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_id = {link["id"]: link for link in self.links}
        for link in self.links:
            for premise in link["premises"]:
                if premise["as"] == "conclusion":
                    given = link["statement"]["given"][premise["given"]]
                    claims = [by_id[of["id"]] for of in premise["of"]]
                    saying = [c for c in claims if self._says(c, link, given)]
                    if not saying:
                        raise NotCombined(
                            f"no claim says hypothesis {premise['given']} of {link['id']}"
                        )
                    self._joined(link, premise["given"], given, saying[0])
        self.about = {link["id"] for link in self.links if link["premises"]} | set(self.open)

    @staticmethod
    def _says(claim: Link, user: Link, given: Tree) -> bool:
        says = claim["statement"] is not None and claim["rule"] != "none"
        return says and literal(given, user["statement"], claim["statement"])

    def _joined(self, link: Link, k: int, given: Tree, source: Link) -> None:
        """Identify what a hypothesis mentions with what the claim that says it mentions."""
        a, b, names = link["id"], source["id"], mentioned(plain(given))
        self.sources[a, k] = b
        sets = set(bound_sets(given))
        for name, *sorts in [*link["statement"]["labels"], *link["statement"]["functions"]]:
            sets |= {sort for sort in sorts if name in names and sort != "real"}
        if uses_u(given):
            self._join((a, "u", "u"), (b, "u", "u"))
            sets |= {"X", "Z"}
        for kind, these in (("name", names), ("set", sets)):
            for name in these:
                self._join((a, kind, name), (b, kind, name))
        labels = generalised(given, source["statement"])
        self.open[b] = tuple(dict.fromkeys((*self.open.get(b, ()), *labels)))

    def _join(self, a: Node, b: Node) -> None:
        self._parent[self._root(a)] = self._root(b)

    def _root(self, node: Node) -> Node:
        while node in self._parent and self._parent[node] != node:
            node = self._parent[node]
        return node

    def called(self, link: str, kind: str, name: str) -> str:
        """Return the identifier of the object that a name of a link stands for."""
        root = self._root((link, kind, name))
        if root not in self._names:
            self._names[root] = f"{readable(name)}__{len(self._names) + 1}"
        return self._names[root]


def bound_sets(t: Tree) -> Iterator[str]:
    """Iterate over the sets over which a tree quantifies or sums."""
    if isinstance(t, list):
        if t and t[0] in BINDERS and t[0] != "exists":
            yield t[2]
        for part in t:
            yield from bound_sets(part)


def uses_u(t: Tree) -> bool:
    """Whether the utility or a derivative of it occurs in a tree."""
    return isinstance(t, list) and (t[:1] == ["u"] or any(map(uses_u, t)))


def generalised(given: Tree, claim: Tree) -> tuple[str, ...]:
    """Return the elements that a claim leaves open and a hypothesis that it says takes for all."""
    wanted = plain(given)
    fixed = mentioned(wanted) | mentioned(claim["given"])
    labels = [row for row in claim["labels"] if row[0] not in fixed][:3]
    for part in conclusions(claim["says"]):
        for count in range(len(labels) + 1):
            for chosen in itertools.permutations(labels, count):
                says = part
                for name, members in reversed(chosen):
                    says = ["forall", name, members, says]
                if plain(says) == wanted:
                    return tuple(name for name, _ in chosen)
    raise NotCombined("a hypothesis is not what the claim that is said to show it says")
