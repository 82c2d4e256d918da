"""``twostage demo``: a local page to try the mechanism and to play a seat."""

from __future__ import annotations

import sys

import click

from proofs_check.numeric_options import Whole
from symbolic.language.errors import InputError


@click.command()
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=8765,
    show_default=True,
    help="Port on this machine; 0 for any that is free.",
)
@click.option("--open", "open_it", is_flag=True, help="Open the page in a browser.")
def demo(port: int, open_it: bool) -> None:
    """Show a page on this machine: move κ, η, N and signals, and play a seat.

    It listens to this machine alone and asks nothing of any other.  Ctrl-C ends it.
    """
    from proofs_check.demo.server import Server

    try:
        server = Server(port)
    except OSError as error:
        raise InputError("--port", f"must be free ({error.strerror})", str(port)) from None
    click.echo(f"The page is at {server.address} ; Ctrl-C ends it.")
    sys.stdout.flush()
    if open_it:
        import webbrowser

        webbrowser.open(server.address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("ended")
    finally:
        server.server_close()
