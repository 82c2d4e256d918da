"""How many of its own economies a check tries: all of them, or in a quick run the first.

A check that names several economies, each with a feature that the others lack, is asked for all of
them by ``twostage verify --full``, when mutants are to be refused, and wherever nothing else is
said; ``twostage verify`` by itself asks for the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
_QUICK = [False]


def tried(economies: Sequence[T]) -> Sequence[T]:
    """Return the economies of a check that are to be tried.

    >>> with extent(quick=True):
    ...     quickly = tried(("first", "second"))
    >>> quickly, tried(("first", "second"))
    (('first',), ('first', 'second'))
    """
    return economies[:1] if _QUICK[0] else economies


@contextmanager
def extent(quick: bool) -> Iterator[None]:
    """Let checks try the first of their economies alone, or all."""
    before, _QUICK[0] = _QUICK[0], quick
    try:
        yield
    finally:
        _QUICK[0] = before
