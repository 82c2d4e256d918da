"""What the paper's proofs cite: for each result the claims of the equations and results that they name.

Conventions: a citation of a numbered equation, of a result, of an assumption or of "the argument in
the proof of" is listed with the claim that says it; a test compares the list with what the claims
depend on.

Paper: section 7.
"""

from __future__ import annotations

CITED: dict[str, tuple[str, ...]] = {
    "lemma-1": ("eq-14", "eq-15"),
    "prop-1": ("eq-14", "eq-17", "eq-18", "eq-19", "eq-20", "prop-1.composition", "prop-1.ift"),
    "prop-2": ("eq-17", "eq-21", "prop-1", "prop-1.best-response", "lemma-2", "prop-2.p-hat"),
    "thm-1": (
        "eq-5",
        "eq-8",
        "eq-10",
        "eq-11.best",
        "eq-22",
        "eq-23",
        "eq-24",
        "eq-25",
        "eq-26",
        "eq-27",
        "eq-28",
        "eq-29",
        "lemma-2",
        "prop-1",
        "prop-2",
        "sec-3.1.almost-surely",
        "thm-1.claim-1",
        "thm-1.claim-1.loss",
        "thm-1.claim-2.consumption",
    ),
    "thm-2": (
        "eq-30",
        "eq-31",
        "eq-40",
        "lemma-2",
        "sec-4.A1",
        "thm-2.claim-0",
        "thm-2.claim-1a",
        "thm-2.claim-1b",
        "thm-2.claim-2",
        "thm-2.claim-3",
        "thm-2.claim-4",
        "thm-2.claim-1.large-numbers",
        "eq-5",
        "eq-32",
        "eq-33",
        "eq-35",
        "eq-36",
        "eq-37",
        "thm-2.claim-3.D-2",
    ),
    "thm-2.claim-2": ("eq-32", "eq-33", "thm-2.claim-2.A", "thm-2.claim-2.J"),
    "thm-2.claim-3": (
        "eq-30",
        "eq-35",
        "eq-36",
        "eq-37",
        "thm-2.claim-1.concentrates",
        "thm-2.claim-1.large-numbers",
        "thm-2.claim-2",
        "thm-2.claim-3.D-1",
        "thm-2.claim-3.D-2",
    ),
    "thm-2.claim-4": ("eq-40", "lemma-2", "sec-3.1.almost-surely", "thm-2.claim-3"),
    "thm-3.i": (
        "thm-1",
        "prop-2",
        "lemma-2",
        "eq-12",
        "eq-13",
        "eq-42",
        "eq-43",
        "eq-44",
        "eq-45",
        "thm-3.claim-1",
        "thm-3.claim-2",
        "thm-3.welfare",
    ),
    "thm-3.claim-2": ("prop-2", "eq-42", "eq-43", "sec-3.1.almost-surely"),
    "thm-3.ii": ("thm-1", "thm-2", "eq-40", "thm-3.claim-1", "thm-3.claim-3"),
}
