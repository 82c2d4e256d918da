r"""Mutated functions put into a project that is imported already, in place of the functions it has.

Importing the project takes several seconds.  Where importing it does not run the edited block, and
no declaration of a claim does (``bite.reach`` records both), the mutated project differs from the
project as it stands in the code of some functions alone; a forked process then exchanges the code
of these function objects, decorated ones and methods included, and has the mutated project.

Conventions: a function is known by its file, its qualified name and its line.  Where anything is
in doubt (a function that reads other variables of its surroundings than before) nothing is
exchanged, and the project is imported anew.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType

from bite.scope import LAYERS

Key = tuple[str, str, int]
_index: dict[Key, list[FunctionType]] = {}


def prepare() -> None:
    """Import the project, and note all functions that there are, for processes forked from here."""
    import proofs_check.paper.listing

    del proofs_check
    found: defaultdict[Key, list[FunctionType]] = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and (thing.__module__ or "").split(".")[0] in LAYERS:
            found[_key(thing.__code__)].append(thing)
    _index.clear()
    _index.update(found)
    gc.freeze()


def prepared(module: str) -> bool:
    """Whether a module is among those imported by ``prepare``."""
    return bool(_index) and module in sys.modules


def exchanged(module: str, mutated: ast.Module) -> bool:
    """Exchange the code of a module's functions for that of a mutated tree; whether it was done.

    Args:
        module: Its name; ``prepare`` has imported it.
        mutated: The tree of its source with an edit inside a function.
    """
    path = str(sys.modules[module].__file__)
    with open(path, encoding="utf-8") as file:
        before = compile(file.read(), path, "exec", dont_inherit=True)
    after = compile(mutated, path, "exec", dont_inherit=True)
    pairs = list(_pairs(before, after))
    if not pairs or any(two is None or one.co_freevars != two.co_freevars for one, two in pairs):
        return False
    for one, two in pairs:
        assert two is not None
        for function in _index.get(_key(one), ()):
            function.__code__ = two
    return True


def forget() -> None:
    """Make as if the project had not been imported, in a process that imports it anew."""
    from sympy.core.cache import clear_cache

    for name in [n for n in sys.modules if n.split(".")[0] in LAYERS]:
        del sys.modules[name]
    _index.clear()
    clear_cache()


def _key(code: CodeType) -> Key:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType | None]]:
    """Iterate over the code of all functions, with the code that takes its place, or None."""
    new: defaultdict[str, list[CodeType]] = defaultdict(list)
    for code in _inner(after):
        new[code.co_qualname].append(code)
    seen: defaultdict[str, int] = defaultdict(int)
    for code in _inner(before):
        number = seen[code.co_qualname]
        seen[code.co_qualname] += 1
        there = new[code.co_qualname]
        if not code.co_name.startswith("<"):  # lambdas and comprehensions go with their function
            yield code, there[number] if number < len(there) else None


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)
