"""The statements of a module, without a walk through its expressions, which takes long."""

import ast
from collections.abc import Iterator


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Iterate over the statements in a node, and those in them."""
    for field in ("body", "orelse", "handlers", "finalbody", "cases"):
        parts = getattr(node, field, None)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, ast.stmt):
                yield part
            yield from statements(part)
