"""A mutant is stillborn if every call that reaches the edit ends in an error of type or shape."""

from contextlib import suppress

import numpy as np
import pytest

from bite.watching import Watch, ill_typed, watched

SOURCE = '''
def f(a, flag=True):
    """Say what it is."""
    if flag:
        for k in range(2):
            a = {edited}
    elif a > 100:
        return a
    return g(a)


def g(a):
    return a + 1


CONSTANT = 1
'''


def seen(edited: str, *calls: tuple[object, ...]) -> Watch:
    """Return what is seen of an edit over some calls of ``f``, whatever becomes of them."""
    source, watch = SOURCE.format(edited=edited), Watch()
    lines = source.splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "a = " in text)
    watch.start()
    names: dict[str, object] = {}
    exec(compile(watched(source, (line, lines[line - 1].index("a = ") + 4)), "f", "exec"), names)
    for arguments in calls:
        with suppress(TypeError, IndexError, ZeroDivisionError, ValueError):
            names["f"](*arguments)  # type: ignore[operator]
    return watch


def test_a_value_that_no_operation_takes_is_stillborn() -> None:
    watch = seen("None", (1,), (2,), (3, False))
    assert (watch.calls, watch.ill_typed) == (2, 2)  # the third does not reach it
    assert watch.stillborn
    assert watch.errors[0].startswith("TypeError: unsupported operand")


@pytest.mark.parametrize(
    ("edited", "calls"),
    [
        ("a * 2", [(1,), (2,)]),  # it returns
        ("a / 0", [(1,), (2,)]),  # that depends on values
        ("a[0]", [(1,), (np.ones((1, 1)),)]),  # one call returns
        ("None", [(1, False)]),  # it is never reached
    ],
)
def test_what_returns_once_or_ends_otherwise_is_not(
    edited: str, calls: list[tuple[object, ...]]
) -> None:
    assert not seen(edited, *calls).stillborn


def test_shapes_that_do_not_fit_are_an_error_of_shape_and_other_values_are_not() -> None:
    with pytest.raises(ValueError, match="broadcast") as shapes:
        np.ones(2) + np.ones(3)
    with pytest.raises(ValueError, match="values to unpack") as pairs:
        _, _ = tuple(range(1))
    assert ill_typed(shapes.value)
    assert ill_typed(pairs.value)
    assert not ill_typed(ValueError("N must be positive"))
    assert not ill_typed(ZeroDivisionError("division by zero"))


def test_what_a_function_returns_is_the_same_and_a_module_without_functions_is_left_alone() -> None:
    watch, names = Watch(), dict[str, object]()
    watch.start()
    exec(compile(watched(SOURCE.format(edited="a * 2"), (6, 16)), "f", "exec"), names)
    assert names["f"](3) == 13  # type: ignore[operator]
    assert names["f"](101, False) == 101  # type: ignore[operator]
    assert names["f"].__doc__ == "Say what it is."
    assert watch.calls == 1
    exec(compile(watched("CONSTANT = 1\n", (1, 11)), "f", "exec"), names)
    assert names["CONSTANT"] == 1
