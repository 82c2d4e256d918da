"""Running LaTeX on the document."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from proofs_check.output.files import OutputError

SECONDS = 240
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
    """Compile a LaTeX file beside itself with latexmk and pdflatex.

    What LaTeX writes besides the PDF is removed, except a log that tells of a failure.

    Raises:
        NoLatex: There is no ``latexmk``, it took too long, or it failed.
        OutputError: What it makes cannot be written.
    """
    program = shutil.which("latexmk")
    if program is None or shutil.which("pdflatex") is None:
        raise NoLatex(
            f"latexmk and pdflatex are needed for --pdf and were not found; {tex.name} was written"
        )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    command = [
        program,
        "-pdf",
        "-norc",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-no-shell-escape",
        tex.name,
    ]
    command[-2:-1] = ["-pdflatex=pdflatex -no-shell-escape %O %S"]
    try:
        done = subprocess.run(
            command,
            cwd=tex.parent,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoLatex(
            f"latexmk did not finish within {SECONDS} seconds; {tex.name} was written"
        ) from None
    log = tex.with_suffix(".log")
    if done.returncode != 0 and (full := UNWRITTEN.search(done.stdout + done.stderr)):
        raise OutputError(tex.with_suffix(".pdf"), full.group())
    if done.returncode != 0:
        raise NoLatex(f"latexmk failed on {tex.name}: {_first_error(log)}")
    text = log.read_text(encoding="utf-8", errors="replace")
    for suffix in (".aux", ".fdb_latexmk", ".fls", ".log", ".out", ".toc"):
        tex.with_suffix(suffix).unlink(missing_ok=True)
    return Typeset(
        tex.with_suffix(".pdf"),
        tuple(WARNING.findall(text)),
        tuple(float(w) for w in OVERFULL.findall(text)),
    )


def _first_error(log: Path) -> str:
    if not log.exists():
        return "there is no log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next(
        (line.removeprefix("! ") for line in lines if line.startswith("!")), f"see {log.name}"
    )
