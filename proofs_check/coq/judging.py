"""Many certificates, judged by Coq one after another on several processes, or a sample of them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from proofs_check.coq.file import coq_file
from proofs_check.coq.kernel import SECONDS, Coq, Judgement, Word, coq
from proofs_check.coq.names import readable
from proofs_check.coq.trees import NotTranslated


def judged(
    certificates: Mapping[str, Any],
    seconds: float = SECONDS,
    workers: int | None = None,
    told: Callable[[], None] = lambda: None,
) -> dict[str, Judgement]:
    """Write each certificate as a Coq file and compile it.

    Args:
        certificates: By id, as read from JSON.
        seconds: Time limit for each.
        workers: Compilers that run at the same time; as many as there are processors by default.
        told: Called after each.

    Raises:
        NoCoq: Coq is not installed.
    """
    with coq() as kernel, ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:

        def one(numbered: tuple[int, str]) -> Judgement:
            judgement = judge(kernel, certificates[numbered[1]], numbered, seconds)
            told()
            return judgement

        return dict(zip(certificates, pool.map(one, enumerate(certificates)), strict=True))


def judge(kernel: Coq, certificate: Any, numbered: tuple[int, str], seconds: float) -> Judgement:
    """Judge one certificate; its file is named by its number and what is readable of its id."""
    start = time.perf_counter()
    try:
        text = coq_file(certificate)
    except NotTranslated as lacking:
        reason = f"it needs {lacking}"
        return Judgement(Word.UNTRANSLATED, reason, seconds=time.perf_counter() - start)
    return kernel.judge(text, f"c{numbered[0]}_{readable(numbered[1])}", seconds)


def sample(certificates: Mapping[str, Any], count: int) -> list[str]:
    """Choose certificates that together use as many steps, formulas and propositions as possible.

    Each next one has the most features that no chosen one has; among equals the first by id.

    Args:
        certificates: By id.
        count: How many.
    """
    features = {id_: set(_features(certificates[id_])) for id_ in sorted(certificates)}
    chosen: list[str] = []
    used: set[str] = set()
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
