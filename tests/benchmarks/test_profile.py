"""The profile charges libraries to those of ours that call them."""

from pathlib import Path

import pytest

from benchmarks.profile import Function, functions, kind_of, kinds, stages

HERE = Path.cwd()
SOLVER: Function = (str(HERE / "numeric/stage1.py"), 1, "solve_stage1")
CHECKER: Function = (str(HERE / "proofs_check/recheck.py"), 1, "check")
LIBRARY: Function = ("/lib/numpy/core.py", 1, "where")
DEEPER: Function = ("/lib/numpy/deeper.py", 1, "broadcast")
BUILT_IN: Function = ("~", 0, "<built-in method sum>")
RUN: Function = (str(HERE / "proofs_check/verifying/run.py"), 1, "run")


def test_a_function_is_the_kind_of_work_of_its_place() -> None:
    assert kind_of(SOLVER) == "numeric solvers"
    assert kind_of(CHECKER) == "certificates: independent checker"
    assert kind_of(("/lib/site-packages/sympy/core/add.py", 1, "flatten")) == "SymPy"
    assert kind_of((SOLVER[0], 1, "<module>")) == "imports"
    assert kind_of(LIBRARY) is None


def test_a_library_is_charged_to_its_callers_through_other_libraries_and_circles() -> None:
    stats = {
        SOLVER: (1, 1, 1.0, 7.0, {}),
        CHECKER: (1, 1, 2.0, 5.0, {}),
        LIBRARY: (
            5,
            4,
            3.0,
            6.0,
            {SOLVER: (3, 3, 2.0, 4.0), CHECKER: (1, 1, 1.0, 2.0), DEEPER: (1, 1, 0.0, 1.0)},
        ),
        DEEPER: (1, 1, 3.0, 3.0, {LIBRARY: (1, 1, 3.0, 3.0)}),
        BUILT_IN: (1, 1, 4.0, 4.0, {CHECKER: (1, 1, 4.0, 4.0)}),
    }
    found = kinds(stats)
    assert found["numeric solvers"] == pytest.approx(1 + 3 * 2 / 3 + 3 * 2 / 3, rel=1e-6)
    assert found["certificates: independent checker"] == pytest.approx(
        2 + 3 / 3 + 3 / 3 + 4, rel=1e-6
    )
    assert sum(found.values()) == pytest.approx(sum(s[2] for s in stats.values()))


def test_what_nobody_of_ours_calls_is_elsewhere() -> None:
    assert kinds({LIBRARY: (1, 1, 3.0, 3.0, {})}) == {"elsewhere": 3.0}


def test_stages_count_what_they_call_and_functions_are_the_costliest_first() -> None:
    stats = {SOLVER: (1, 1, 1.0, 7.0, {}), RUN: (1, 1, 0.5, 9.0, {})}
    assert stages(stats)["claims"] == 9.0
    assert [row["place"] for row in functions(stats)] == [
        "proofs_check/verifying/run.py:1 run",
        "numeric/stage1.py:1 solve_stage1",
    ]
