"""Coq, as a program that is run: the library is compiled once, then each file is judged.

Only the axioms by which the standard library makes the real numbers are admitted: two of Dedekind's
construction, functional extensionality, and the excluded middle, which that library uses for its
own theorems on continuity.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from proofs_check.assuming.assumed import AXIOMS
from proofs_check.output.files import made_folder, write_text, written_to
from symbolic.language.errors import InputError

FILES = ("Signs", "FiniteSets", "Choices", "Denial", "Functions", "Slopes", "Library")
SECONDS = 300.0
"""Time for one file, by default."""
LIBRARY_SECONDS = 600.0


class Word(StrEnum):
    """What Coq says of a certificate."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNTRANSLATED = "not translated"
    TIME = "out of time"


@dataclass(frozen=True)
class Judgement:
    """The word, the reason where it is not accepted, the axioms where it is, and the time taken."""

    word: Word
    reason: str = ""
    axioms: frozenset[str] = frozenset()
    seconds: float = 0.0


class NoCoq(InputError):
    """Coq is not installed, or its library does not compile."""


@dataclass(frozen=True)
class Coq:
    """A compiler and the folder that holds the compiled library."""

    compiler: str
    folder: Path

    def judge(
        self, text: str, name: str, seconds: float = SECONDS, allowed: frozenset[str] = AXIOMS
    ) -> Judgement:
        """Compile a file.

        Args:
            text: The file; it ends by printing what its theorem rests on.
            name: The name of the file without its ending, an identifier.
            seconds: Time limit.
            allowed: The axioms on which it may rest.
        """
        path, start = self.folder / f"{name}.v", time.perf_counter()
        with written_to(path):  # in place: other threads write to this folder at the same time
            path.write_text(text, encoding="ascii")
        try:
            done = run(self.compiler, self.folder, path, seconds)
        except subprocess.TimeoutExpired:
            return Judgement(Word.TIME, f"Coq takes more than {seconds:g} s", seconds=seconds)
        taken = time.perf_counter() - start
        if done.returncode:
            return Judgement(Word.REFUSED, complaint(done.stderr), seconds=taken)
        axioms = rests_on(done.stdout)
        if axioms is None or axioms - allowed:
            reason = (
                "Coq does not say what it rests on"
                if axioms is None
                else f"it rests on {', '.join(sorted(axioms - allowed))}"
            )
            return Judgement(Word.REFUSED, reason, axioms or frozenset(), taken)
        return Judgement(Word.ACCEPTED, "", axioms, taken)


def run(
    compiler: str, folder: Path, path: Path, seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run the compiler on a file of a folder."""
    there, file = str(folder.resolve()), str(path.resolve())
    command = [compiler, "-q", "-w", "none", "-Q", there, "TwoStage", file]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False
    )


@contextmanager
def coq(folder: Path | None = None) -> Iterator[Coq]:
    """Compile the library.

    Args:
        folder: Where everything is kept; by default a temporary folder, gone at the end.

    Raises:
        OutputError: The folder cannot be written.
        NoCoq: There is no ``coqc``, or it does not compile the library.
    """
    compiler = shutil.which("coqc")
    if compiler is None:
        raise NoCoq("coqc", "must be installed (Debian's package is called coq)")
    with tempfile.TemporaryDirectory(prefix="twostage-coq-") as name:
        place = Path(name) if folder is None else folder
        made_folder(place)
        for file in FILES:
            source = resources.files("proofs_check.coq") / "library" / f"{file}.v"
            path = place / f"{file}.v"
            write_text(path, source.read_text(encoding="ascii"))
            done = run(compiler, place, path, LIBRARY_SECONDS)
            if done.returncode:
                raise NoCoq("coqc", "must compile the library", complaint(done.stderr))
        yield Coq(compiler, place)


def complaint(stderr: str) -> str:
    """Return Coq's first sentence of complaint, on one line."""
    found = re.search(r"Error:\s*(.*)", stderr, re.DOTALL)
    line = re.search(r"line (\d+)", stderr)
    words = " ".join((found[1] if found else stderr).split())[:200]
    return f"line {line[1]}: {words}" if line else words or "coqc ended without a word"


def rests_on(stdout: str) -> frozenset[str] | None:
    r"""Read the axioms off what ``Print Assumptions`` prints; None if it has not been printed.

    >>> rests_on("Axioms:\nA.b\n  : forall P : Prop, P\nc : nat\n") == {"A.b", "c"}
    True
    >>> rests_on("Closed under the global context\n")
    frozenset()
    >>> rests_on("Closed under the global context\nAxioms:\nA.b : nat\nAxioms:\nc : nat\n") == {"A.b", "c"}
    True
    """
    if "Axioms:\n" not in stdout and "Closed under the global context" not in stdout:
        return None
    named = re.findall(r"^([^\s:]+)\s*(?::|$)", stdout, re.MULTILINE)
    return frozenset(named) - {"Axioms"}
