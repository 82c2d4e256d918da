"""Progress of a sweep: a bar on a terminal, else a line every minute; and one line at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from proofs_check.output.console import terminal

if TYPE_CHECKING:
    from proofs_check.sweep.run import Progress
    from proofs_check.sweep.spec import Spec

EVERY = 60.0
"""Seconds between two lines of progress where there is no terminal."""


@contextmanager
def shown(spec: Spec) -> Iterator[Any]:
    """Show progress with the rate and the remaining time.

    It is a bar on a terminal, else a line every minute; and one line at the end.
    """
    console = terminal(stderr=True)
    columns = (
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TextColumn("remaining"),
        TimeRemainingColumn(),
    )
    begun = time.monotonic()
    last: list[Progress] = []
    said = begun
    with Bar(
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=300,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task(spec.name, total=spec.count, rate="")

        def show(at: Progress) -> None:
            nonlocal said
            if not console.is_terminal and time.monotonic() - said > EVERY:
                said = time.monotonic()
                pace = at.new / max(said - begun, 1e-9)
                remaining = (
                    f", {(at.count - at.stored) / pace / 60:.0f} minutes remain" if pace else ""
                )
                console.print(
                    f"{at.stored} of {at.count} economies, {pace:.2f} a second{remaining}",
                    highlight=False,
                )
            if not last:
                bar.reset(task, total=spec.count, completed=at.stored, rate="")
            last[:] = [at]
            bar.update(
                task,
                completed=at.stored,
                rate=f"{at.new / max(time.monotonic() - begun, 1e-9):.1f}/s",
            )

        yield show
    if last:
        seconds = time.monotonic() - begun
        at = last[0]
        pace = at.new / max(seconds, 1e-9)
        told = f"{at.new} economies examined in {seconds:.1f} s, {pace:.2f} a second"
        console.print(
            f"{told}; {at.stored} of {at.count} stored, {at.broken} BROKEN", highlight=False
        )
