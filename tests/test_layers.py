"""The arrow symbolic <- numeric <- proofs_check, read off the imports."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

from tests.statements import statements

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "symbolic": {"numeric", "proofs_check", "bite"},
    "numeric": {"proofs_check", "bite"},
    "proofs_check": {"bite"},
}


@cache
def imports(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return the statements of a module that import something, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(n for n in statements(tree) if isinstance(n, ast.Import | ast.ImportFrom))


def imported(path: Path) -> set[str]:
    names = set()
    for node in imports(path):
        if isinstance(node, ast.Import):
            names |= {a.name.split(".")[0] for a in node.names}
        elif node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("layer", sorted(FORBIDDEN))
def test_a_layer_never_imports_a_later_one(layer: str) -> None:
    modules = list((ROOT / layer).rglob("*.py"))
    assert modules
    for module in modules:
        assert not imported(module) & FORBIDDEN[layer], module


def uses(module: Path) -> set[str]:
    """Return the modules that a module imports anywhere in it, by dotted name.

    For ``from package import name`` also package.name.
    """
    names: set[str] = set()
    for node in imports(module):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif node.module:
            names |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    return names


@cache
def graph(layer: str) -> dict[str, set[str]]:
    names = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
        for p in (ROOT / layer).rglob("*.py")
    }
    return {
        name: (uses(path) & names.keys()) - {name}
        for name, path in names.items()
        if path.name != "__init__.py"
    }


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check", "bite"])
def test_modules_of_a_layer_import_each_other_in_no_circle(layer: str) -> None:
    assert list(TopologicalSorter(graph(layer)).static_order())


def room(module: str) -> str:
    """Return the room that a module stands in: its folder, or itself where it stands at the top of a layer."""
    parts = module.split(".")
    return ".".join(parts[:-1]) if len(parts) > 2 else module


@cache
def is_module(name: str) -> bool:
    return (ROOT / (name.replace(".", "/") + ".py")).exists()


def rooms(layer: str) -> dict[str, set[str]]:
    arrows: dict[str, set[str]] = {}
    for module, used in graph(layer).items():
        seen = {u for u in used if is_module(u)}
        arrows.setdefault(room(module), set()).update({room(u) for u in seen} - {room(module)})
    return arrows


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check", "bite"])
def test_rooms_of_a_layer_import_each_other_in_no_circle(layer: str) -> None:
    assert list(TopologicalSorter(rooms(layer)).static_order())


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check"])
def test_no_room_holds_more_than_twenty_modules(layer: str) -> None:
    for folder in {p.parent for p in (ROOT / layer).rglob("*.py")}:
        modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        assert len(modules) <= 20, folder


LONGEST = {"proofs_check/recheck.py": 620}
"""Lines of the modules that may be longer than others: the checker is read in one sitting."""


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check", "bite", "twostage"])
def test_no_module_exceeds_300_lines(layer: str) -> None:
    modules = list((ROOT / layer).rglob("*.py"))
    assert modules
    for path in modules:
        name = path.relative_to(ROOT).as_posix()
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST.get(name, 300), name


def test_no_module_imports_another_only_to_register_something() -> None:
    for layer in ("symbolic", "numeric", "proofs_check"):
        for path in (ROOT / layer).rglob("*.py"):
            assert "registers the check" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check", "twostage", "bite"])
def test_every_module_can_be_imported(layer: str) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        if path.stem != "__main__":
            parts = path.relative_to(ROOT).with_suffix("").parts
            import_module(".".join(parts).removesuffix(".__init__"))


def test_a_circle_is_seen() -> None:
    with pytest.raises(CycleError):
        list(TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())


def test_the_reader_of_imports_sees_an_import(tmp_path: Path) -> None:
    file = tmp_path / "m.py"
    file.write_text("from numeric.economy.economy import Economy\nimport proofs_check.cli\n")
    assert imported(file) == {"numeric", "proofs_check"}
