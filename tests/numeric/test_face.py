"""The public face of numeric: sorted, complete, loaded late."""

import subprocess
import sys

import pytest

import numeric


def test_every_public_name_can_be_imported_and_is_what_it_says() -> None:
    assert list(numeric.__all__) == sorted(numeric.__all__)
    for name in numeric.__all__:
        assert getattr(numeric, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"attribute '?solve_stage3"):
        _ = numeric.solve_stage3


def test_importing_the_package_does_not_import_sympy() -> None:
    code = (
        "import sys, numeric; assert 'sympy' not in sys.modules; assert 'numpy' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
