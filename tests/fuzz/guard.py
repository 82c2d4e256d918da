"""Running a reader on one hostile text.

What came out, how long it took, and whether anything was executed, opened or started.

An audit hook of the interpreter sees every ``exec``, import, ``open``, process and socket; while a
text is read none may occur that the text could have caused. Parsing itself raises the event
``compile``, which builds a syntax tree and runs nothing.  Two kinds of events are a library's own
doing, and are counted apart; the evidence is the code that runs, and who runs it:

* a module that a library imports when it is first needed: the ``import`` statement stands in a
  library's file, what runs is that module's own code in a library's file, and the text does not
  contain the module's name;
* the functions on exponents that SymPy generates for a ring in n variables: the code is equal to
  what SymPy generates from the number n alone.

Everything else is recorded with the text, the file and name of the code, and its caller.
"""

import signal
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

LIMIT = 10.0
"""Seconds of processor time after which a text counts as a hang."""

HARMLESS = (
    "compile",
    "array.",
    "object.__getattr__",
    "sys._getframe",
    "gc.",
    "cpython.",
    "sys.unraisablehook",
)

LIBRARIES = tuple(
    str(Path(sysconfig.get_path(kind)).resolve())
    for kind in ("stdlib", "platstdlib", "purelib", "platlib")
)
VARIABLES = 12
"""Rings in at most as many variables are recognised."""


class HangError(BaseException):
    """A reader took longer than the limit."""


@dataclass(frozen=True)
class Event:
    """Something that happened while a text was read, and that no library did of itself.

    Args:
        text: The text, shortened.
        what: The event's name, and what it is about.
        code: File and name of the code executed, where the event has one.
        callers: File, function and line of the innermost callers.
    """

    text: str
    what: str
    code: str
    callers: tuple[str, ...]


@dataclass
class Tally:
    """What came out over many texts."""

    read: int = 0
    refused: int = 0
    compared: int = 0
    crashes: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    libraries: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_text: str = ""
    sentences: Counter[str] = field(default_factory=Counter)


_watching: list[tuple[Tally, str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or event.startswith(HARMLESS):
        return
    (tally, text), callers = _watching[0], _callers(sys._getframe(1))
    _watching.clear()  # what is asked from here on is the guard's own doing
    try:
        of_library = _library(text, event, arguments, callers)
        if of_library:
            tally.libraries[of_library] += 1
        else:
            tally.events.append(_told(text, event, arguments, callers))
    finally:
        _watching[:] = [(tally, text)]


def _callers(frame: FrameType | None) -> list[FrameType]:
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _told(text: str, event: str, arguments: tuple[Any, ...], callers: list[FrameType]) -> Event:
    code = arguments[0] if arguments and isinstance(arguments[0], CodeType) else None
    about = "" if code else ", ".join(str(a)[:80] for a in arguments[:2])
    places = tuple(f"{f.f_code.co_filename}:{f.f_code.co_name}:{f.f_lineno}" for f in callers[:6])
    return Event(
        text[:300],
        f"{event} {about}".strip(),
        f"{code.co_filename}:{code.co_name}" if code else "",
        places,
    )


def _library(text: str, event: str, arguments: tuple[Any, ...], callers: list[FrameType]) -> str:
    """Name what a library did of itself, or nothing."""
    files = [f.f_code.co_filename for f in callers]
    if (
        event == "exec"
        and files[0].endswith("/sympy/polys/monomials.py")
        and arguments[0] in _generated()
    ):
        return "functions on the exponents of a ring"
    if event == "import":
        return (
            "a module's import"
            if _in_library(_asker(files)) and str(arguments[0]) not in text
            else ""
        )
    if not any(map(_is_importer, files)) or not _in_library(
        _asker(files[next(i for i, f in enumerate(files) if _is_importer(f)) :])
    ):
        return ""
    inside = list(
        takewhile(lambda f: not _is_importer(f), files)
    )  # what the module's code called, and that code itself
    about = (
        [arguments[0].co_filename]
        if event == "exec" and not inside
        else [str(arguments[0])]
        if event == "open"
        else []
    )
    return "a module's import" if all(map(_in_library, [*inside, *about])) else ""


def _is_importer(file: str) -> bool:
    return file.startswith("<frozen importlib") or file.endswith(
        "/importlib/__init__.py"
    )  # import_module asks on behalf of its caller


def _asker(files: list[str]) -> str:
    return next((f for f in files if not _is_importer(f)), "")


@cache
def _in_library(file: str) -> bool:
    return (
        bool(file)
        and not file.startswith("<")
        and str(Path(file).resolve()).startswith(tuple(f"{folder}/" for folder in LIBRARIES))
    )


@cache
def _generated() -> frozenset[CodeType]:
    """Compile what SymPy generates for rings in 1, 2, … variables; nothing of a text is in it."""
    from sympy.polys.monomials import MonomialOps

    sources: list[str] = []

    class Written(MonomialOps):  # type: ignore[misc]
        def _build(self, code: str, name: str) -> None:
            sources.append(code)

    for n in range(1, VARIABLES + 1):
        ops = Written(n)
        for kind in ("mul", "pow", "mulpow", "ldiv", "div", "lcm", "gcd"):
            getattr(ops, kind)()
    return frozenset(compile(s, "<string>", "exec") for s in sources)


def install() -> None:
    """Add the audit hook; it cannot be removed, and does nothing except while a text is read."""
    if not getattr(sys, "_twostage_fuzz", False):
        _generated()
        sys.addaudithook(_hook)
        sys._twostage_fuzz = True  # type: ignore[attr-defined]


def one(tally: Tally, text: str, read: Callable[[], Any], refusal: type[Exception]) -> Any:
    """Read one text and record what came out; return what was read, or nothing."""

    def end(*_: object) -> None:
        raise HangError

    previous = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    start = time.process_time()
    _watching[:] = [(tally, text)]
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
