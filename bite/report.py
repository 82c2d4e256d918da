r"""What came out: one line for the terminal, and a page with every mutant that no claim noticed.

Both are pure functions of what was tried.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bite.explained import explained
from bite.guided import MOST
from bite.running import Tried

SHOWN = 12
"""Claims that are named for a survivor; the others are counted."""


def last_line(tried: Sequence[Tried]) -> str:
    """Return the last line of a run.

    >>> last_line([])
    'caught 0 of 0 mutants (0 equivalent, 0 stillborn, 0 timed out or crashed)'
    """
    count = Counter(t.notice.outcome for t in tried)
    lost = count["timed out"] + count["crashed"]
    apart = f"{count['equivalent']} equivalent, {count['stillborn']} stillborn"
    apart += f", {lost} timed out or crashed"
    if count["guided"]:
        apart += f", {count['guided']} where no result rests on the value"
    return f"caught {count['caught']} of {len(tried)} mutants ({apart})"


def share(tried: Sequence[Tried]) -> str:
    """Say which share claims caught of what behaves differently, and of what has a verdict at all.

    What behaves differently is neither equivalent nor stillborn.  A share is never rounded up.
    """
    count = Counter(t.notice.outcome for t in tried)
    different = len(tried) - _equivalent(count) - count["stillborn"]
    decided = different - count["timed out"] - count["crashed"] - _excused(count)
    if not decided:
        return "no mutant has a verdict"
    shares = (f"{count['caught'] * 1000 // n / 10:g} %" for n in (different, decided))
    rest = "{} of those neither equivalent nor stillborn, {} of those that came to an end"
    rest = rest.format(*shares)
    return f"{rest} and on which a result rests" if count["guided"] else rest


def _equivalent(count: Counter[str]) -> int:
    """Return how many mutants count as equivalent: those that are, up to the share allowed."""
    return min(count["equivalent"], math.ceil(MOST * count.total()))


def _excused(count: Counter[str]) -> int:
    """Return how many survivors are excused: those that are guided, up to the share allowed."""
    return min(count["guided"], int(MOST * count.total()))


def caught_share(tried: Sequence[Tried]) -> float:
    """Return the share that claims caught of what has a verdict; one where there is none.

    >>> caught_share([])
    1.0
    """
    count = Counter(t.notice.outcome for t in tried)
    decided = len(tried) - _equivalent(count) - count["stillborn"]
    decided -= count["timed out"] + count["crashed"] + _excused(count)
    return count["caught"] / decided if decided else 1.0


def page(tried: Sequence[Tried], seed: int, total: int, budget: float | None = None) -> str:
    """Return docs/bite.md."""
    lines = [
        "# Mutants of the code, and the claims that notice",
        "",
        "Written by `make bite`; `bite/__init__.py` says what the words mean.",
        "",
        f"Sample: {len(tried)} of {total} mutants, seed {seed}: {last_line(tried)}. "
        f"Caught: {share(tried)}.",
        "",
        *([f"A quick look: {budget:g} s of claims for each mutant.", ""] if budget else []),
        *_table(tried),
        "",
        *_section(
            "Survivors",
            "No claim that reaches the code noticed the edit.",
            (t for t in tried if t.notice.outcome == "survived"),
        ),
        *_section(
            "Guided",
            "No claim noticed, and no certified result rests on the value: `bite/guided.py`.",
            (t for t in tried if t.notice.outcome == "guided"),
        ),
        *_section(
            "Crashes and ends of time",
            "No claim noticed, and some had no verdict.",
            (t for t in tried if t.notice.outcome in ("crashed", "timed out")),
        ),
        *_section(
            "Stillborn",
            "Every call of the edited code ends in an error of type or shape, or nothing can be "
            "imported: there is no value that a claim could notice.",
            (t for t in tried if t.notice.outcome == "stillborn"),
        ),
        *_section(
            "Equivalent",
            "The edit changes nothing, for the reason given.",
            (t for t in tried if t.notice.outcome == "equivalent"),
        ),
        *_weak(tried),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _table(tried: Sequence[Tried]) -> Iterator[str]:
    yield "| operator | mutants | caught | survived | guided | equivalent | stillborn | timed out or crashed |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for operator in sorted({t.mutant.operator for t in tried}):
        some = [t for t in tried if t.mutant.operator == operator]
        n = Counter(t.notice.outcome for t in some)
        numbers = (
            len(some), n["caught"], n["survived"], n["guided"], n["equivalent"],
            n["stillborn"], n["timed out"] + n["crashed"],
        )  # fmt: skip
        yield f"| {operator} | {' | '.join(map(str, numbers))} |"


def _section(title: str, opening: str, some: Iterable[Tried]) -> Iterator[str]:
    listed = sorted(some, key=lambda t: (t.mutant.path, t.mutant.start))
    if not listed:
        return
    yield from (f"## {title} ({len(listed)})", "", opening, "")
    path = ""
    for t in listed:
        if t.mutant.path != path:
            path = t.mutant.path
            yield from (f"### {path}", "")
        yield from _entry(t)
    yield ""


def _entry(t: Tried) -> Iterator[str]:
    before, after = (_code(" ".join(s.split())) for s in (t.mutant.before, t.mutant.after))
    where = f"line {t.mutant.start[0]}, `{t.mutant.function.rsplit('.', 1)[-1]}`"
    yield f"* `{t.mutant.id}` {where}, {t.mutant.operator}: {before} → {after}"
    notes = [t.notice.reason] if t.notice.reason else []
    if t.notice.outcome != "equivalent":
        notes.append(
            f"{len(t.notice.ran)} claims ran: {_claims(t.notice.ran)}"
            if t.notice.ran
            else "no claim reaches it"
        )
    notes += [f"crashed: {_claims(t.notice.crashed)}"] if t.notice.crashed else []
    notes += [f"not done in time: {_claims(t.notice.slow)}"] if t.notice.slow else []
    if t.notice.outcome in ("survived", "guided", "crashed", "timed out"):
        notes.append(f"why: {explained(t.mutant.id)}")
    yield "  " + "; ".join(notes)


def _claims(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


def _code(text: str) -> str:
    """Return text as code of Markdown, whatever it holds."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text[:160]}{' …' if len(text) > 160 else ''}{fence}"


def _weak(tried: Sequence[Tried]) -> Iterator[str]:
    n = Counter(t.notice.by["now"] for t in tried if t.notice.by is not None)
    if n:
        yield "## How claims notice"
        yield ""
        yield (
            "; ".join(
                f"{count} by a verdict that becomes {verdict}" for verdict, count in n.most_common()
            )
            + "."
        )
