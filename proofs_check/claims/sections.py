r"""Where in the paper a claim belongs, read off its id: headings under which tables list claims.

Conventions: ids follow the paper's places, ``sec-3.1.…``, ``fn-6.…``, ``eq-20.…``, ``thm-1.…``; a
numbered equation belongs to the section or the proof that prints it.
"""

from __future__ import annotations

import re

SECTIONS = {
    "abstract": "Abstract and introduction",
    "1": "Abstract and introduction",
    "2": "Section 2: the model and the mechanism",
    "3": "Section 3: separating equilibrium",
    "4": "Section 4: uniqueness",
    "5": "Section 5: almost ex post optimality",
    "6": "Section 6: concluding remarks",
}
RESULTS = {
    "lemma-1": "Lemma 1",
    "prop-1": "Proposition 1",
    "lemma-2": "Lemma 2",
    "prop-2": "Proposition 2",
    "thm-1": "Theorem 1",
    "thm-2": "Theorem 2",
    "thm-3": "Theorem 3",
}
FOOTNOTES = {
    1: "1",
    2: "2",
    3: "2",
    4: "2",
    5: "2",
    6: "3",
    7: "3",
    8: "3",
    9: "4",
    10: "5",
    11: "6",
}
EQUATIONS = (
    (4, "2"),
    (11, "3"),
    (13, "5"),
    (15, "lemma-1"),
    (20, "prop-1"),
    (21, "prop-2"),
    (29, "thm-1"),
    (41, "thm-2"),
    (45, "thm-3"),
)
"""The last equation of each place, in order."""
CALCULUS = "The calculus of all large N"
MANY = "Many economies at once (not in the paper)"
OTHER = "Other"


def heading(id_: str) -> str:
    """Return the heading under which a claim is listed.

    >>> heading("eq-14"), heading("fn-6.notation"), heading("sec-2.1.posterior")
    ('Lemma 1', 'Section 3: separating equilibrium', 'Section 2: the model and the mechanism')
    """
    place = id_.split(".")[0]
    if place in ("calculus", "many"):
        return CALCULUS if place == "calculus" else MANY
    if place in RESULTS:
        return RESULTS[place]
    number = re.fullmatch(r"(eq|fn|sec)-(\d+)[a-z]?", place)
    if number is None:
        return SECTIONS.get(place, OTHER)
    kind, n = number[1], int(number[2])
    key = (
        str(n)
        if kind == "sec"
        else FOOTNOTES.get(n, "")
        if kind == "fn"
        else next((where for last, where in EQUATIONS if n <= last), "")
    )
    return RESULTS.get(key) or SECTIONS.get(key, OTHER)


HEADINGS = tuple(
    dict.fromkeys(
        [SECTIONS[k] for k in ("1", "2", "3")]
        + [RESULTS[k] for k in ("lemma-1", "prop-1", "lemma-2", "prop-2", "thm-1")]
        + [
            SECTIONS["4"],
            RESULTS["thm-2"],
            SECTIONS["5"],
            RESULTS["thm-3"],
            SECTIONS["6"],
            CALCULUS,
            MANY,
        ]
        + [OTHER]
    )
)
"""All headings in the order in which they are printed."""
