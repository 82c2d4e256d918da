"""Names of a certificate as identifiers of Coq.

A name of a certificate is any text.  Nothing of it but ASCII letters, digits and underscores
reaches a Coq file, and each identifier ends in an underscore and a number of its own: so two names
never become one, none is a keyword or a name of the library, and none can carry Coq text.
"""

from __future__ import annotations

import re

LONGEST = 40


class Identifiers:
    """Gives each name its identifier, the same one each time.

    >>> identifiers = Identifiers()
    >>> identifiers["q_bar"], identifiers["End. (* "], identifiers["q_bar"]
    ('q_bar_1', 'End_2', 'q_bar_1')
    >>> identifiers.of_set("q_bar")
    'q_bar_3'
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}

    def __getitem__(self, name: str) -> str:
        return self._identifier("name", name)

    def of_set(self, name: str) -> str:
        """Return the identifier of a set; sets have a namespace of their own."""
        return self._identifier("set", name)

    def _identifier(self, space: str, name: str) -> str:
        if (space, name) not in self._given:
            self._given[space, name] = f"{readable(name)}_{len(self._given) + 1}"
        return self._given[space, name]


def readable(name: str) -> str:
    """Return what an identifier keeps of a name: it starts with a letter, ``x`` if nothing is left.

    >>> readable("κ_q' = 3")
    'q_3'
    """
    kept = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[:LONGEST].strip("_")
    return kept if kept[:1].isalpha() else f"x{'_' if kept else ''}{kept}"
