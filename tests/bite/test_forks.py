"""What becomes of a task in a process of its own: a value, a crash, the end of its time."""

import os
import time

from bite import forks


def task(item: str) -> str:
    if item == "crash":
        os._exit(3)
    while item == "time":
        pass
    time.sleep(0.01)
    return item.upper()


def test_a_task_ends_with_its_value_or_with_a_reason() -> None:
    ended = {e.item: e for e in forks.each(task, ["a", "crash", "time", "b"], 2, 0.2)}
    assert {i: (e.value, e.reason) for i, e in ended.items()} == {
        "a": ("A", ""),
        "b": ("B", ""),
        "crash": (None, "crash"),
        "time": (None, "time"),
    }


def test_tasks_are_begun_only_when_there_is_room() -> None:
    begun: list[int] = []

    def items() -> object:
        for n in range(4):
            begun.append(n)
            yield str(n)

    for ended in forks.each(task, items(), 1, 5):  # type: ignore[arg-type]
        assert begun[-1] <= int(ended.item) + 1
