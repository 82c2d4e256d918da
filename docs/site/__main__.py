"""Builds the documentation site: ``python docs/site [--out DIR] [--stored] [--no-html]``.

Pages of ``docs/site/pages`` are copied, with the commands in them run and their output put in; the
command reference, the pages of the API, the findings, the notebooks and the gallery are made; then
Sphinx builds HTML with every warning an error, the doctests are run, and every link inside the site
is followed.  Nothing is fetched from a network.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import api  # noqa: E402 - beside this file
import links  # noqa: E402
import reference  # noqa: E402
import running  # noqa: E402

PAGES = (
    "architecture.md", "findings.md", "mechanisms.md", "section_6.md", "sweep.md", "scale.md",
    "odd_inputs.md",
)  # fmt: skip
"""Pages of ``docs`` that the site has too."""


def main() -> int:
    """Build the site; the status is 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--stored", action="store_true", help="show the notebooks as stored, without running them"
    )
    parser.add_argument("--no-html", action="store_true", help="write the pages only")
    asked = parser.parse_args()
    source, html = asked.out / "source", asked.out / "html"
    shutil.rmtree(asked.out, ignore_errors=True)
    shutil.copytree(HERE / "pages", source)
    shutil.copy(ROOT / "examples" / "log.toml", source)
    running.run_commands(source)
    running.gallery(source)
    running.notebooks(source, execute=not asked.stored)
    reference.write(source)
    api.write(source)
    shutil.copytree(ROOT / "docs" / "sweep", source / "sweep")
    for name in PAGES:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        (source / name).write_text(text, encoding="utf-8")
    if asked.no_html:
        return 0
    for builder, folder in (("html", html), ("doctest", asked.out / "doctest")):
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder]
        command += ["-c", str(HERE), str(source), str(folder)]
        if subprocess.run(command, check=False, cwd=ROOT).returncode:
            return 1
    wrong = [*links.broken(html), *api.missing(html)]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(f"{html / 'index.html'}: {len(list(html.rglob('*.html')))} pages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
