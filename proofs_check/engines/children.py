"""Asking solvers in child processes, so that one that hangs, grows or is killed loses nothing but its own answer.

A child is bounded in processor time and memory by itself, and in wall-clock time by its
parent.  Whatever happens to it, the parent gets an ``Answer``: ``unsat`` and ``sat`` are the
solver's words; every other ending is ``unknown`` with a sentence that says why.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Method = Literal["z3", "z3-nlsat", "cvc5"]
CHILD = Path(__file__).with_name("child.py")
PATIENCE = 6
"""Wall-clock seconds granted for each second of processor time: the machine may be busy."""


@dataclass(frozen=True)
class Limits:
    """What a child may use: seconds of processor time and megabytes of address space."""

    seconds: int = 5
    megabytes: int = 3000


@dataclass(frozen=True)
class Answer:
    """What a solver said: ``unsat``, ``sat`` with a model (values as text), or ``unknown`` with the reason."""

    method: str
    answer: Literal["unsat", "sat", "unknown"]
    reason: str = ""
    model: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def start(method: Method, script: str, limits: Limits) -> subprocess.Popen[str]:
    """Start a child on a script."""
    command = [sys.executable, str(CHILD), method, str(limits.seconds), str(limits.megabytes)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdin is not None
    try:
        child.stdin.write(script)
        child.stdin.close()
    except BrokenPipeError:  # it died at once; ``collect`` reports that
        pass
    child.stdin = None
    return child


def collect(method: Method, child: subprocess.Popen[str], limits: Limits) -> Answer:
    """Wait for a child and read its answer, whatever has become of it."""
    begun = time.perf_counter()
    try:
        printed, _ = child.communicate(timeout=PATIENCE * limits.seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return Answer(
            method,
            "unknown",
            f"stopped after {PATIENCE * limits.seconds} s",
            seconds=time.perf_counter() - begun,
        )
    finally:
        if child.poll() is None:  # an interruption must not leave it behind
            child.kill()
            child.wait()
    return _read(method, printed, child.returncode, limits, time.perf_counter() - begun)


def _read(method: str, printed: str, status: int, limits: Limits, seconds: float) -> Answer:
    try:
        data = json.loads(printed)
    except json.JSONDecodeError:
        data = None
    if (
        status != 0
        or not isinstance(data, dict)
        or data.get("answer") not in ("unsat", "sat", "unknown")
    ):
        reason = (
            f"no answer within {limits.seconds} s of processor time and {limits.megabytes} "
            f"MB (exit status {status})"
        )
        return Answer(method, "unknown", reason, seconds=seconds)
    reason = "the solver gave up" if data["answer"] == "unknown" else ""
    return Answer(method, data["answer"], reason, data.get("model", {}), seconds)


def ask(questions: Sequence[tuple[Method, str]], limits: Limits) -> list[Answer]:
    """Ask several questions at the same time; the answers are in their order."""
    children: list[tuple[Method, subprocess.Popen[str]]] = []
    try:
        for method, script in questions:
            children.append((method, start(method, script, limits)))
        return [collect(method, child, limits) for method, child in children]
    # an interruption, or the end of the time for a claim, must leave neither processes nor pipes
    # behind
    finally:
        for _, child in children:
            if child.poll() is None:
                child.kill()
                child.wait()
            if child.stdout is not None:
                child.stdout.close()
