"""What results and their report show whatever the verdicts, as far as it is made before they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
Formula = tuple[str, bool]
"""LaTeX, and whether it is displayed."""

OF_TAILS = "thm-1.threshold"
"""The claim about the stored certificates of Theorem 1."""


@dataclass(frozen=True)
class Beforehand:
    """What is shown of some claims before they are decided.

    Attributes:
        statements: Of each claim by id, its statements as data.
        hashes: Of each claim by id, hash and tree of the statement that its certificate proves, if they exist.
        assumptions: What these claims assume together.
        figures: The figures of a report, as data.
        derivations: The derivations, as data.
        tails: What the stored certificates of Theorem 1 say, for a table beside it.
        pictures: Each figure as an SVG; empty where no report is wanted.
        formulas: MathML by formula; empty where no report is wanted.
    """

    statements: Mapping[str, Data] = field(default_factory=dict)
    hashes: Mapping[str, tuple[str, Data] | None] = field(default_factory=dict)
    assumptions: Sequence[Data] = ()
    figures: Sequence[Data] = ()
    derivations: Sequence[Data] = ()
    tails: Sequence[Data] = ()
    pictures: Sequence[bytes] = ()
    formulas: Mapping[Formula, str] = field(default_factory=dict)
