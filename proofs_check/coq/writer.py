"""The lines of a Coq proof, and what has been shown at each place of it.

What has been shown is kept by its text, so that nothing is shown twice where it is still in scope;
``block`` opens a scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


class Writer:
    """Collects lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._scopes: list[dict[tuple[str, str], str]] = [{}]
        self._count = 0

    def say(self, *lines: str) -> None:
        """Write lines."""
        self.lines.extend(lines)

    def new(self, letter: str) -> str:
        """Return a name for a hypothesis."""
        self._count += 1
        return f"{letter}{self._count}"

    @contextmanager
    def block(self) -> Iterator[None]:
        """Prove one goal; what is shown inside is forgotten at its end."""
        self.say("{")
        self._scopes.append(dict(self._scopes[-1]))
        yield
        self._scopes.pop()
        self.say("}")

    def known(self, kind: str, claim: str) -> str | None:
        """Return the name under which a claim has been shown, None if it has not."""
        return self._scopes[-1].get((kind, claim))

    def shown(
        self, letter: str, kind: str, claim: str, proof: Sequence[str] | Callable[[], None]
    ) -> str:
        """Assert a claim unless it has been shown, and return its name.

        Args:
            letter: With which its name begins.
            kind: For each kind the same claim may be shown once.
            claim: The proposition.
            proof: Tactics, or what writes them.
        """
        if (known := self.known(kind, claim)) is not None:
            return known
        name = self.new(letter)
        self.say(f"assert ({name} : {claim}).")
        with self.block():
            if callable(proof):
                proof()
            else:
                self.say(*proof)
        self._scopes[-1][kind, claim] = name
        return name
