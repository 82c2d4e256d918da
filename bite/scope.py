r"""Which code is mutated: ``symbolic/model``, ``symbolic/games`` and ``numeric/``, with these exceptions.

* ``numeric/oracles``: retyped on purpose, independent of what they check; tests compare with them.
* The economy's file: reading, checking and writing TOML is about text, not about the paper.
* Random draws of economies and strategies.
* ``numeric/fast/engine``: keeps object code in files; it holds no formula.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("symbolic", "numeric", "proofs_check")
MUTATED = ("symbolic/model", "symbolic/games", "numeric")
SPARED = (
    "numeric/oracles",
    "numeric/draws",
    "numeric/economy/reader.py",
    "numeric/economy/fields.py",
    "numeric/economy/toml_text.py",
    "numeric/fast/engine.py",
)


def module_name(path: str) -> str:
    """Return the dotted name of a module.

    >>> module_name("numeric/stage2/solve.py"), module_name("numeric/__init__.py")
    ('numeric.stage2.solve', 'numeric')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def modules(folders: tuple[str, ...] = LAYERS, root: Path = ROOT) -> list[str]:
    """Return the paths of all modules of some folders, from the root, in order."""
    return sorted(
        str(p.relative_to(root)) for folder in folders for p in (root / folder).rglob("*.py")
    )


def mutated_modules(root: Path = ROOT) -> list[str]:
    """Return the paths of the modules that are mutated."""
    return [
        p
        for p in modules(MUTATED, root)
        if not any(p == s or p.startswith(s + "/") for s in SPARED)
    ]


def shapes_kernels(path: str) -> bool:
    """Whether compiled kernels may depend on a module: its mutants must not share them."""
    return path.startswith(("symbolic/", "numeric/fast/"))
