"""Build and call the hand-written C solver."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from numeric.economy.economy import Economy

FLAGS = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-fPIC", "-shared"]
STEPS = 3


class Numbers(ctypes.Structure):
    """The numbers of a two-by-two economy with log utility."""

    _fields_ = [
        ("kappa_q", ctypes.c_double),
        ("kappa_r", ctypes.c_double),
        ("theta", ctypes.c_double * 4),
        ("log_ratio", ctypes.c_double * 2),
        ("log_prior_ratio", ctypes.c_double),
    ]


def built() -> ctypes.CDLL | None:
    """Compile the solver into a temporary folder and load it, or return nothing where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    library = Path(tempfile.mkdtemp()) / "by_hand.so"
    subprocess.run(
        [compiler, *FLAGS, str(Path(__file__).with_name("by_hand.c")), "-o", str(library), "-lm"],
        check=True,
    )
    return ctypes.CDLL(str(library))


def solve(library: ctypes.CDLL, economy: Economy, counts: np.ndarray, threads: int) -> np.ndarray:
    """Return the rows b_1q, b_1r, b_2q, b_2r, Q, R, price, posterior (2), residual, shape (10, n)."""
    d = economy.floats
    ratio, prior = np.log(d.signal[0] / d.signal[1]), float(np.log(d.prior[0] / d.prior[1]))
    numbers = Numbers(
        *d.kappa,
        (ctypes.c_double * 4)(*d.parameters["theta"].ravel()),
        (ctypes.c_double * 2)(*ratio),
        prior,
    )
    out = np.empty((10, len(counts)))
    pointers = (ctypes.c_void_p(counts.ctypes.data), ctypes.c_void_p(out.ctypes.data))
    library.solve_by_hand(
        ctypes.c_int64(len(counts)), *pointers, ctypes.byref(numbers), STEPS, threads
    )
    return out
