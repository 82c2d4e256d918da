"""Each operator proposes the edits of its kind, and nothing where no formula stands."""

import pytest

from bite.mutants import Mutant, mutants_of

CASES = {
    "sign": ("a - b", {"a + b"}),
    "kappa": ("active * kappa + total", {"(kappa)", "(active)", "(active * kappa)", "(total)"}),
    "goods": ("kappa_q * R / e[0]", {"kappa_r", "Q", "1"}),
    "type": ("tau[x, y] - a", {"tau[y, x]", "x", "y", "taken_for"}),
    "belief": ("posterior(economy, seen + unit[x])", {"taken_for", "y"}),
    "counts": ("f(believed_by_others)", {"configuration"}),
    "off by one": ("range(2, N) - 1 + a / N", {"(range(2, N))", "2 + 1", "(N - 1)"}),
    "rounding": ("ceil(a) + b // c", {"floor", "-(-(b) // c)"}),
    "hundredth": ("0.5 + a / b", {"(1.01 * 0.5)", "1.01 * (a / b)"}),
    "extremum": ("max(a, b) + c.argmin()", {"min", "argmax"}),
    "strictness": ("a <= b", {"a < b"}),
    "axis": ("a.sum(axis=-1)", {"0"}),
    "dropped": ("a * b", {"(a)", "(b)"}),
}
NAMES = (
    "active, kappa, total, kappa_q, kappa_r, Q, R, e, tau, x, y, taken_for, unit, seen, economy, "
    "posterior, configuration, believed_by_others, ceil, floor, N, a, b, c, f"
)


def edits(body: str, path: str = "numeric/a.py") -> list[Mutant]:
    return mutants_of(path, f"def f({NAMES}):\n    return {body}\n")


@pytest.mark.parametrize("operator", CASES)
def test_an_operator_proposes_its_edits(operator: str) -> None:
    body, expected = CASES[operator]
    assert {m.after for m in edits(body) if m.operator == operator} == expected


@pytest.mark.parametrize(
    "body",
    [
        '"a" + b',
        "[*a, *b] + [1]",
        "f(a, dtype=b - c)",
        "isinstance(a - b, c)",
        "a.shape[0]",
        "a[:, b, None]",
    ],
)
def test_nothing_is_proposed_where_no_formula_stands(body: str) -> None:
    assert not [m for m in edits(body) if m.operator != "extremum"]


def test_what_only_leads_to_an_error_a_header_and_documentation_are_left_alone() -> None:
    source = '''
def f(a: int = 2 - 1, *, b=[1 - 2]) -> int:
    """Return a - b."""
    if a - b < 1:
        raise ValueError(f"{a - 1}")
    assert a - 2
    return a
'''
    assert mutants_of("numeric/a.py", source) == []


def test_a_tolerance_is_no_constant_of_the_paper() -> None:
    assert not [m for m in edits("1e-12 * a") if m.operator == "hundredth" and "e-12" in m.before]
    assert not [m for m in edits("a < TOLERANCE") if m.operator == "strictness"]
    assert not [m for m in edits("a + BLOCK") if m.operator == "sign"]
    assert [m.after for m in edits("a * (1 + 1e-9)") if m.operator == "dropped"] == [
        "(a)",
        "((1 + 1e-9))",
    ]


def test_a_constant_of_exact_mathematics_moves_by_a_rational_number() -> None:
    source = "import sympy as sp\nHALF = 2 * sp.Symbol('a')\n"
    moved = [
        m.after for m in mutants_of("symbolic/model/a.py", source) if m.operator == "hundredth"
    ]
    assert "(sp.Rational(101, 100) * 2)" in moved


def test_outside_functions_only_exact_formulas_are_mutated() -> None:
    source = "SIZE = 2 * 3 - x\n"
    assert mutants_of("numeric/a.py", source) == []
    assert mutants_of("symbolic/model/a.py", source)


def test_no_function_takes_the_place_of_a_quantity() -> None:
    defined = "def others(a):\n    return a\n\n\ndef f(counts):\n    return counts + 1\n"
    given = "def f(counts, others):\n    return counts + 1\n"
    after = [[m.after for m in mutants_of("numeric/a.py", source)] for source in (defined, given)]
    assert "others" not in after[0]
    assert "others" in after[1]


def test_an_attribute_is_exchanged_for_one_that_the_same_thing_has() -> None:
    apart = "def f(s, t):\n    return s.active + t.passive\n"
    alike = "def f(s, t):\n    return s.active + s.passive\n"
    after = [[m.after for m in mutants_of("numeric/a.py", source)] for source in (apart, alike)]
    assert "passive" not in after[0]
    assert "passive" in after[1]


def test_no_number_takes_the_place_of_an_array_and_a_count_stays_whole() -> None:
    def dropped(body: str) -> list[str]:
        return [m.after for m in edits(body) if m.operator == "dropped"]

    assert dropped("0.5 * a[:, None]") == ["(a[:, None])"]
    assert dropped("10.0 ** -np.linspace(a, b)") == []
    assert dropped("2 + b[0]") == ["(2)", "(b[0])"]
    for whole in ("len(a) - 1", "a.shape[0] + 1", "a.size - 1"):
        assert not [m for m in edits(whole) if m.operator == "hundredth"]
    assert [m.after for m in edits("0.5 - len(a)") if m.operator == "sign"] == ["0.5 + len(a)"]
