"""Mutants: what is mutated, how an edit is applied, and how a sample is drawn."""

from functools import cache
from pathlib import Path

import pytest

from bite.catalogue import all_mutants, sample
from bite.mutants import Mutant, mutants_of
from bite.scope import ROOT, module_name, modules, mutated_modules

SOME = ("symbolic/model/market.py", "numeric/stage1.py", "numeric/mechanism/play.py")


def source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def listed_of(path: str) -> tuple[Mutant, ...]:
    """Return the mutants of a file as it is."""
    return tuple(mutants_of(path, source(path)))


@pytest.mark.parametrize("path", SOME)
def test_every_mutant_compiles_and_differs_from_the_source(path: str) -> None:
    whole = source(path)
    listed = listed_of(path)
    assert len(listed) > 30
    assert len({m.id for m in listed}) == len(listed)
    for mutant in listed:
        mutated = mutant.applied(whole)
        assert mutated != whole
        compile(mutated, path, "exec")


def test_an_edit_is_refused_where_the_text_is_another() -> None:
    mutant = listed_of(SOME[0])[0]
    with pytest.raises(ValueError, match="must read"):
        mutant.applied("\n" + source(SOME[0]))


def test_the_id_stays_when_something_else_in_the_file_changes() -> None:
    whole = source(SOME[1])
    assert [m.id for m in listed_of(SOME[1])] == [
        m.id
        for m in mutants_of(SOME[1], whole.replace('"""', '"""\n\n', 1).replace("\n\n\n", "\n"))
    ]


def test_everything_counts_but_oracles_files_of_economies_draws_and_the_cache_of_kernels() -> None:
    spared = set(modules(("symbolic/model", "numeric"))) - set(mutated_modules())
    assert {p.split("/")[1] for p in spared} == {"oracles", "draws", "economy", "fast"}
    assert {p for p in spared if p.startswith(("numeric/economy", "numeric/fast"))} == {
        "numeric/economy/reader.py",
        "numeric/economy/fields.py",
        "numeric/economy/toml_text.py",
        "numeric/fast/engine.py",
    }
    assert "numeric/theorem_1/margins.py" in mutated_modules()


def test_a_module_has_its_dotted_name() -> None:
    assert module_name("numeric/stage1.py") == "numeric.stage1"


def test_a_sample_depends_on_its_seed_alone() -> None:
    listed = list(listed_of(SOME[0]))
    drawn: list[Mutant] = sample(listed, 9, 1)
    assert drawn == sample(list(reversed(listed)), 9, 1) != sample(listed, 9, 2)
    assert len(sample(listed, 10**6, 1)) == len(listed)


def test_the_catalogue_reads_a_file_again_only_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "numeric"
    folder.mkdir()
    (folder / "a.py").write_text("def f(a):\n    return a - 2\n")
    (folder / "b.py").write_text("def f(a):\n    return a + 2\n")
    kept = tmp_path / "kept.json"
    first = all_mutants(kept, root=tmp_path)
    assert {m.path for m in first} == {"numeric/a.py", "numeric/b.py"}
    assert all_mutants(kept, root=tmp_path) == first
    kept.write_text(kept.read_text().replace("a + 2", "a + 3"))
    assert [m.after for m in first if m.after == "a + 2"] == ["a + 2"]
    assert [m.after for m in all_mutants(kept, root=tmp_path) if m.after == "a + 3"] == ["a + 3"]
    (folder / "a.py").write_text("def f(a):\n    return a\n")
    assert {m.path for m in all_mutants(kept, root=tmp_path)} == {"numeric/b.py"}
    assert all_mutants(kept, "numeric/a", tmp_path) == []


def edits(source: str) -> set[tuple[str, str]]:
    return {(m.before, m.after) for m in mutants_of("numeric/a.py", source)}


def test_no_name_is_put_where_the_function_has_not_assigned_it_yet() -> None:
    source = "def f(agents):\n    N = agents\n    g(N)\n    M = 2 * N\n    return M + h(N)\n"
    found = mutants_of("numeric/a.py", source)
    assert [(m.start[0], m.after) for m in found if m.operator == "counts" and m.before == "N"] == [
        (5, "M")
    ]


def test_an_attribute_is_exchanged_for_one_that_the_module_reads_and_no_method_is() -> None:
    assert ("active", "agents") in edits("def f(m):\n    return m.active + m.agents\n")
    assert ("active", "agents") not in edits("def f(m):\n    return m.active + 2\n")
    assert ("active", "agents") not in edits("def f(e, m):\n    return e.active(3) + m.agents\n")


@pytest.mark.bulk
def test_several_processes_list_the_same_mutants_and_a_folder_has_its_share_of_a_sample() -> None:
    listed = all_mutants(under="numeric/mechanism")
    assert all_mutants(under="numeric/mechanism", processes=2) == listed
    share = sum(m.path.endswith("play.py") for m in listed) / len(listed)
    for size in (20, 60):
        drawn = sum(m.path.endswith("play.py") for m in sample(listed, size, 7))
        assert abs(drawn - share * size) <= 3
    assert sample(listed, 60, 7)[:20] == sample(listed, 20, 7)
