"""Many certificates, judged by Coq one after another on several processes, or a sample of them."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from proofs_check.coq.file import coq_file
from proofs_check.coq.kernel import SECONDS, Coq, Judgement, Word, coq
from proofs_check.coq.names import readable
from proofs_check.coq.trees import NotTranslated


def judged(
    certificates: Mapping[str, Any],
    seconds: float = SECONDS,
    folder: Path | None = None,
    workers: int | None = None,
    told: Callable[[], None] = lambda: None,
) -> dict[str, Judgement]:
    """Write each certificate as a Coq file and compile it.

    Args:
        certificates: By id, as read from JSON.
        seconds: Time limit for each.
        folder: Where the files are kept; they are not by default.
        workers: Compilers that run at the same time; as many as there are processors by default.
        told: Called after each.

    Raises:
        NoCoq: Coq is not installed.
        OutputError: The folder cannot be written.
    """
    with coq(folder) as kernel:
        return judged_by(kernel, certificates, seconds, workers, told)


def judged_by(
    kernel: Coq,
    certificates: Mapping[str, Any],
    seconds: float = SECONDS,
    workers: int | None = None,
    told: Callable[[], None] = lambda: None,
) -> dict[str, Judgement]:
    """Do as ``judged`` does, with a kernel whose library is compiled."""
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:

        def one(id_: str, name: str) -> Judgement:
            judgement = judge(kernel, certificates[id_], name, seconds)
            told()
            return judgement

        judgements = pool.map(one, certificates, file_names(list(certificates)))
        return dict(zip(certificates, judgements, strict=True))


def judge(kernel: Coq, certificate: Any, name: str, seconds: float = SECONDS) -> Judgement:
    """Judge one certificate; its file gets a name."""
    start = time.perf_counter()
    try:
        text = coq_file(certificate)
    except NotTranslated as lacking:
        taken = time.perf_counter() - start
        return Judgement(Word.UNTRANSLATED, f"it needs {lacking}", seconds=taken)
    return kernel.judge(text, name, seconds)


def file_names(ids: Sequence[str]) -> list[str]:
    """Name a file for each id by what is readable of it, all differently.

    >>> file_names(["eq-3", "eq.3", "lemma-1"])
    ['certificate_eq_3', 'certificate_eq_3_2', 'certificate_lemma_1']
    """
    names: list[str] = []
    for id_ in ids:
        first = f"certificate_{readable(id_)}"
        numbered = (first if n == 1 else f"{first}_{n}" for n in itertools.count(1))
        names.append(next(name for name in numbered if name not in names))
    return names


def sample(certificates: Mapping[str, Any], count: int) -> list[str]:
    """Choose certificates that together use as many steps, formulas and propositions as possible.

    The rules of "for all large N" come first, since limits rest on them.  Each next one has the most
    features that no chosen one has; among equals the first by id.

    Args:
        certificates: By id.
        count: How many.
    """
    features = {id_: set(_features(certificates[id_])) for id_ in sorted(certificates)}
    chosen = [id_ for id_ in features if id_.startswith("calculus.")][:count]
    used = set().union(*(features.pop(id_) for id_ in chosen))
    while features and len(chosen) < count:
        best = max(features, key=lambda id_: len(features[id_] - used))
        if not features[best] - used:
            used = set()  # everything is covered: cover it again
            best = max(features, key=lambda id_: len(features[id_]))
        used |= features.pop(best)
        chosen.append(best)
    return chosen


def _features(t: Any, inside: str = "") -> Iterator[str]:
    """Iterate over the kinds that occur, and over pairs of a kind and one directly inside it."""
    if isinstance(t, dict):
        t = list(t.values())
    if isinstance(t, list):
        kind = (
            t[0]
            if t and isinstance(t[0], str) and re.fullmatch(r"[a-z ]+|[-+*/^<>=!]+", t[0])
            else ""
        )
        if kind:
            yield from (kind, f"{inside} {kind}")
        for part in t:
            yield from _features(part, kind or inside)
