r"""Which blocks of code a computation reaches, recorded by the code itself.

Every block of ``symbolic/`` and ``numeric/`` (the body of a function, the branch of a condition,
the body of a loop) gets a call that reports it.  What is remembered (``functools.lru_cache``,
``cache`` and ``cached_property``) is remembered together with what computing it reached, so that
the second use of a value reaches what the first did.

Conventions: a block is named ``module:line:column`` after its first statement; a function is
*entered* where a function of ``proofs_check`` calls it.
"""

from __future__ import annotations

import ast
import builtins
import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def reporting(module: str, source: str) -> ast.Module:
    """Return the tree of a module whose blocks report that they are reached."""
    tree = ast.parse(source)
    names = function_names(tree, module)
    for node in ast.walk(tree):
        for block, name in _blocks(node, module, names):
            first = block[0]
            is_body = node in names and block is getattr(node, "body", None)
            told = f"{name!r}, {names[node]!r}" if is_body else f"{name!r}"
            report = ast.parse(f"{REPORT}({told})").body[0]
            documented = (
                isinstance(node, ast.FunctionDef)
                and ast.get_docstring(node, clean=False) is not None
            )
            block.insert(
                int(documented), ast.fix_missing_locations(ast.copy_location(report, first))
            )
    return tree


def function_names(tree: ast.Module, module: str) -> dict[ast.AST, str]:
    """Return the dotted name of every function of a module."""
    names: dict[ast.AST, str] = {}

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{prefix}.{child.name}"
                if isinstance(child, ast.FunctionDef):
                    names[child] = inner
            walk(child, inner)

    walk(tree, module)
    return names


def _blocks(
    node: ast.AST, module: str, names: dict[ast.AST, str]
) -> Iterator[tuple[list[ast.stmt], str]]:
    """Iterate over the blocks of a node that are inside functions."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.Lambda | ast.IfExp):
        return
    for field in _BLOCKS:
        block = getattr(node, field, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block, f"{module}:{block[0].lineno}:{block[0].col_offset}"


def spans(module: str, source: str) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    """Return (start, end, name) of every block of a module.

    The first, ``module:1:0``, is what importing the module runs.
    """
    tree = ast.parse(source)
    found = [((1, 0), (len(source.splitlines()) + 1, 0), f"{module}:1:0")]
    for node in ast.walk(tree):
        for block, name in _blocks(node, module, {}):
            found.append(
                (
                    (block[0].lineno, block[0].col_offset),
                    (block[-1].end_lineno or 0, block[-1].end_col_offset or 0),
                    name,
                )
            )
    return found


def block_at(
    found: list[tuple[tuple[int, int], tuple[int, int], str]], place: tuple[int, int]
) -> str:
    """Return the innermost block that a place (line, column) is in."""
    around = [(start, name) for start, end, name in found if start <= place < end]
    return max(around)[1]
