"""The API from docstrings: one page for each room that has public names, and none is left out."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

LAYERS = ("symbolic", "numeric", "proofs_check")
INTRODUCTIONS = {
    "symbolic": "Exact mathematics: formulas, statements, deciding, derivations.",
    "numeric": "Economies, solvers and enclosures.",
    "proofs_check": "Claims, engines and verdicts.",
}


def public(layer: str) -> list[tuple[str, object]]:
    """Return the public names of a layer with what they are, in alphabetical order."""
    package = import_module(layer)
    return [(n, getattr(package, n)) for n in sorted(package.__all__)]


def home(layer: str, value: object) -> str:
    """Return the module that a public object comes from, the layer for a plain value."""
    if isinstance(value, ModuleType):
        return value.__name__
    module = getattr(value, "__module__", layer)
    return module if isinstance(module, str) and module.startswith(layer) else layer


def write(source: Path) -> None:
    """Write ``api/LAYER.rst`` for every layer, and ``api/index.rst``."""
    folder = source / "api"
    folder.mkdir()
    for layer in LAYERS:
        (folder / f"{layer}.rst").write_text(page(layer), encoding="utf-8")
    pages = "\n".join(f"   {layer}" for layer in LAYERS)
    head = "The library\n===========\n\nEvery public name, from its docstring.\n\n"
    (folder / "index.rst").write_text(f"{head}.. toctree::\n\n{pages}\n", encoding="utf-8")


def page(layer: str) -> str:
    """Return the page of a layer."""
    rooms: dict[str, list[tuple[str, object]]] = {}
    for name, value in public(layer):
        rooms.setdefault(home(layer, value), []).append((name, value))
    lines = [layer, "=" * len(layer), "", INTRODUCTIONS[layer], ""]
    for room, names in sorted(rooms.items()):
        lines += [room, "-" * len(room), ""]
        for name, value in names:
            lines += _entry(layer, room, name, value)
    return "\n".join(lines) + "\n"


def _entry(layer: str, room: str, name: str, value: object) -> list[str]:
    if isinstance(value, ModuleType):
        return [f".. py:module:: {layer}.{name}", "", *_text(value), ""]
    if inspect.isclass(value):
        members = [] if issubclass(value, BaseException) else ["   :members:"]
        return [f".. autoclass:: {layer}.{name}", *members, ""]
    if callable(value) and hasattr(value, "__qualname__"):
        return [f".. autofunction:: {layer}.{name}", ""]
    return [f".. py:data:: {layer}.{name}", "", *_text(value), ""]


def _text(value: object) -> list[str]:
    """Return the first paragraph of a docstring, indented."""
    told = inspect.getdoc(value) if isinstance(value, ModuleType) else None
    first = (told or f"A value of type {type(value).__name__}.").split("\n\n")[0]
    return [f"   {line}" for line in first.splitlines()]


def missing(html: Path) -> list[str]:
    """Return one sentence for each public name that no page has."""
    told = []
    for layer in LAYERS:
        text = (html / "api" / f"{layer}.html").read_text(encoding="utf-8")
        for name, value in public(layer):
            mark = f'id="module-{layer}.{name}"' if isinstance(value, ModuleType) else ""
            if f'id="{layer}.{name}"' not in text and not (mark and mark in text):
                told.append(f"api/{layer}.html does not have {layer}.{name}")
    return told
