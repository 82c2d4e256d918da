"""The command reference, from the commands themselves."""

from __future__ import annotations

from pathlib import Path

import click

from proofs_check.cli import COMMANDS, main


def write(source: Path) -> None:
    """Write ``commands.md``."""
    context = click.Context(main, info_name="twostage", **main.context_settings)
    parts = [
        "# The command\n",
        "What each command prints for `-h`.  Exit status, the first that applies: 2 bad input or "
        "usage; 4 the output could not be written; 1 a claim fails and no correction holds; "
        "3 undecided, interrupted or not converged; 0 otherwise.\n",
    ]
    for name, said in sorted(COMMANDS.items()):
        command = main.get_command(context, name)
        assert command is not None
        inner = click.Context(command, context, info_name=name, max_content_width=90)
        parts += [f"## twostage {name}\n", f"{said}\n"]
        parts += [f"```text\n{command.get_help(inner)}\n```\n"]
    (source / "commands.md").write_text("\n".join(parts), encoding="utf-8")
