"""The command ``twostage``.

Exit status, the first that applies: 2 bad input or usage; 4 the output could not be written; 1 a
claim asked for fails and no correction holds (for ``check``: an assumption fails); 3 undecided,
broken, interrupted, vacuous on every economy, or a solver that did not converge; 0 otherwise.  With
``--json`` nothing but the result goes to standard output; progress goes to standard error.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from proofs_check.collecting import collect_seldom
from proofs_check.output.files import OutputError
from proofs_check.output.streams import NOT_WRITTEN, run_guarded
from symbolic.language.errors import InputError, MissingExtra

COMMANDS = {
    "check": "Check the paper's assumptions for one economy.",
    "compare": "Compare mechanisms side by side: the two-stage one, one-stage games, pari-mutuel.",
    "efficiency": "Measure the ex post loss of Theorem 3, and find a mechanism that achieves a "
    "given (epsilon, delta).",
    "codegen": "Write the formulas of one economy as C, Fortran, Julia, NumPy, JAX or PyTorch.",
    "demo": "Show a local page to try the mechanism and to play a seat.",
    "derive": "Derive the formulas in LaTeX, every step checked.",
    "examples": "List or copy the economies that come with the package.",
    "engines": "Ask every engine about every claim that is algebra, and drop hypotheses one by one.",
    "findings": "Write what fails as printed, each with its defence, as a page.",
    "hunt": "Look for the smallest economy that violates a claim.",
    "play": "Play one round of the mechanism, with equilibrium or given offers.",
    "plot": "Draw a figure of one economy as SVG, PNG or PDF.",
    "pooling": "Test the semi-pooling candidates of Theorem 2 at one N, over all equilibria found.",
    "recheck": "Check stored certificates again, with an independent checker.",
    "report": "Render saved results as one HTML file.",
    "solve": "Solve one economy: stage 1, competitive equilibria, stage 2.",
    "sweep": "Examine many generated economies, into a store that survives interruption.",
    "threshold": "Find every N at which the candidate of Theorem 1 is not an equilibrium.",
    "verify": "Check every claim, or those named and what they depend on.",
}


class LateGroup(click.Group):
    """A group whose commands are imported when they are called, so that help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands' names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"proofs_check.commands.{cmd_name}"), cmd_name
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever goes wrong is one sentence and the exit status that it has."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _told("interrupted; nothing was written", 3)
        except (InputError, MissingExtra) as error:
            _told(f"Error: {error}", 2)
        except OutputError as error:
            _told(f"Error: {error}", NOT_WRITTEN)
        except ArithmeticError as error:
            from numeric.status import NotSolved

            if not isinstance(error, NotSolved):
                raise
            _told(f"Error: {error}", 3)


def _told(sentence: str, status: int) -> NoReturn:
    """Say a sentence on standard error, without what a terminal would obey, and exit."""
    click.echo(
        "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in sentence), err=True
    )
    sys.exit(status)


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="two-stage-market-game")
def main() -> None:
    """Derive, prove, compute and check Hu and Wallace (2012).

    The paper is "Information aggregation in a large two-stage market game".
    """


def run() -> None:
    """Run the command ``twostage`` with this process's arguments, and exit."""
    collect_seldom()
    run_guarded(main)
