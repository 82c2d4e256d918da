"""exp and log of vectors are good to two units in the last place, and say where they are not defined."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from numeric.fast import engine
from numeric.fast.conditions import Shape
from numeric.fast.lanes import LANES, TYPE
from numeric.fast.straight_line import Code, bound

pytestmark = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")
x = sp.Symbol("x", positive=True)
a = sp.Symbol("a", real=True)


def compiled(e: sp.Expr):  # type: ignore[no-untyped-def]
    """Return a function of one array, and a number for ``a``, that evaluates an expression by straight-line code."""

    def text(shape: Shape) -> str:
        code = Code()
        code.lines += [
            "define void @mapped(i64 %n, ptr %in, ptr %out, double %a) #0 {",
            "entry:",
            "  br label %vector",
            "vector:",
        ]
        code.lines += [
            "  %i = phi i64 [0, %entry], [%i.next, %vector]",
            f"  %first = mul i64 %i, {LANES}",
        ]
        value = code.add(
            f"load {TYPE}, ptr {code.add('getelementptr double, ptr %in, i64 %first')}, align 8"
        )
        result = bound(code, {x: value, a: code.splat("%a")}).expression(e)
        code.lines += [
            f"  store {TYPE} {result}, ptr {code.add('getelementptr double, ptr %out, i64 %first')}, "
            ""
            "align 8"
        ]
        code.lines += [
            "  %i.next = add i64 %i, 1",
            "  %more = icmp ult i64 %i.next, %n",
            "  br i1 %more, label %vector, label %done",
        ]
        code.lines += ["done:", "  ret void", "}"]
        return code.module()

    run = engine.function(Shape(e, (), 0, 0), "mapped", text, "nppd")
    assert run is not None

    def mapped(values: np.ndarray, number: float = 0.0) -> np.ndarray:
        padded = np.concatenate([values, np.ones(-len(values) % LANES)])
        out = np.empty_like(padded)
        run(len(padded) // LANES, padded.ctypes.data, out.ctypes.data, number)
        return out[: len(values)]

    return mapped


def units_in_the_last_place(found: np.ndarray, exact: list[mpmath.mpf]) -> float:
    return max(
        abs(float((mpmath.mpf(float(f)) - e) / mpmath.mpf(float(np.spacing(abs(float(e)))))))
        for f, e in zip(found, exact, strict=True)
    )


def test_exp_is_good_to_two_units_in_the_last_place() -> None:
    values = np.concatenate(
        [np.linspace(-707, 708, 3001), np.linspace(-1, 1, 2001), [0.0, 1e-300, -1e-18]]
    )
    with mpmath.workdps(40):
        assert (
            units_in_the_last_place(
                compiled(sp.exp(x))(values), [mpmath.exp(mpmath.mpf(v)) for v in values]
            )
            < 2
        )


def test_log_is_good_to_two_units_in_the_last_place() -> None:
    near = np.geomspace(1e-15, 1e-2, 200)
    values = np.concatenate(
        [np.geomspace(1e-307, 1e308, 3001), np.linspace(0.5, 2, 2002), 1 + near, 1 - near]
    )
    with mpmath.workdps(40):
        assert (
            units_in_the_last_place(
                compiled(sp.log(x))(values), [mpmath.log(mpmath.mpf(v)) for v in values]
            )
            < 2
        )
    assert compiled(sp.log(x))(np.array([1.0]))[0] == 0


def test_outside_their_domains_they_say_so() -> None:
    nan, inf = np.nan, np.inf
    assert np.array_equal(
        compiled(sp.exp(x))(np.array([-800.0, 800.0, nan, inf, -inf])),
        [0, inf, nan, inf, 0],
        equal_nan=True,
    )
    assert np.isnan(compiled(sp.log(x))(np.array([0.0, -1.0, nan, inf, -inf, 1e-310]))).all()


@pytest.mark.parametrize(
    "e",
    [
        x**3 - 2 / x,
        x**-4,
        sp.sqrt(x) + x ** sp.Rational(-3, 2),
        x**a,
        x ** (2 * a - 1) / (1 + x**-a),
        (x + a) ** (a / 3),
        sp.exp(-a * x) * sp.log(x + 2),
    ],
)
def test_an_expression_has_its_value(e: sp.Expr) -> None:
    values = np.geomspace(0.01, 50, 101)
    assert np.allclose(
        compiled(e)(values, 0.7), sp.lambdify([x, a], e)(values, 0.7), rtol=5e-15, atol=0
    )
