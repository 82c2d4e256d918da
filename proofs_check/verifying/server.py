"""The server that makes worker processes, which imports the claims while its caller still imports them too.

What is imported here is quickly there: a command starts the server before anything else.
"""

from __future__ import annotations

import multiprocessing
import os
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Environment variables that say how many threads the libraries of linear algebra start."""

PRELOADED = ("proofs_check.paper.listing", "proofs_check.verifying.run", "scipy.stats")
"""What workers need, and the server imports: each would import SciPy's distributions by itself else."""


def context() -> Any:
    """Return how workers are made: from a server that has imported what they need, or afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(list(PRELOADED))
    return made


def import_ahead() -> None:
    """Let the server of the workers import the claims while this process does something else."""
    if context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        # A process a processor, so a thread a process; read when NumPy is imported.
        for name in THREADS:
            os.environ.setdefault(name, "1")
        ensure_running()
