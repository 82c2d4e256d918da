"""What the document contains and in which order.

It has sections of derivations, and which claims of the paper each derivation is about.
"""

from __future__ import annotations

import re

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The market game", ("payoffs", "lemma-1")),
    ("The best response at stage 2", ("slopes", "concavity", "sign-relation", "aggregative")),
    ("Beliefs", ("bayes",)),
    ("The limit of a large market", ("price-form",)),
    ("The first stage", ("stage-1", "intervals")),
    ("Theorem 1", ("claim-1", "slope")),
    ("Theorem 2", ("bounded-offers", "price-bounds")),
    ("Theorem 3", ("resources", "dominance")),
    ("Comparative statics", ("comparative-statics",)),
    ("Other mechanisms", ("log-loss", "schedule", "pari-mutuel", "posts", "cournot")),
)
"""Headings with the ids of their derivations; an id without a derivation is passed over."""

SUBJECTS: dict[str, str] = {
    "payoffs": r"eq-(3|4|14)\b.*",
    "lemma-1": r"lemma-1.*|eq-15.*",
    "slopes": r"prop-1\.(branch|g-prime|h-prime).*|eq-17.*|eq-18.*|eq-19.*",
    "concavity": r"prop-1\.(f-[qr]-concave|concave).*",
    "sign-relation": r"eq-20.*",
    "aggregative": r"sec-3\.1\.aggregative.*",
    "bayes": r"sec-2\.1\.(posterior|merging).*|sec-3\.1\.(posterior|bayes).*|eq-23",
    "price-form": r"eq-21.*|prop-2.*|eq-29.*",
    "stage-1": r"eq-(2|5|6|10)\b.*|sec-3\.2\.first-order.*",
    "intervals": r"eq-(7|8)\b.*|thm-1\.claim-1\.distance.*",
    "claim-1": r"thm-1\.claim-1.*",
    "slope": r"thm-1\.slope.*",
    "bounded-offers": r"thm-2\.claim-2.*|eq-3[23]\b.*",
    "price-bounds": r"thm-2\.claim-3\.(bound|price-range|hat).*|eq-3[4-6]\b.*",
    "resources": r"thm-3\.(resources|condition-a).*",
    "comparative-statics": r"lemma-2\.statics.*",
    "dominance": r"eq-4[45]\b.*|thm-3\.(comparison|welfare).*",
    "log-loss": r"sec-5\.log-loss.*",
    "schedule": r"sec-1\.schedule.*",
    "pari-mutuel": r"sec-6\.pari-mutuel.*",
    "posts": r"sec-6\.posts.*",
    "cournot": r"fn-1.*",
}
"""For each derivation a pattern of the claims that it is about."""


def about(derivation: str, claim: str) -> bool:
    """Whether a derivation is about a claim.

    >>> about("payoffs", "eq-14"), about("payoffs", "eq-15")
    (True, False)
    """
    return derivation in SUBJECTS and re.fullmatch(SUBJECTS[derivation], claim) is not None
