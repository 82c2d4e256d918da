r"""What is computed once for all economies with the same environment, or the same environment and κ.

Many claims compare an economy with others that differ from it in κ, in η or in a rule of the
mechanism.  What depends on nature alone (signs, domains, what types believe, stage 1), or on nature
and κ alone (competitive equilibria), is the same for all of them.

Conventions: the first argument is the economy; a function that is remembered so must read nothing
else of it than what its key holds, its name included.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from numeric.economy.economy import Economy, Key

P = ParamSpec("P")
T = TypeVar("T")
Of = Callable[Concatenate[Economy, P], T]


def by_environment(maxsize: int) -> Callable[[Of[P, T]], Of[P, T]]:
    """Remember what a function returns for an environment and its further arguments, all hashable.

    >>> from numeric.economy.reader import load_economy
    >>> calls = []
    >>> @by_environment(maxsize=8)
    ... def states(economy):
    ...     calls.append(economy.mechanism.eta)
    ...     return len(economy.states)
    >>> economy = load_economy("examples/log.toml")
    >>> states(economy) == states(economy.replacing(eta="1/3")), len(calls)
    (True, 1)
    """
    return _remembered(maxsize, lambda economy: economy.environment_key)


def by_kappa(maxsize: int) -> Callable[[Of[P, T]], Of[P, T]]:
    """Remember what a function returns for an environment, κ, and its further arguments, all hashable."""
    return _remembered(maxsize, lambda economy: economy.kappa_key)


def _remembered(maxsize: int, key_of: Callable[[Economy], Key]) -> Callable[[Of[P, T]], Of[P, T]]:
    def remember(function: Of[P, T]) -> Of[P, T]:
        @lru_cache(maxsize=maxsize)
        def found(key: Key, *args: Any, **kwargs: Any) -> T:
            return function(key.economy, *args, **kwargs)

        @wraps(function)
        def asked(economy: Economy, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return found(key_of(economy), *args, **kwargs)  # type: ignore[arg-type]

        asked.cache_clear = found.cache_clear  # type: ignore[attr-defined]
        return asked

    return remember
