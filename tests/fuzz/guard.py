"""Running a reader on one hostile text: what came out, how long it took, and whether anything was executed, opened or started.

An audit hook of the interpreter sees every ``exec``, import, ``open``, process and socket; while a text is read none may occur (parsing itself raises the event
``compile``, which builds a syntax tree and runs nothing).
"""

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LIMIT = 10.0
"""Seconds of processor time after which a text counts as a hang."""

HARMLESS = ("compile", "array.", "object.__getattr__", "sys._getframe", "gc.", "cpython.", "sys.unraisablehook")


class HangError(BaseException):
    """A reader took longer than the limit."""


@dataclass
class Tally:
    """What came out over many texts."""

    read: int = 0
    refused: int = 0
    crashes: list[tuple[str, str]] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_text: str = ""
    sentences: Counter[str] = field(default_factory=Counter)


_watching: list[Counter[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and not event.startswith(HARMLESS):
        _watching[0][f"import {arguments[0]}" if event == "import" else event] += 1


def install() -> None:
    """Add the audit hook; it cannot be removed, and does nothing except while a text is read."""
    if not getattr(sys, "_twostage_fuzz", False):
        sys.addaudithook(_hook)
        sys._twostage_fuzz = True  # type: ignore[attr-defined]


def one(tally: Tally, text: str, read: Callable[[], Any], refusal: type[Exception]) -> Any:
    """Read one text and record what came out; return what was read, or nothing."""

    def end(*_: object) -> None:
        raise HangError

    previous = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    start = time.process_time()
    _watching[:] = [tally.events]
    try:
        result = read()
        tally.read += 1
        return result
    except refusal as error:
        said = str(error)
        tally.refused += 1
        if "\n" in said or not 10 <= len(said) <= 600:
            tally.crashes.append((text, f"not one sentence: {said[:200]!r}"))
        tally.sentences[" ".join(said.split()[:5])[:60]] += 1
    except (Exception, HangError) as error:
        tally.crashes.append((text, f"{type(error).__name__}: {str(error)[:200]}"))
    finally:
        _watching.clear()
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
        seconds = time.process_time() - start
        if seconds > tally.slowest:
            tally.slowest, tally.slowest_text = seconds, text
    return None
