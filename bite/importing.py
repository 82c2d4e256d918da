r"""Importing modules of the project with another source or another tree than what their files hold.

Every process that runs mutated code imports the project for the first time through this hook, so
that no module has seen the original: values computed when a module is imported, and whatever a
decorator remembers, come from the mutated code.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from bite.scope import LAYERS

Rewrite = Callable[[str, str], str | ast.Module | None]
"""From a module's name and source to what is compiled instead; None leaves it alone."""


class _Loader(SourceFileLoader):
    """Loads a module from a rewritten source; no bytecode is read or kept."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self.rewritten = code

    def get_code(self, fullname: str) -> CodeType:
        return self.rewritten


class Rewriting(MetaPathFinder):
    """Finds the project's modules and gives those that are rewritten their own loader."""

    def __init__(self, rewrite: Rewrite) -> None:
        self.rewrite = rewrite

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what Python would find, with another loader where the module is rewritten."""
        if fullname.split(".")[0] not in LAYERS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        source = spec.loader.get_data(spec.loader.path).decode()
        rewritten = self.rewrite(fullname, source)
        if rewritten is not None:
            code = compile(rewritten, spec.loader.path, "exec", dont_inherit=True)
            spec.loader = _Loader(fullname, spec.loader.path, code)
        return spec


def install(rewrite: Rewrite) -> None:
    """Rewrite what is imported from now on.

    Raises:
        RuntimeError: A module of the project has been imported before, with its own source.
    """
    early = sorted(name for name in sys.modules if name.split(".")[0] in LAYERS)
    if early:
        raise RuntimeError(f"{early[0]} must not be imported before the hook is installed")
    sys.meta_path.insert(0, Rewriting(rewrite))


def warm() -> None:
    """Import what the project imports from others, so that processes forked from here need not."""
    import click
    import flint
    import mpmath
    import numpy
    import rich.console
    import scipy.optimize
    import scipy.special
    import scipy.stats
    import sympy

    del click, flint, mpmath, numpy, rich, scipy, sympy
    try:
        import llvmlite.binding
    except ImportError:
        return
    del llvmlite
