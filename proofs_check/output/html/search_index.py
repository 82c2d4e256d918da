r"""What the search of a page knows of each claim: its places, id, title, words and formulas.

A place is what a reader of the paper would type: "theorem 1", "lemma 1", "(20)", "equation 20",
"footnote 6", "section 2.2", "claim 2 of theorem 2".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from proofs_check.output.headlines import mark, standing

Data = Mapping[str, Any]

_KINDS = {
    "eq": ("({0})", "equation {0}", "eq {0}", "display {0}"),
    "thm": ("theorem {0}", "thm {0}"),
    "prop": ("proposition {0}", "prop {0}"),
    "lemma": ("lemma {0}",),
    "fn": ("footnote {0}", "fn {0}", "note {0}"),
    "sec": ("section {0}", "sec {0}", "§{0}"),
}


def places(id_: str) -> tuple[str, ...]:
    """Return what the place of an id is called.

    >>> places("thm-2.claim-1b"), places("eq-20.scaled")[:2]
    (('theorem 2', 'thm 2', 'claim 1b of theorem 2', 'theorem 2 claim 1b'), ('(20)', 'equation 20'))
    """
    found = re.match(
        r"(eq|thm|prop|lemma|fn|sec)-(\d+(?:\.\d+)?[a-z]?)(?:\.(?:claim-(\w+))?)?", id_
    )
    if found is None:
        return ()
    kind, number, claim = found.groups()
    named = tuple(form.format(number) for form in _KINDS[kind])
    if not claim:
        return named
    return (*named, f"claim {claim} of {named[0]}", f"{named[0]} claim {claim}")


def formula_key(latex: str) -> str:
    r"""Return a formula without what is only typesetting, as a search compares it.

    >>> formula_key(r"\frac{\kappa_q}{4 \bar{q}}")
    'frackappa_q4barq'
    """
    plain = re.sub(r"\\(?:left|right|quad|qquad|,|;|:|!| )", "", latex)
    return re.sub(r"[\\{}\s$]", "", plain).lower()


def search_index(claims: Iterable[Data]) -> list[list[str]]:
    """Return for each claim: id, title, look, glyph, outcome, places, source, words, formulas."""
    return [_entry(c) for c in claims]


def _entry(claim: Data) -> list[str]:
    outcome = standing(claim)
    glyph, look = mark(outcome)
    statements = [s for s in (claim.get("statements") or {}).values() if s]
    formulas = [f for s in statements for f in (*s["formulas"], *s["where"])]
    words = [claim["words"], claim["finding"], claim["note"], claim["quote"]]
    return [
        claim["id"],
        claim["title"],
        look,
        glyph,
        f"{outcome['verdict']} {outcome['evidence']}",
        "|".join(places(claim["id"])),
        claim["source"].lower(),
        " ".join(w for w in words if w)[:400].lower(),
        " ".join(dict.fromkeys(map(formula_key, formulas)))[:600],
    ]
