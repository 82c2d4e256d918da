"""A chain of claims, judged by Coq: its theorem, and whether what it rests on is what is said.

Of the axioms by which Coq's library makes the real numbers a theorem may use fewer than are admitted;
all else that is listed must be what Coq lists.

Paper: none; ``proofs_check.combining.chain_file`` writes the theorem, ``assumed`` lists its axioms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from proofs_check.assuming.assumed import AXIOMS, Assumption, assumed
from proofs_check.assuming.vocabulary import NotCombined, ancestors, readable
from proofs_check.combining.chain_file import chain_file
from proofs_check.coq.judging import file_names, judged_by
from proofs_check.coq.kernel import SECONDS, Coq, Judgement, Word
from proofs_check.coq.trees import NotTranslated


@dataclass(frozen=True)
class Combined:
    """What Coq says of a chain: of its theorem, and of the certificate of each link that has one."""

    root: str
    assumptions: tuple[Assumption, ...]
    judgement: Judgement
    certificates: Mapping[str, Judgement]


def combined(
    kernel: Coq,
    chain: Mapping[str, Any],
    root: str,
    certificates: Mapping[str, Any],
    seconds: float = SECONDS,
    told: Callable[[], None] = lambda: None,
) -> Combined:
    """Compile the certificates of a chain, and the theorem at its end from them.

    Args:
        kernel: With its library compiled.
        chain: Of format 1, as ``rechain`` accepts it.
        root: The claim at the end.
        certificates: By claim, as read from JSON; those of other claims are left out.
        seconds: Time limit for each file.
        told: Called after each certificate.

    Returns:
        The judgement of the theorem is accepted only if every certificate is, and if Coq lists
        what ``assumed`` lists, and nothing else.

    Raises:
        NotCombined: The chain has no such claim, or does not become a theorem.
    """
    links, listed = ancestors(chain, root), assumed(chain, root)
    known = {link["id"] for link in links if link["rule"] != "none"}
    own = {id_: certificates[id_] for id_ in certificates if id_ in known}
    judgements = judged_by(kernel, own, seconds, told=told)
    refused = [id_ for id_, j in judgements.items() if j.word is not Word.ACCEPTED]
    if refused:
        why = f"it uses the certificate of {refused[0]}, which Coq does not accept"
        return Combined(root, listed, Judgement(Word.REFUSED, why), judgements)
    try:
        text = chain_file(chain, root, dict(zip(own, file_names(list(own)), strict=True)))
    except NotTranslated as lacking:
        unable = Judgement(Word.UNTRANSLATED, f"it needs {lacking}")
        return Combined(root, listed, unable, judgements)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, NotCombined):
            raise
        raise NotCombined(f"a link of {root} is malformed ({type(error).__name__})") from error
    judgement = theorem(kernel, text, root, listed, seconds)
    used = tuple(one for one in listed if one.name not in AXIOMS - judgement.axioms)
    return Combined(root, used if judgement.axioms else listed, judgement, judgements)


def theorem(
    kernel: Coq, text: str, root: str, listed: tuple[Assumption, ...], seconds: float = SECONDS
) -> Judgement:
    """Judge the file of a chain: it is accepted only if it rests on what is listed, on all of that."""
    names = frozenset(one.name for one in listed)
    judgement = kernel.judge(text, f"chain_{readable(root)}", seconds, names)
    unused = sorted(names - AXIOMS - judgement.axioms)
    if judgement.word is Word.ACCEPTED and unused:
        why = f"Coq does not list {', '.join(unused)}, on which it is said to rest"
        return Judgement(Word.REFUSED, why, judgement.axioms, judgement.seconds)
    return judgement
