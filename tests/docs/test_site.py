"""The documentation site: its links are followed, its API is whole, its commands are those there are."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from proofs_check.cli import COMMANDS

SITE = Path(__file__).parents[2] / "docs" / "site"
PAGES = sorted((SITE / "pages").rglob("*.md"))


def part(name: str) -> ModuleType:
    """Load a module of the site's builder."""
    spec = importlib.util.spec_from_file_location(f"site_{name}", SITE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<p id="here"></p><a href="b.html#there">b</a><a href="b.html#no">b</a>'
        '<a href="c.html">c</a><a href="#here">a</a><a href="https://example.org">e</a>'
    )
    (tmp_path / "b.html").write_text('<p id="there"></p>')
    assert part("links").broken(tmp_path) == [
        "a.html: b.html#no leads to no place",
        "a.html: c.html leads to no file",
    ]


@pytest.mark.parametrize("layer", ["symbolic", "numeric", "proofs_check"])
def test_every_public_name_has_an_entry_and_one_that_is_missing_is_told(
    layer: str, tmp_path: Path
) -> None:
    api = part("api")
    page = api.page(layer)
    for name, _ in api.public(layer):
        assert re.search(rf"^\.\. [\w:]+:: {layer}\.{name}$", page, re.MULTILINE), name
    (tmp_path / "api").mkdir()
    for other in api.LAYERS:
        (tmp_path / "api" / f"{other}.html").write_text("")
    assert len(api.missing(tmp_path)) == sum(len(api.public(other)) for other in api.LAYERS)


def test_the_reference_has_the_help_of_every_command(tmp_path: Path) -> None:
    part("reference").write(tmp_path)
    text = (tmp_path / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## twostage {name}\n" in text
        assert f"Usage: twostage {name} " in text


def test_the_pages_name_commands_and_options_that_there_are(tmp_path: Path) -> None:
    part("reference").write(tmp_path)
    known = (tmp_path / "commands.md").read_text(encoding="utf-8")
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for command, rest in re.findall(r"twostage (\w+)([^`\n]*)", text):
            assert command in COMMANDS, (page.name, command)
            for option in re.findall(r"(?<!\S)--[\w-]+", rest):
                assert option in known, (page.name, option)


def test_there_is_a_tutorial_for_each_of_the_five_kinds_of_user() -> None:
    names = {p.stem for p in PAGES if p.parent.name == "tutorials"}
    assert names == {"referee", "author", "designer", "lecturer", "program"}
    index = (SITE / "pages" / "index.md").read_text(encoding="utf-8")
    assert all(f"tutorials/{n}" in index for n in names)
