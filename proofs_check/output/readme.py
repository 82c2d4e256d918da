"""The example of ``make verify`` in the README, from results: its numbers are counted, never typed.

Conventions: the example is the block that starts with the line ``START``; what stands around it is
left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from proofs_check.output.console import terminal
from proofs_check.output.terminal import print_totals

Data = Mapping[str, Any]
START = "```console\n$ make verify\n"
END = "```"
WIDTH = 150


def example(data: Data) -> str:
    """Return the lines of the example: the first finding, then the totals as the command prints them."""
    lines = ["…"]
    if data["findings"]:
        first = data["findings"][0]
        same = sum(f["severity"] == first["severity"] for f in data["findings"])
        told = f"    {first['id']} ({first['source']}): {first['finding']}"
        lines += [
            "Findings, the gravest first; `twostage verify ID` reproduces each",
            f"  {first['severity']} ({same})",
            told if len(told) <= WIDTH else f"{told[: WIDTH - 2].rsplit(' ', 1)[0]} …",
            "    …",
        ]
    console = terminal(width=WIDTH, file=StringIO(), record=True)
    print_totals(data, console)
    lines += [line.rstrip() for line in console.export_text().splitlines() if line.strip()]
    return "\n".join([*lines, f"results/report.html: {len(data['claims'])} claims"]) + "\n"


def with_example(text: str, data: Data) -> str:
    """Return a README with its example made anew.

    Raises:
        ValueError: It has no such block.
    """
    if START not in text:
        raise ValueError("the README has no block that starts with `$ make verify`")
    pattern = re.escape(START) + r".*?" + re.escape(END)
    return re.sub(pattern, lambda _: START + example(data) + END, text, count=1, flags=re.DOTALL)
