r"""Names in plain sentences, such as ``q-bar``, ``kappa_q``, ``b''_r`` or ``alpha*``, set as mathematics.

The sentences of claims are typed as plain text, so that a terminal can show them.  On a page their
names become formulas: a Greek letter's name, or a Latin letter that is decorated or one of the
paper's, with primes, a bar or hat, a star, an index.  Words stay words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from proofs_check.output.typed import typed_latex
from symbolic.language.greek import NAMES

_PLAIN = frozenset("xyzuqrpbghktNMQRXZLFGHJKSV")
"""Latin letters that are mathematics when they stand alone; ``a``, ``A`` and ``I`` are words."""

_ANY_GREEK = "|".join(sorted(NAMES, key=lambda name: (-len(name), name)))
_TOKEN = re.compile(
    r"""(?<![A-Za-z_$\\.'’])(?<![\w][-.]\d)(?<![A-Za-z]\d)(?<!\w-)
    (?P<base>"""
    + _ANY_GREEK
    + r"""|[A-Za-z])
    (?P<accent>-bar|-hat|-tilde|~)?
    (?P<prime>'{1,2})?
    (?P<star>\*)?
    (?P<index>_(?:\{[\w', *^-]+\}|[A-Za-z]+\d?(?![A-Za-z])|\d|-(?![\w>])))?
    (?P<power>\^(?:\{[\w', *+/~-]+\}|"""
    + _ANY_GREEK
    + r"""|[A-Za-z]|\d|\*))?
    (?![\w'’]|-[A-Za-z])""",
    re.VERBOSE,
)
_ACCENTS = {
    "-bar": r"\bar{%s}",
    "-hat": r"\hat{%s}",
    "-tilde": r"\tilde{%s}",
    "~": r"\tilde{%s}",
    None: "%s",
}
_SIGNS = ((" <= ", " ≤ "), (" >= ", " ≥ "), (" != ", " ≠ "), (" -> ", " → "), (" - ", " − "))


_ROOT = re.compile(r"(?<![\w.])sqrt\(([^()]*)\)")
_SIGN_OF_ROOT = re.compile(r"√(\d+|[A-Za-z])(?![\w^])")
_INFINITY = re.compile(r"(?<![\w.])oo(?!\w)")
_EXPONENT = re.compile(r"(?:\^|\*\*)\(([\w +/-]{1,12})\)")
_SPACE = re.compile(r"(?<![\w$\\])R\^(\d)_(\+{1,2})")
_POWER = re.compile(r"(?<=[\d)])(?:\^|\*\*)(?:\{([\w+/-]+)\}|(-?[\w/]+))")
_RATE = re.compile(r"(?<![\w$\\])([A-Za-z])\^(-\d+(?:\.\d+)?)")
_TIMES = re.compile(r"(?<=\d)\*(?=[A-Za-z(])")


def _root(found: re.Match[str]) -> str:
    inside = typed_latex(found[1])
    return found.group() if inside is None else rf"$\sqrt{{{inside}}}$"


def _power(found: re.Match[str]) -> str:
    return f"${{}}^{{{found[1] or found[2]}}}$"


def _latex(name: str) -> str:
    return "\\" + name if name in NAMES else name


def _formula(found: re.Match[str]) -> str:
    parts = found.groupdict()
    coefficient = found.string[: found.start()][-1:].isdigit()
    if coefficient and not (parts["power"] or parts["index"]) and parts["base"] not in "qrpMN":
        return found.group()
    bare = not any(parts[k] for k in ("accent", "prime", "star", "index", "power"))
    if bare and parts["base"] not in NAMES and parts["base"] not in _PLAIN:
        return found.group()
    latex = _ACCENTS[parts["accent"]] % _latex(parts["base"])
    power = (parts["power"] or "").removeprefix("^").strip("{}")
    power = rf"\tilde{{{_latex(power[:-1])}}}" if power.endswith("~") else power
    above = (
        (parts["prime"] or "").replace("'", r"\prime ")
        + ("*" if parts["star"] else "")
        + _latex(power)
    )
    index = (parts["index"] or "").removeprefix("_").strip("{}")
    below = (
        rf"\mathrm{{{index}}}"
        if len(index) > 2 and index.isalpha() and index not in NAMES
        else _latex(index)
    )
    return f"${latex}{f'_{{{below}}}' if index else ''}{f'^{{{above.strip()}}}' if above else ''}$"


def with_formulas(text: str) -> str:
    r"""Return text with its names between dollar signs.

    What already stands between dollar signs is left alone.

    >>> with_formulas("Q_- is at most q-bar, and a type x offers b''_r")
    '$Q_{-}$ is at most $\\bar{q}$, and a type $x$ offers $b_{r}^{\\prime \\prime}$'
    """
    pieces = text.split("$")
    for i in range(0, len(pieces), 2):
        piece = pieces[i]
        piece = _EXPONENT.sub(lambda m: f"^{{{m[1].replace(' ', '')}}}", piece)
        piece = _SPACE.sub(r"$\\mathbb{R}^{\1}_{\2}$", piece)
        for plain, sign in _SIGNS:
            piece = piece.replace(plain, sign)
        piece = _TIMES.sub(" ", _INFINITY.sub("∞", piece))
        piece = _RATE.sub(r"$\1^{\2}$", piece)
        piece = _SIGN_OF_ROOT.sub(r"$\\sqrt{\1}$", _ROOT.sub(_root, piece))
        piece = _POWER.sub(_power, piece)
        inner = piece.split("$")
        inner[::2] = [_TOKEN.sub(_formula, part) for part in inner[::2]]
        pieces[i] = "$".join(inner)
    joined = "$".join(pieces) if len(pieces) % 2 else text
    return re.sub(r"\$\$", "", joined)


def apart(
    text: str, names: Collection[str], render: Callable[[str], str], verbatim: Callable[[str], str]
) -> str:
    """Render a computed sentence in which the names of users stand.

    Args:
        text: The sentence.
        names: The names; wherever one stands it is shown as it is, and so is every dollar sign.
        render: What makes of the rest of the sentence.
        verbatim: What shows a user's text as it is.

    >>> apart("fails for $x$, where alpha = 1", ["$x$"], str.upper, lambda s: f"<{s}>")
    'FAILS FOR <$x$>, WHERE ALPHA = 1'
    """
    kept = sorted({*names, "$"}, key=len, reverse=True)
    whole = "|".join(re.escape(name) for name in kept)
    marked = re.sub(whole, lambda m: f"\x01{kept.index(m.group())}\x02", text)
    return re.sub("\x01(\\d+)\x02", lambda m: verbatim(kept[int(m[1])]), render(marked))


def user_names(claim: Mapping[str, Any]) -> set[str]:
    """Return the names of economies that may stand in what was computed for a claim."""
    return {i["economy"] for i in claim.get("instances") or [] if i.get("economy")}
