r"""Which blocks of code a computation reaches, recorded by the code itself.

Every block of ``symbolic/`` and ``numeric/`` (the body of a function, the branch of a condition,
the body of a loop) gets a call that reports it.  What is remembered (``functools.lru_cache``,
``cache`` and ``cached_property``) is remembered together with what computing it reached, so that
the second use of a value reaches what the first did.

Conventions: a block is named after its function and its number there, so that its name stays when
something else in the file changes; a function is
*entered* where a function of ``proofs_check`` calls it.
"""

from __future__ import annotations

import ast
import builtins
import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

TRACED, CALLING = ("symbolic", "numeric"), "proofs_check"
REPORT = "__bite_reach__"
_BLOCKS = ("body", "orelse", "finalbody")
_collected: list[set[str]] = [set()]
_entered: list[set[str]] = [set()]


def reached(block: str, function: str | None = None) -> None:
    """Report a block, and a function with it if the block is its body."""
    _collected[-1].add(block)
    if function is not None:
        _enter(function, sys._getframe(2))


def _enter(function: str, caller: FrameType | None) -> None:
    """Note a function that a check calls itself: its caller is in the layer of the claims."""
    if function in _entered[-1]:
        return
    while caller is not None and caller.f_globals.get("__name__") == __name__:
        caller = caller.f_back
    if caller is not None and caller.f_globals.get("__name__", "").split(".")[0] == CALLING:
        _entered[-1].add(function)


@contextmanager
def collecting() -> Iterator[tuple[set[str], set[str]]]:
    """Collect the blocks reached and the functions entered inside, and for nobody else."""
    _collected.append(set())
    _entered.append(set())
    try:
        yield _collected[-1], _entered[-1]
    finally:
        _collected.pop()
        _entered.pop()


def at_import() -> set[str]:
    """Return the blocks that were run while modules were imported, for nobody in particular."""
    return set(_collected[0])


def _pass_on(blocks: set[str], entered: set[str]) -> None:
    _collected[-1].update(blocks)
    _entered[-1].update(entered)


def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
    """Stand in for ``functools.lru_cache``: remember what a call reached with its value."""
    if callable(maxsize):
        return lru_cache()(maxsize)

    def decorate(function: Callable[..., Any]) -> Any:
        def computed(*args: Any, **kwargs: Any) -> tuple[Any, set[str], set[str]]:
            with collecting() as (blocks, entered):
                value = function(*args, **kwargs)
            return value, blocks, entered

        kept = _remembered(maxsize, typed)(computed)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            value, blocks, entered = kept(*args, **kwargs)
            _pass_on(blocks, entered)
            if blocks:
                _enter(f"{function.__module__}.{function.__qualname__}", sys._getframe(1))
            return value

        for name in ("cache_clear", "cache_info", "cache_parameters"):
            setattr(call, name, getattr(kept, name))
        return call

    return decorate


class cached_property:
    """Stand in for ``functools.cached_property``: remember what computing the value reached."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function, self.__doc__ = function, function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        kept = instance.__dict__
        if self.name not in kept:
            with collecting() as reach:
                kept[self.name] = self.function(instance)
            kept[f" {self.name}"] = reach
        _pass_on(*kept.get(f" {self.name}", (set(), set())))
        return kept[self.name]

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.name] = value


_remembered: Any = functools.lru_cache


def start() -> None:
    """Make the reports and the remembering known to the modules that are imported from now on."""
    setattr(builtins, REPORT, reached)
    for name, stand_in in (
        ("lru_cache", lru_cache),
        ("cache", lru_cache(None)),
        ("cached_property", cached_property),
    ):
        setattr(functools, name, stand_in)


@dataclass(frozen=True)
class Block:
    """A list of statements, its name, and the function whose body it is, or None."""

    statements: list[ast.stmt]
    name: str
    body_of: str | None
    documented: bool


def reporting(module: str, source: str) -> ast.Module:
    """Return the tree of a module whose blocks report that they are reached."""
    tree = ast.parse(source)
    for block in list(_blocks(tree, module, None, Counter())):
        told = repr(block.name) + (f", {block.body_of!r}" if block.body_of else "")
        report = ast.parse(f"{REPORT}({told})").body[0]
        report = ast.fix_missing_locations(ast.copy_location(report, block.statements[0]))
        block.statements.insert(int(block.documented), report)
    return tree


def function_names(tree: ast.Module, module: str) -> set[str]:
    """Return the dotted names of the functions of a module."""
    blocks = _blocks(tree, module, None, Counter())
    return {block.body_of for block in blocks if block.body_of is not None}


def _blocks(
    node: ast.AST, prefix: str, function: str | None, seen: Counter[str]
) -> Iterator[Block]:
    """Iterate over the blocks below a node, in the order of the text."""
    for child in ast.iter_child_nodes(node):
        name, inside = prefix, function
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = f"{prefix}.{child.name}"
        if isinstance(child, ast.FunctionDef):
            inside = name
        owner = inside or prefix
        for statements in _lists(child):
            seen[owner] += 1
            body_of = inside if isinstance(child, ast.FunctionDef) else None
            documented = body_of is not None and _is_text(statements[0])
            yield Block(statements, f"{owner}:{seen[owner]}", body_of, documented)
        yield from _blocks(child, name, inside, seen)


def _lists(node: ast.AST) -> list[list[ast.stmt]]:
    """Return the lists of statements of a node; those of classes are run by their module."""
    if isinstance(node, ast.ClassDef):
        return []
    fields = (getattr(node, field, None) for field in _BLOCKS)
    return [f for f in fields if isinstance(f, list) and f and isinstance(f[0], ast.stmt)]


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def spans(module: str, source: str) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    """Return (start, end, name) of every block of a module.

    The first, ``module:0``, is what importing the module runs.
    """
    found = [((1, 0), (len(source.splitlines()) + 1, 0), f"{module}:0")]
    for block in _blocks(ast.parse(source), module, None, Counter()):
        first, last = block.statements[0], block.statements[-1]
        end = (last.end_lineno or 0, last.end_col_offset or 0)
        found.append(((first.lineno, first.col_offset), end, block.name))
    return found


def block_at(
    found: list[tuple[tuple[int, int], tuple[int, int], str]], place: tuple[int, int]
) -> str:
    """Return the innermost block that a place (line, column) is in."""
    around = [(start, name) for start, end, name in found if start <= place < end]
    return max(around)[1]
