"""Vectors of doubles and integers, one configuration in each lane, and constants of them, as LLVM writes them."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

LANES = 16
"""Configurations worked on at once.

Two of the widest vector registers, so that one chain of dependent operations runs while the other
waits.
"""
TYPE = f"<{LANES} x double>"
FLAGS = f"<{LANES} x i1>"
INTEGERS = f"<{LANES} x i64>"


def whole_vectors(n: int) -> int:
    """Return the least multiple of ``LANES`` that is not below a number.

    >>> whole_vectors(15), whole_vectors(16), whole_vectors(17)
    (16, 16, 32)
    """
    return n + -n % LANES


def row_length(rows: NDArray[np.float64]) -> int:
    """Return how many numbers lie from one row of an array to the next."""
    length, _ = divmod(rows.strides[0], rows.itemsize)
    return length


def constant(value: float) -> str:
    """Write a double, in hexadecimal so that it is exact, in every lane."""
    (found,) = struct.unpack(">Q", struct.pack(">d", value))
    return "<" + ", ".join([f"double 0x{found:016X}"] * LANES) + ">"


def integers(value: int) -> str:
    """Write an integer in every lane."""
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"
