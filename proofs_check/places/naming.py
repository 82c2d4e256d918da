r"""What a person types for a claim or a place, and the claims that are meant.

``lemma1``, ``Lemma 1``, ``20``, ``eq. (20)``, ``thm1`` and ``Claim 3 of Theorem 2`` are read as
marks, pairs of a kind and a number: (lemma, 1), (eq, 20), (thm, 1), (claim, 3) with (thm, 2).  The
marks of a claim are those of its id, of the words that say where it stands, and of the places of
the paper that are mapped to it.  An id as it stands comes first.

Paper: the numbers of equations, lemmas, propositions, theorems, claims, footnotes and sections.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from proofs_check.places import PLACES
from symbolic.language.errors import InputError

Mark = tuple[str, str]
"""A kind, such as ``thm``, and a number, such as ``1`` or ``3.2``."""

KINDS = {
    "thm": "theorem theorems thm thms th",
    "prop": "proposition propositions prop props",
    "lemma": "lemma lemmas lem",
    "claim": "claim claims",
    "eq": "equation equations eq eqs eqn formula display",
    "fn": "footnote footnotes fn note",
    "sec": "section sections sec §",
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
_SPELLED = {"i": "1", "ii": "2", "iii": "3", "iv": "4"} | {
    word: str(n)
    for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven"], 1)
}
_SPAN = re.compile(r"\((\d+)\)\s*[-–—]\s*\((\d+)\)")
_TOKEN = re.compile(r"§|\d+(?:\.\d+)*[a-c]?(?![^\W_])|[^\W\d_]+")
_LINKS = frozenset({"of", "the", "part", "no", "and", "or", "to"})
_EQUATION = re.compile(r"\((\d+)\)")
MOST = 8
"""Claims proposed at most."""


def _tokens(text: str) -> list[str]:
    """Return the words and numbers of a text; the 1 of ``lemma1`` is a number."""
    words = text.casefold().replace("_", " ")
    apart = re.sub(rf"\b({'|'.join(map(re.escape, _KIND_OF))})(?=\d)", r"\1 ", words)
    return [token for token in _TOKEN.findall(apart) if token not in _LINKS]


def _read(text: str, bare: str = "eq") -> tuple[list[Mark], list[str]]:
    """Return the marks in a text and its other words.

    Args:
        text: The text.
        bare: The kind of a number that no kind stands before; one with a point is a section's.
    """
    found: list[Mark] = []
    rest: list[str] = []
    kind, fresh = bare, False
    for token in _tokens(text):
        if token in _KIND_OF:
            kind, fresh = _KIND_OF[token], True
        elif token[0].isdigit() or (fresh and token in _SPELLED):
            own = "sec" if kind == bare and "." in token else kind
            found.append((own, _SPELLED.get(token, token)))
            fresh = False
        else:
            rest.append(token)
            kind, fresh = bare, False
    return [mark for mark in found if mark[0]], rest


def marks(text: str) -> frozenset[Mark]:
    """Return the marks in a text.

    >>> sorted(marks("Claim 3 of Theorem 2")), sorted(marks("thm1")), sorted(marks("(20)"))
    ([('claim', '3'), ('thm', '2')], [('thm', '1')], [('eq', '20')])
    """
    spans = ((int(a), int(b)) for a, b in _SPAN.findall(text))
    within = {("eq", str(n)) for low, high in spans for n in range(low, min(high, low + 99) + 1)}
    return frozenset({*_read(text)[0], *within})


def spelled(text: str) -> str:
    """Return the id that a text spells if it is one.

    >>> spelled("Lemma 1"), spelled("thm1"), spelled("Theorem 2, Claim 3"), spelled("20")
    ('lemma-1', 'thm-1', 'thm-2.claim-3', 'eq-20')
    >>> spelled("Theorem 3 (i)"), spelled("Theorem II"), spelled("EQ_20")
    ('thm-3.i', 'thm-2', 'eq-20')
    """
    parts, rest = _read(text)
    parts.sort(key=lambda part: part[0] == "claim")
    return ".".join([*(f"{kind}-{number}" for kind, number in parts), *rest])


def marks_of_claims(sources: Mapping[str, str]) -> dict[str, frozenset[Mark]]:
    """Return the marks of every claim, from its id, its source and the paper's places."""
    return _marks_of_claims(tuple(sources.items()))


@lru_cache(maxsize=4)
def _marks_of_claims(sources: tuple[tuple[str, str], ...]) -> dict[str, frozenset[Mark]]:
    texts = {id_: [id_.replace(".", " "), source] for id_, source in sources}
    for place in PLACES:
        for id_ in place.claims:
            if id_ in texts:
                texts[id_] += [f"section {place.section}", place.where]
    return {id_: frozenset().union(*map(_told, said)) for id_, said in texts.items()}


def _told(text: str) -> frozenset[Mark]:
    """Return the marks in words that say where a claim stands: bare numbers there are not places."""
    return marks(text) & frozenset(_read(_EQUATION.sub(r"equation \1", text), bare="")[0]) | {
        mark for mark in marks(text) if _SPAN.search(text) and mark[0] == "eq"
    }


def stands_at(wanted: frozenset[Mark], its: frozenset[Mark]) -> bool:
    """Whether a claim stands at a place; section 3 contains section 3.1."""
    sections = {number for kind, number in its if kind == "sec"}
    return all(
        mark in its or (mark[0] == "sec" and any(n.startswith(f"{mark[1]}.") for n in sections))
        for mark in wanted
    )


def at_place(text: str, sources: Mapping[str, str], heading: Callable[[str], str]) -> list[str]:
    """Return the claims of a place, in the order of ``sources``.

    Args:
        text: The place, such as ``Theorem 1``, ``section 3.1`` or ``20``.
        sources: Where each claim stands, by id.
        heading: The heading under which a claim is listed, given its id.

    Raises:
        InputError: Nothing stands there, or the text names no place.
    """
    wanted = marks(text)
    its = marks_of_claims(sources)
    word = text.strip().casefold()
    found = [
        id_
        for id_ in sources
        if (wanted and stands_at(wanted, its[id_] | marks(heading(id_))))
        or (not wanted and word and (id_.startswith(word) or word in sources[id_].casefold()))
    ]
    if not found:
        known = "a number or a name such as 20, Theorem 1, footnote 6, section 3.1 or abstract"
        raise InputError("--place", f"must be a place of the paper: {known}", repr(text))
    return found


def meant(text: str, sources: Mapping[str, str]) -> tuple[str | None, Sequence[str]]:
    """Return the id that a text means, if it is one, else those that it may mean.

    Args:
        text: What was typed.
        sources: Where each claim stands, by id.
    """
    for id_ in (text, text.strip(), spelled(text)):
        if id_ in sources:
            return id_, ()
    near = difflib.get_close_matches(text.strip().casefold(), sources, n=MOST, cutoff=0.75)
    start = spelled(text)
    under = [i for i in sources if start and i.startswith((f"{start}.", f"{start}-", start))]
    wanted, words, alone = marks(text), set(_read(text)[1]), text.strip().casefold()
    spoken = [
        i
        for i in sources
        if (parts := set(re.split(r"[.\-]", i.casefold())))
        and ((words and words <= parts) or alone in parts - set(_KIND_OF))
    ]
    its = marks_of_claims(sources)
    there = [i for i in sources if wanted and stands_at(wanted, its[i])]
    typo = bool(words) and bool(difflib.get_close_matches(text.casefold(), sources, 1, 0.85))
    listed = [near, under, spoken, there] if typo else [under, spoken, there, near]
    candidates = list(dict.fromkeys(i for some in listed for i in some))
    if len(candidates) == 1 and (under or spoken):
        return candidates[0], ()
    head = min(spoken, key=len, default="")
    whole = len(_read(text)[1]) > 1 and head.endswith("." + "-".join(_read(text)[1]))
    if whole and all(i == head or i.startswith(f"{head}.") for i in candidates):
        return head, ()
    return None, candidates[:MOST]


def named(texts: Iterable[str], sources: Mapping[str, str]) -> dict[str, str]:
    """Return the id that each text means.

    Raises:
        InputError: A text means none, or may mean several; the sentence proposes them.
    """
    ids: dict[str, str] = {}
    for text in texts:
        id_, others = meant(text, sources)
        if id_ is None:
            near = f"; it may be {', '.join(others)}" if others else ""
            every = "; `twostage verify --list` lists all of them"
            raise InputError("", f"there is no claim {text[:60]!r}{near}{every}")
        ids[text] = id_
    return ids
