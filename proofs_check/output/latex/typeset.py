"""Running LaTeX on a document until its numbers and references are settled.

A run of pdflatex reads what the run before it wrote about pages, contents and labels (``.aux``,
``.toc``, ``.out``).  The document is settled when a run leaves those files as it found them: one
more run would repeat itself.  Files are compared by content.  (latexmk compares times and sizes
first, and a label that moves from page 1 to page 2 changes neither within one second.)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from proofs_check.output.files import OutputError

SECONDS = 240
RUNS = 6
READ_BACK = (".aux", ".toc", ".out", ".nav", ".snm")
UNWRITTEN = re.compile(
    "No space left on device|File too large|Disk quota exceeded|Read-only file system|"
    "I can't write on file"
)
OVERFULL = re.compile(r"Overfull \\[hv]box \(([\d.]+)pt too (?:wide|high)\)[^\n]*")
WARNING = re.compile(
    r"^(?:LaTeX|Package \w+|Class \w+|pdfTeX) (?:\w+ )?[Ww]arning[^\n]*", re.MULTILINE
)


class NoLatex(RuntimeError):
    """LaTeX is not installed, or it failed; the message is one sentence."""


@dataclass(frozen=True)
class Typeset:
    """A compiled document: the PDF, the warnings of the last run, and the boxes that stick out, in points."""

    pdf: Path
    warnings: tuple[str, ...]
    overfull: tuple[float, ...]


def typeset(tex: Path) -> Typeset:
    """Compile a LaTeX file beside itself with pdflatex, as often as its references need.

    What LaTeX writes besides the PDF is removed, except a log that tells of a failure.  The
    warnings are those of the last run, so none of them goes away with one more run, unless the
    document is not settled after ``RUNS`` runs; then they say so.

    Raises:
        NoLatex: There is no ``pdflatex``, it took too long, or it failed.
        OutputError: What it makes cannot be written.
    """
    program = shutil.which("pdflatex")
    if program is None:
        raise NoLatex(f"pdflatex is needed for --pdf and was not found; {tex.name} was written")
    deadline = time.monotonic() + SECONDS
    _removed(tex, (*READ_BACK, ".log"))
    before = None
    for _ in range(RUNS):
        _run(program, tex, deadline - time.monotonic())
        after = tuple(_content(tex.with_suffix(suffix)) for suffix in READ_BACK)
        if after == before:
            break
        before = after
    text = tex.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    _removed(tex, (*READ_BACK, ".log", ".fls", ".fdb_latexmk", ".vrb"))
    return Typeset(
        tex.with_suffix(".pdf"),
        tuple(WARNING.findall(text)),
        tuple(float(w) for w in OVERFULL.findall(text)),
    )


def _run(program: str, tex: Path, seconds: float) -> None:
    """Run pdflatex once, without shell escapes and with a date that does not move."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", tex.name]
    try:
        done = subprocess.run(
            command,
            cwd=tex.parent,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=max(seconds, 0.0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoLatex(
            f"pdflatex did not finish within {SECONDS} seconds; {tex.name} was written"
        ) from None
    if done.returncode != 0 and (full := UNWRITTEN.search(done.stdout + done.stderr)):
        raise OutputError(tex.with_suffix(".pdf"), full.group())
    if done.returncode != 0:
        raise NoLatex(f"pdflatex failed on {tex.name}: {_first_error(tex.with_suffix('.log'))}")


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _removed(tex: Path, suffixes: tuple[str, ...]) -> None:
    for suffix in suffixes:
        tex.with_suffix(suffix).unlink(missing_ok=True)


def _first_error(log: Path) -> str:
    if not log.exists():
        return "there is no log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next(
        (line.removeprefix("! ") for line in lines if line.startswith("!")), f"see {log.name}"
    )
