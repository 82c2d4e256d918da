"""Which parameters of a test `make test` tries: enough to cover what all cover. `make test-all` tries all."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

Parameter = Any


def some(values: Iterable[Any], keep: Callable[[Any], bool]) -> list[Parameter]:
    """Mark as bulk the parameters that are not to be kept.

    Args:
        values: What a test is parametrised by: values, tuples of them where it has several parameters,
            or ``pytest.param``, also for a tuple that is one parameter.
        keep: Tells of a value (a tuple where a test has several) whether `make test` tries it.
    """
    return [_param(v) if keep(_of(v)) else _param(v, pytest.mark.bulk) for v in values]


def leading(number: int, values: Iterable[Any]) -> list[Parameter]:
    """Keep so many parameters from the beginning, and mark the others as bulk."""
    return [_param(v) if i < number else _param(v, pytest.mark.bulk) for i, v in enumerate(values)]


def only(values: Iterable[Any], *kept: Any) -> list[Parameter]:
    """Keep the parameters that are named; the others are bulk."""
    return _split(values, kept, lambda value: value in kept)


def without(values: Iterable[Any], *dear: Any) -> list[Parameter]:
    """Mark the parameters that are named as bulk, and keep the others."""
    return _split(values, dear, lambda value: value not in dear)


def _split(
    values: Iterable[Any], named: tuple[Any, ...], keep: Callable[[Any], bool]
) -> list[Parameter]:
    """Mark some parameters as bulk; each that is named must be there."""
    values = list(values)
    missing = [n for n in named if n not in [_of(v) for v in values]]
    assert not missing, f"no such parameters: {missing}"
    return some(values, keep)


def _of(value: Any) -> Any:
    if not _is_param(value):
        return value
    return value.values[0] if len(value.values) == 1 else value.values


def _is_param(value: Any) -> bool:
    return hasattr(value, "marks") and hasattr(value, "values") and hasattr(value, "id")


def _param(value: Any, *marks: pytest.MarkDecorator) -> Parameter:
    if _is_param(value):
        return pytest.param(*value.values, id=value.id, marks=(*value.marks, *marks))
    if not marks:
        return value
    return (
        pytest.param(*value, marks=marks)
        if isinstance(value, tuple)
        else pytest.param(value, marks=marks)
    )
