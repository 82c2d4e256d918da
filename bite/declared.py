r"""Which formulas the declaration of each claim is made of.

They are what was reached while the module that declares it was imported.

A claim is an expression ``Claim(...)`` in a module of ``proofs_check/paper``.  Evaluating it
reaches formulas; so did the statements of the module that bound the names it reads, and the
statements that bound the names which those read, in the module itself or in the one that a name is
imported from.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bite.reach import collecting

DECLARING = "proofs_check.paper"
STATEMENT, CLAIM = "__bite_statement__", "__bite_claim__"
Name = tuple[str, str]
"""A module and a name in it."""


@dataclass
class Declarations:
    """What the modules that declare claims bind, read and reach.

    Args:
        statements: The statements that bind a name: (module, number) each.
        read: The names that a statement or a claim reads, and what it reads of them (`a.b`).
        imported: Where an imported name comes from.
        blocks: What a statement or a claim reached when it was evaluated.
        entered: The functions that it called.
    """

    statements: dict[Name, list[tuple[str, int]]] = field(default_factory=dict)
    read: dict[tuple[str, int] | str, set[str]] = field(default_factory=dict)
    imported: dict[Name, Name] = field(default_factory=dict)
    blocks: dict[tuple[str, int] | str, set[str]] = field(default_factory=dict)
    entered: dict[tuple[str, int] | str, set[str]] = field(default_factory=dict)
    module: dict[str, str] = field(default_factory=dict)
    waiting: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    def start(self) -> None:
        """Make the reports known to the modules that are imported from now on."""
        setattr(builtins, STATEMENT, self._statement)
        setattr(builtins, CLAIM, self._claim)

    @contextmanager
    def _statement(self, module: str, number: int) -> Iterator[None]:
        with collecting() as (blocks, entered):
            yield
        self.blocks[module, number], self.entered[module, number] = blocks, entered

    def _claim(self, module: str, number: int, made: Callable[[], Any]) -> Any:
        with collecting() as (blocks, entered):
            claim = made()
        self.blocks[claim.id], self.entered[claim.id] = blocks, entered
        self.module[claim.id], self.read[claim.id] = module, self.waiting[module, number]
        return claim

    def reach(self, claim: str) -> tuple[set[str], set[str]]:
        """Return the blocks that a claim's declaration reached, and the functions it called."""
        blocks, entered = set(self.blocks.get(claim, ())), set(self.entered.get(claim, ()))
        names = [(self.module[claim], n) for n in self.read[claim]] if claim in self.module else []
        seen: set[Name] = set()
        while names:
            name = names.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.imported:
                names.append(self.imported[name])
            first, _, rest = name[1].partition(".")
            if rest and (name[0], first) in self.imported:  # of a module that is imported whole
                names.append((".".join(self.imported[name[0], first]), rest))
            for statement in self.statements.get(name, ()):
                blocks |= self.blocks.get(statement, set())
                entered |= self.entered.get(statement, set())
                names += [(name[0], n) for n in self.read[statement]]
        return blocks, entered

    def rewritten(self, module: str, source: str) -> ast.Module:
        """Return the tree of a declaring module that reports its statements and claims."""
        tree = ast.parse(source)
        body: list[ast.stmt] = []
        for number, statement in enumerate(tree.body):
            names = list(_binds(statement))
            for name in names:
                self.statements.setdefault((module, name), []).append((module, number))
            self.read[module, number] = _reads(statement)
            self._imports(module, statement)
            evaluated = isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For)
            own = _Claims(self, module).visit(statement)
            body.append(_within(own, module, number) if evaluated else own)
        tree.body = body
        return ast.fix_missing_locations(tree)

    def _imports(self, module: str, statement: ast.stmt) -> None:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(DECLARING):
            for alias in statement.names:
                self.imported[module, alias.asname or alias.name] = (
                    str(statement.module),
                    alias.name,
                )


class _Claims(ast.NodeTransformer):
    """Puts each ``Claim(...)`` into a function that reports what it reaches."""

    def __init__(self, declarations: Declarations, module: str) -> None:
        self.declarations, self.module, self.inside = declarations, module, list[ast.FunctionDef]()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.inside.append(node)
        self.generic_visit(node)
        self.inside.pop()
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if not (isinstance(node.func, ast.Name) and node.func.id == "Claim"):
            return self.generic_visit(node)
        number = len(self.declarations.waiting)
        self.declarations.waiting[self.module, number] = _reads(node).union(
            *map(_reads, self.inside)
        )
        made = ast.Lambda(ast.arguments([], [], None, [], [], None, []), node)
        call = ast.Call(
            ast.Name(CLAIM, ast.Load()), [ast.Constant(self.module), ast.Constant(number), made], []
        )
        return ast.copy_location(call, node)


def _within(statement: ast.stmt, module: str, number: int) -> ast.stmt:
    call = ast.Call(
        ast.Name(STATEMENT, ast.Load()), [ast.Constant(module), ast.Constant(number)], []
    )
    return ast.copy_location(ast.With([ast.withitem(call, None)], [statement]), statement)


def _binds(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif not isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (
            n.id
            for n in ast.walk(statement)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        )


def _reads(node: ast.AST) -> set[str]:
    """Return the names that are read, and with a dot what is read of one.

    >>> sorted(_reads(ast.parse("f(a.b)")))
    ['a', 'a.b', 'f']
    """
    names = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    return names | {
        f"{n.value.id}.{n.attr}"
        for n in ast.walk(node)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    }
