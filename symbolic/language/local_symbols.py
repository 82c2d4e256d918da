r"""LaTeX names of symbols that belong to one statement or derivation and not to the paper's notation table.

A proof writes an inequality with its slack, :math:`\bar q = a_q + \varsigma_q`, or names a number
that occurs once.  Such a symbol has a name and a LaTeX form here; symbols of the notation table
never do.  A symbol without an entry is printed by ``spelled``, which reads its name: Greek letters,
``_q`` and ``_r`` as subscripts, ``_bar`` and ``_hat`` as accents, anything longer as upright words.

A LaTeX name may refer to the notation table: ``@u@_{qq}`` is printed with the table's name of u.

Conventions: LaTeX names belong to names, since equal names with different assumptions would print
alike anyhow.
"""

from __future__ import annotations

import copyreg
import re
from typing import Any

import sympy as sp

from symbolic.language.greek import NAMES
from symbolic.language.local_names import LETTERS
from symbolic.language.notation import TABLE, Indexed

LOCAL: dict[str, str] = {
    # slack of an inequality
    "slack_q": r"\varsigma_q",
    "slack_r": r"\varsigma_r",
    "net": "n",
    "t_q": "t_q",
    "t_r": "t_r",
    "others": "m",
    "m_q": "m_q",
    "m_r": "m_r",
    "bundle_q": "q",
    "bundle_r": "r",
    "rounding": "f",
    "room": "f'",
    # Claim 1 of Theorem 1
    "L_best": "L^{*}",
    "L_m": "L(m)",
    "L_q": "L(q)",
    "slope_m": "L'(m)",
    "A": "A",
    "delta_x": r"\delta_x",
    "drop": "d",
    "tangent_gap": "g",
    "steeper": "e",
    "beyond": "h",
    # the slope of the gain
    "Z_p": "Z_p",
    "Q_hat": r"\hat{Q}",
    "mean_response": r"\overline{\frac{dq}{dp}}",
    # parameters of the utility families
    "theta": r"\theta",
    "share": "a",
    "aversion": r"\gamma",
    "rho": r"\rho",
    "degree": "s",
    "power_q": r"a",
    "power_r": r"b",
    **LETTERS,
}
"""LaTeX by name."""

_HEADS: dict[str, type[Indexed]] = {}

ACCENTS = {"bar": r"\bar{%s}", "hat": r"\hat{%s}", "tilde": r"\tilde{%s}"}
MARKS = {"prime": "'", "double": "''", "star": "^{*}"}


def local(name: str, latex: str) -> sp.Symbol:
    """Create a real symbol of one statement and register its LaTeX name.

    The same pair may be registered again.

    Raises:
        ValueError: The notation table has the name, or it is registered with another LaTeX name.
    """
    if name in TABLE:
        raise ValueError(f"{name!r} belongs to the notation table")
    if LOCAL.setdefault(name, latex) != latex:
        raise ValueError(f"{name!r} is already printed as {LOCAL[name]}")
    return sp.Symbol(name, real=True)


def head(name: str, latex: str, labels: int = 1) -> type[Indexed]:
    r"""Create a named function of one derivation, such as g in :math:`g(b_q)`.

    ``latex`` has places ``{0}``, ``{1}`` for its arguments.

    It stands for its definition and has no derivative of its own.  The same name is the same
    function wherever it is created.

    Raises:
        ValueError: The name is taken by another LaTeX form or by the notation table.
    """
    if name in TABLE or LOCAL.setdefault(name, latex) != latex:
        raise ValueError(f"{name!r} is already printed in another way")
    return _HEADS.setdefault(
        name, Head(name, (Indexed,), {"indices": labels, "__module__": __name__})
    )


class Head(type(Indexed)):  # type: ignore[misc]
    """The class of named functions: sent to another process by what they were created with."""


def _made_of(named: type[Indexed]) -> tuple[Any, ...]:
    return head, (named.__name__, LOCAL[named.__name__], named.indices)


copyreg.pickle(Head, _made_of)


def spelled(name: str) -> str:
    r"""Return LaTeX for a name that nobody registered; never a raw underscore.

    >>> spelled("slack_q"), spelled("theta"), spelled("x_bar"), spelled("m_q")
    ('\\mathit{slack}_{q}', '\\theta', '\\bar{x}', 'm_{q}')
    """
    head, *tail = [part for part in re.sub(r"(?<=[A-Za-z])(\d+)$", r"_\1", name).split("_") if part]
    if tail and all(
        len(part) > 2 and part not in NAMES and part not in ACCENTS and part not in MARKS
        for part in (head, *tail)
    ):
        return rf"\text{{{' '.join((head, *tail))}}}"
    body, below, marks = _word(head), [], ""
    for part in tail:
        if part in ACCENTS:
            body = ACCENTS[part] % body
        elif part in MARKS:
            marks += MARKS[part]
        else:
            below.append(part if set(part) <= set("qr") else _word(part))
    return body + (f"_{{{','.join(below)}}}" if below else "") + marks


def _word(part: str) -> str:
    if part in NAMES:
        return f"\\{part}"
    return part if len(part) == 1 or part.isdigit() else rf"\mathit{{{part}}}"


_OWN = frozenset({"u", "g", "h", "L", "A", "X", "Z", "I"})
"""Letters that stand for something else in the derivations for a given utility."""


def parameter_latex(name: str, label: str = "") -> str:
    r"""Return LaTeX for a parameter of a utility: another one for every name.

    A name is spelled (Greek letters, accents, subscripts, a prime or star) where it is the only one
    that is spelled so and nothing of the paper is; any other is printed as it was typed.

    Args:
        name: An identifier.
        label: What a quantity that depends on it has as its last subscript; LaTeX.

    >>> parameter_latex("theta_q"), parameter_latex("theta_q", "x")
    ('\\theta_{q}', '\\theta_{q,x}')
    >>> parameter_latex("theta_1"), parameter_latex("theta1"), parameter_latex("p")
    ('\\theta_{1}', '\\mathtt{theta1}', '\\mathtt{p}')
    """
    parts = _canonical(name)
    if parts is None or name in TABLE or name in _OWN:
        escaped = name.replace("_", r"\_")
        body, below, mark = rf"\mathtt{{{escaped}}}", [], ""
    else:
        head, accent, tail, mark = parts
        body = ACCENTS[accent] % _word(head) if accent else _word(head)
        below, mark = [_word(part) for part in tail], MARKS.get(mark, "")
    below += [label] if label else []
    return body + (f"_{{{','.join(below)}}}" if below else "") + mark


def _canonical(name: str) -> tuple[str, str, list[str], str] | None:
    """Return head, accent, subscripts and mark of a name that is written in this order, or None."""
    head, *tail = name.split("_")
    accent = tail.pop(0) if tail and tail[0] in ACCENTS else ""
    mark = tail.pop() if tail and tail[-1] in MARKS else ""
    words = (head, *tail)
    plain = all(w.isdigit() or w.isalpha() for w in words) and not head.isdigit()
    special = any(w in ACCENTS or w in MARKS for w in words)
    return None if special or not plain else (head, accent, tail, mark)
