"""The arrow symbolic <- numeric <- proofs_check, read off the imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FORBIDDEN = {"symbolic": {"numeric", "proofs_check"}, "numeric": {"proofs_check"}}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {a.name.split(".")[0] for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("layer", sorted(FORBIDDEN))
def test_a_layer_never_imports_a_later_one(layer: str) -> None:
    modules = list((ROOT / layer).rglob("*.py"))
    assert modules
    for module in modules:
        assert not imported(module) & FORBIDDEN[layer], module


def test_the_reader_of_imports_sees_an_import(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text("from numeric.economy import Economy\nimport proofs_check.cli\n")
    assert imported(file) == {"numeric", "proofs_check"}
