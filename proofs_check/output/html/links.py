"""Links to claims on a page."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"(?<![\w.#-])[\w-]+(?:\.\w[\w-]*)*")
"""What an id may be; a full stop at its end is none of it."""


def linked(html: str, ids: Collection[str]) -> str:
    """Turn every claim's id that stands in the text as a word into a link to the claim."""

    def link(found: re.Match[str]) -> str:
        word = found[0]
        return f'<a class="id" href="#{word}">{word}</a>' if word in ids else word

    return _WORD.sub(link, html)
