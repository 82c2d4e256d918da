"""Names of a certificate as identifiers of Coq.

A name of a certificate is any text.  Nothing of it but ASCII letters, digits and underscores
reaches a Coq file, and each identifier ends in an underscore and a number of its own: so two names
never become one, none is a keyword or a name of the library, and none can carry Coq text.
"""

from __future__ import annotations

from collections.abc import Mapping

from proofs_check.assuming.vocabulary import readable

__all__ = ["Identifiers", "readable"]


class Identifiers:
    """Gives each name its identifier, the same one each time.

    Args:
        given: Identifiers of some names, by ("name", name) or ("set", name); none of them ends in one
            underscore and a number.

    >>> identifiers = Identifiers()
    >>> identifiers["q_bar"], identifiers["End. (* "], identifiers["q_bar"]
    ('q_bar_1', 'End_2', 'q_bar_1')
    >>> identifiers.of_set("q_bar")
    'q_bar_3'
    """

    def __init__(self, given: Mapping[tuple[str, str], str] | None = None) -> None:
        self._given: dict[tuple[str, str], str] = dict(given or {})

    def __getitem__(self, name: str) -> str:
        return self._identifier("name", name)

    def of_set(self, name: str) -> str:
        """Return the identifier of a set; sets have a namespace of their own."""
        return self._identifier("set", name)

    def _identifier(self, space: str, name: str) -> str:
        if (space, name) not in self._given:
            self._given[space, name] = f"{readable(name)}_{len(self._given) + 1}"
        return self._given[space, name]
