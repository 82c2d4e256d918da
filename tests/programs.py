"""The mark of tests that run other programs: skipped where one is missing, and the only ones that may take over 5 s."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

Test = Callable[..., Any]


def running(program: str, reason: str) -> Callable[[Test], Test]:
    """Mark a test that runs a program.

    Args:
        program: What is called.
        reason: Why the test is skipped where there is none.
    """
    skipped = pytest.mark.skipif(shutil.which(program) is None, reason=reason)
    return lambda test: pytest.mark.programs(skipped(test))


needs_coq = running("coqc", "coqc is not installed (Debian's package is called coq)")
