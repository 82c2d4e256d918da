"""The most memory that a process of each command takes on the examples, and the limit that it keeps.

Conventions: a command is run in a process of its own; its peak is the largest resident set of that
process and of those that it started and waited for, as the system counts it (``ru_maxrss``), in
MiB.  Commands with several processes take at most as much for each of them.

A limit is about one and a half times what was measured when it was set, so that a cache that grows
without bound, or an array over all configurations, is seen.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Ratio

EXAMPLE = "examples/three_types.toml"
SWEEP = """
name = "a few"
count = 12
seed = 2012
types = [2, 3]
states = [1, 3]
agents = [10, 40]
"""
VISIT = tuple(
    f"{question}?economy={name}.toml&agents=200"
    for name in ("log", "three_types")
    for question in ("solution", "prices", "margins", "losses")
)
"""What a visitor of ``demo`` asks for."""

DEMO = 400
"""MiB that ``demo`` may take."""

PER_MEBIBYTE = 2**20 if sys.platform == "darwin" else 2**10


@dataclass(frozen=True)
class Command:
    """A command line and its limit.

    Args:
        arguments: What follows ``twostage``; ``{out}`` is a folder that all commands share.
        limit: MiB that no process of it may exceed.
        statuses: Exit statuses that are right: 1 where the example does not satisfy an assumption, 3
            where something is undecided.
        quick: Whether it is also run with ``--quick``.
    """

    arguments: str
    limit: int
    statuses: tuple[int, ...] = (0,)
    quick: bool = True


COMMANDS = (
    Command("--help", 100),
    Command("examples", 150),
    Command("verify --list", 250),
    Command("verify eq-20 eq-14 --out {out}/few", 400),
    Command("verify --out {out}/all", 700, quick=False),
    Command("recheck {out}/few", 200),
    Command("report {out}/few/results.json --out {out}/few", 400),
    Command("derive eq-20 --out {out}/derived", 300),
    Command("engines eq-20", 300),
    Command("findings --out {out}/findings.md {out}/few/results.json", 300),
    Command(f"check {EXAMPLE}", 300, (0, 1)),
    Command(f"solve {EXAMPLE} --agents 40", 250),
    Command(f"threshold {EXAMPLE} --from 4 --to 400", 400),
    Command("threshold examples/log.toml --from 4 --to 100000 --step 2500", 600, quick=False),
    Command(f"play {EXAMPLE} --agents 1000000 --seed 1", 500),
    Command(f"efficiency {EXAMPLE} --agents 100", 400),
    Command(f"pooling {EXAMPLE} --agents 12", 400, (3,)),
    Command("compare examples/mechanisms/e1.toml --agents 10,30", 600),
    Command(f"codegen {EXAMPLE} --language c --out {{out}}/c", 250),
    Command(f"plot stage1 {EXAMPLE} --out {{out}}/stage1.svg", 300),
    Command("sweep {out}/few.toml --out {out}/few.db --workers 1", 500),
    Command("hunt thm-1.monotone --examples 20 --out {out}/hunted.toml", 500, (0, 1, 3)),
)


LAUNCHER = """
import resource, signal, subprocess, sys
signal.signal(signal.SIGINT, lambda *_: None)
status = subprocess.call(sys.argv[1:], stderr=subprocess.DEVNULL)
print()
print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Starts a command from a small process: the system counts what the one that starts it holds as its own."""


def started(command: Sequence[str]) -> subprocess.Popen[str]:
    """Start a command below a launcher, both in a group of their own."""
    launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    return subprocess.Popen(launched, stdout=subprocess.PIPE, text=True, start_new_session=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, float]:
    """Return the exit status of a command, and the largest resident set of its processes in MiB."""
    told = process.communicate()[0].splitlines()[-1]
    status, most = map(int, told.split())
    return status, most / PER_MEBIBYTE


def demo_peak() -> tuple[int, float]:
    """Return the exit status of ``demo`` and its peak, after a visitor has asked for everything of two economies."""
    process = started([sys.executable, "-m", "proofs_check", "demo", "--port", "0"])
    assert process.stdout is not None
    address = process.stdout.readline().split()[4]
    for question in ("", "economies", *VISIT):
        with urllib.request.urlopen(address + question, timeout=300) as answer:
            answer.read()
    os.killpg(process.pid, signal.SIGINT)
    return ended(process)


def memory(quick: bool) -> Iterator[Ratio]:
    """Compare the peak of each command with its limit.

    Raises:
        RuntimeError: A command ended with a status that is not right.
    """
    with tempfile.TemporaryDirectory() as out:
        (Path(out) / "few.toml").write_text(SWEEP, encoding="utf-8")
        for command in COMMANDS:
            if quick and not command.quick:
                continue
            arguments = command.arguments.format(out=out).split()
            status, most = ended(started([sys.executable, "-m", "proofs_check", *arguments]))
            if status not in command.statuses:
                raise RuntimeError(f"twostage {command.arguments} ended with status {status}")
            shown = command.arguments.replace("{out}/", "").replace("examples/", "")
            yield _ratio(shown, most, command.limit)
        status, most = demo_peak()
        if status:
            raise RuntimeError(f"twostage demo ended with status {status}")
        yield _ratio("demo, all of two economies", most, DEMO)


def _ratio(shown: str, most: float, limit: int) -> Ratio:
    spare = limit / most
    name, kept = f"memory: {shown}"[:44], f"limit of {limit} MiB"
    return Ratio(name, kept, most, limit, spare, spare, spare, 1.0, "MiB")
