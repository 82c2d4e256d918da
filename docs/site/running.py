"""What the pages show is run when they are made: commands, figures, notebooks."""

from __future__ import annotations

import base64
import json
import re
import shlex
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from proofs_check.cli import main

ROOT = Path(__file__).resolve().parents[2]
RUN = re.compile(r"```\{run\}\n(.*?)```", re.DOTALL)
LONGEST = 60
"""Lines of output that are shown."""

FIGURES = (
    ("stage1", "three_types", "Stage 1: payoffs of the inactive and the intervals I(x)."),
    ("payoffs", "log", "The two branches of the payoff at stage 2, with their maxima."),
    ("convergence", "ces", "Offers and prices of stage 2 tend to the competitive ones."),
    ("margin", "failing", "The margin of Theorem 1 against the number of agents."),
    ("loss", "log", "The distribution of the ex post loss of Theorem 3."),
)


class Failed(RuntimeError):
    """A command of a page failed; the message says which and what it printed."""


def run_commands(source: Path) -> None:
    """Run the commands in the pages' ``{run}`` blocks, and put in what they print."""
    for page in sorted(source.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        page.write_text(RUN.sub(lambda m: _shown(m[1], source), text), encoding="utf-8")


def _shown(commands: str, source: Path) -> str:
    lines = []
    for command in commands.strip().splitlines():
        lines += [f"$ {command}", *_output(command, source)]
    return "```text\n" + "\n".join(lines) + "\n```"


def _output(command: str, source: Path) -> list[str]:
    program, *arguments = shlex.split(command)
    assert program == "twostage", command
    inside = [str(ROOT / a) if a.startswith("examples/") else a for a in arguments]
    inside = [a.replace("OUT", str(source / "made")) for a in inside]
    done = CliRunner(env={"COLUMNS": "100"}).invoke(main, inside)
    if done.exit_code not in (0, 1):
        raise Failed(f"{command}: {done.output or done.exception!r}")
    told = done.output.replace(f"{ROOT}/", "").replace(str(source / "made"), "OUT").rstrip()
    lines = [line.rstrip() for line in told.splitlines()]
    return lines if len(lines) <= LONGEST else [*lines[:LONGEST], "…"]


def gallery(source: Path) -> None:
    """Draw the figures of the example economies, and write ``gallery.md``."""
    folder = source / "figures"
    folder.mkdir()
    parts = ["# Gallery\n", "Each figure is drawn by the command below it.\n"]
    for kind, economy, said in FIGURES:
        file = folder / f"{kind}.svg"
        arguments = ["plot", kind, str(ROOT / "examples" / f"{economy}.toml"), "--out", str(file)]
        done = CliRunner().invoke(main, arguments)
        if done.exit_code:
            raise Failed(f"twostage plot {kind}: {done.output}")
        command = f"twostage plot {kind} examples/{economy}.toml --out {kind}.svg"
        parts += [f"![{said}](figures/{kind}.svg)\n", f"{said}\n", f"```sh\n{command}\n```\n"]
    (source / "gallery.md").write_text("\n".join(parts), encoding="utf-8")


def notebooks(source: Path, *, execute: bool) -> None:
    """Write the notebooks as pages, executed or as they are stored."""
    folder = source / "notebooks"
    folder.mkdir()
    names = []
    for path in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        if execute:
            book = _executed(path)
        names.append(path.stem)
        (folder / f"{path.stem}.md").write_text(_page(book, folder, path.stem), encoding="utf-8")
    listed = "\n".join(names)
    (folder / "index.md").write_text(
        f"# Notebooks\n\nExecuted when this site was made.\n\n```{{toctree}}\n{listed}\n```\n",
        encoding="utf-8",
    )


def _executed(path: Path) -> dict[str, Any]:
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(book, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    return dict(book)


def _page(book: dict[str, Any], folder: Path, stem: str) -> str:
    parts = []
    for n, cell in enumerate(book["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text)
            continue
        parts.append(f"```python\n{text}\n```")
        for m, output in enumerate(cell.get("outputs", ())):
            parts.append(_output_of(output, folder, f"{stem}-{n}-{m}"))
    return "\n\n".join(p for p in parts if p) + "\n"


def _output_of(output: dict[str, Any], folder: Path, name: str) -> str:
    if "text" in output:
        return f"```text\n{''.join(output['text']).rstrip()}\n```"
    data = output.get("data", {})
    if "image/png" in data:
        (folder / f"{name}.png").write_bytes(base64.b64decode("".join(data["image/png"])))
        return f"![output]({name}.png)"
    if "image/svg+xml" in data:
        (folder / f"{name}.svg").write_text("".join(data["image/svg+xml"]), encoding="utf-8")
        return f"![output]({name}.svg)"
    if "text/latex" in data:
        return "".join(data["text/latex"])
    if "text/plain" in data:
        return f"```text\n{''.join(data['text/plain']).rstrip()}\n```"
    return ""
