"""Programs that compare a generated library with the values that came with it.

Each prints the largest difference relative to the size of what is added up, formula by formula, and
ends with status 1 where that exceeds the tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Points(Protocol):
    """What a self-test needs of the points of a formula."""

    @property
    def name(self) -> str:
        """The formula's name."""
        ...

    @property
    def inputs(self) -> Any:
        """Inputs (n, arguments)."""
        ...

    @property
    def values(self) -> Any:
        """Values (n, outputs)."""
        ...


C = """#include <math.h>
#include <stdio.h>
#include "twostage.h"

/* cc -O2 -std=c99 twostage.c selftest.c -lm -o selftest && ./selftest */

static int bad = 0;

static void check(const char *name, const char *file, int n_in, int n_out, void (*f)(const double *, double *))
{{
    double in[64], want[64], size[64], out[64], worst = 0.0;
    long lines = 0;
    int i;
    FILE *data = fopen(file, "r");
    if (!data) {{ printf("%s: cannot open %s\\n", name, file); bad = 1; return; }}
    for (;;) {{
        int read = 0;
        for (i = 0; i < n_in; i++) read += fscanf(data, "%lf", &in[i]) == 1;
        for (i = 0; i < n_out; i++) read += fscanf(data, "%lf", &want[i]) == 1;
        for (i = 0; i < n_out; i++) read += fscanf(data, "%lf", &size[i]) == 1;
        if (read < n_in + 2 * n_out) break;
        f(in, out);
        for (i = 0; i < n_out; i++) {{
            double off = fabs(out[i] - want[i]) / (size[i] > 0.0 ? size[i] : 1.0);
            if (!(off <= worst)) worst = off;
        }}
        lines++;
    }}
    fclose(data);
    printf("%s: %ld points, %.1e\\n", name, lines, worst);
    if (!(worst <= {tolerance!r}) || lines == 0) bad = 1;
}}

{wrappers}

int main(void)
{{
{calls}
    return bad;
}}
"""

JULIA = """# julia selftest.jl
include("twostage.jl")

bad = false
for (name, f, n_in, n_out) in [{cases}]
    worst, lines = 0.0, 0
    for line in eachline(joinpath(@__DIR__, name * ".txt"))
        row = parse.(Float64, split(line))
        out = f(row[1:n_in]...)
        for i in 1:n_out
            worst = max(worst, abs(out[i] - row[n_in + i]) / max(row[n_in + n_out + i], 1e-300))
        end
        lines += 1
    end
    println(name, ": ", lines, " points, ", worst)
    global bad = bad || !(worst <= {tolerance!r}) || lines == 0
end
exit(bad ? 1 : 0)
"""

PYTHON = """# python selftest.py
import pathlib
import sys

import numpy
import twostage_library as library

{setup}
bad = False
for name, n_in, n_out in [{cases}]:
    rows = numpy.loadtxt(pathlib.Path(__file__).parent / (name + ".txt"), ndmin=2)
    given, want, size = numpy.split(rows, [n_in, n_in + n_out], axis=1)
    out = getattr(library, name)(*({array}(column) for column in given.T))
    out = numpy.stack([numpy.broadcast_to(numpy.asarray(v), len(rows)) for v in out], axis=1)
    worst = (abs(out - want) / numpy.where(size > 0, size, 1)).max()
    print(f"{{name}}: {{len(rows)}} points, {{worst:.1e}}")
    bad |= not worst <= {tolerance!r}
sys.exit(int(bad))
"""

SelfTest = Callable[[Sequence[Points], float], tuple[str, str]]


def _c(cases: Sequence[Points], tolerance: float) -> tuple[str, str]:
    wrappers = "\n".join(
        f"static void call_{c.name}(const double *in, double *out) "
        f"{{ ts_{c.name}({', '.join(f'in[{i}]' for i in range(c.inputs.shape[1]))}, out); }}"
        for c in cases
    )
    calls = "\n".join(
        f'    check("{c.name}", "{c.name}.txt", {c.inputs.shape[1]}, {c.values.shape[1]}, call_{c.name});'
        for c in cases
    )
    return "selftest.c", C.format(wrappers=wrappers, calls=calls, tolerance=tolerance)


def _fortran(cases: Sequence[Points], tolerance: float) -> tuple[str, str]:
    name, text = _c(cases, tolerance)
    link = "cc -O2 -std=c99 selftest.c twostage.o -lgfortran -lm -o selftest && ./selftest"
    build = f"gfortran -O2 -c twostage.f90 && {link}"
    return name, text.replace(
        "cc -O2 -std=c99 twostage.c selftest.c -lm -o selftest && ./selftest", build
    )


def _julia(cases: Sequence[Points], tolerance: float) -> tuple[str, str]:
    listed = ", ".join(
        f'("{c.name}", {c.name}, {c.inputs.shape[1]}, {c.values.shape[1]})' for c in cases
    )
    return "selftest.jl", JULIA.format(cases=listed, tolerance=tolerance)


def _python(setup: str, array: str) -> SelfTest:
    def written(cases: Sequence[Points], tolerance: float) -> tuple[str, str]:
        listed = ", ".join(f'("{c.name}", {c.inputs.shape[1]}, {c.values.shape[1]})' for c in cases)
        return "selftest.py", PYTHON.format(
            cases=listed, tolerance=tolerance, setup=setup, array=array
        )

    return written


SELF_TESTS: dict[str, SelfTest] = {
    "c": _c,
    "fortran": _fortran,
    "julia": _julia,
    "numpy": _python("", "numpy.asarray"),
    "jax": _python(
        'import jax\n\njax.config.update("jax_enable_x64", True)\n', "jax.numpy.asarray"
    ),
    "torch": _python("import torch\n", "torch.tensor"),
}
