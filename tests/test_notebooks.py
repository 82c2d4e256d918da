"""The notebooks run from top to bottom, and what they show was produced by running them."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.bulk import some

FOLDER = Path(__file__).parents[1] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def words(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the words of all printed output, without numbers (whose last digits depend on the machine)."""
    printed = [
        o.text
        for c in notebook.cells
        if c.cell_type == "code"
        for o in c.outputs
        if o.output_type == "stream" and o.name == "stdout"
    ]
    return re.findall(r"[A-Za-z_]{2,}", " ".join(printed))


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    "path",
    some(NOTEBOOKS, lambda path: path.stem == "your_own_utility"),
    ids=[p.stem for p in NOTEBOOKS],
)
def test_a_notebook_runs_and_prints_what_it_shows(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    shown = words(notebook)
    assert shown
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    assert words(notebook) == shown


def test_there_are_five_notebooks() -> None:
    assert [p.stem for p in NOTEBOOKS] == [
        "importing_the_solvers",
        "paper_in_ten_minutes",
        "where_the_mechanism_fails",
        "which_mechanism",
        "your_own_utility",
    ]
