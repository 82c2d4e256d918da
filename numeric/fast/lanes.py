"""Vectors of doubles and integers, one configuration in each lane, and constants of them, as LLVM writes them."""

from __future__ import annotations

import struct

LANES = 8
"""Configurations worked on at once: one vector register where the processor has the widest, two or four elsewhere."""
TYPE = f"<{LANES} x double>"
FLAGS = f"<{LANES} x i1>"
INTEGERS = f"<{LANES} x i64>"


def constant(value: float) -> str:
    """Write a double, in hexadecimal so that it is exact, in every lane."""
    (found,) = struct.unpack(">Q", struct.pack(">d", value))
    return "<" + ", ".join([f"double 0x{found:016X}"] * LANES) + ">"


def integers(value: int) -> str:
    """Write an integer in every lane."""
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"
