"""Steps that name what exists: each accepts what it is for, and refuses what is only near it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proofs_check.engines.certificates import sealed
from proofs_check.recheck import Rejected, check

Tree = Any
REAL = {"symbols": [], "labels": [], "functions": [], "where": []}


def v(name: str) -> Tree:
    return ["v", name]


def n(value: int) -> Tree:
    return ["n", str(value)]


def f(name: str, *arguments: str) -> Tree:
    return ["f", name, *map(v, arguments)]


def judged(proof: Tree, says: Tree, given: list[Tree], **declared: Any) -> None:
    statement = {"sets": [], **REAL, "given": given, "says": says, **declared}
    check(sealed(json.loads(json.dumps(statement)), proof))


X = {"sets": [["X", "finite"]], "functions": [["f", "X"]]}
XR = {"sets": [["X", "finite"]], "functions": [["f", "X", "real"]]}


def every(name: str, part: Tree) -> Tree:
    return ["not", ["exists", [name], ["not", part]]]


# "for all t some s > t" says nothing of one s for all t: the order of quantifiers is kept
FOR_EACH = every("t", ["exists", ["s"], [">", v("s"), v("t")]])
ONE = ["exists", ["r"], every("t_1", [">", v("r"), v("t_1")])]


def test_a_number_that_exists_gets_a_name() -> None:
    proof = ["name", 0, ["c"], ["by", [[n(1), 1], [n(-1), 2]]]]
    given = [["exists", ["s"], ["=", v("s"), v("a")]], ["!=", v("a"), v("a")]]
    judged(["by", [[n(1), 1]]], ["or"], given, symbols=[["a"]])
    with pytest.raises(Rejected):
        judged(proof, ["or"], given[:1], symbols=[["a"]])


def test_the_order_of_quantifiers_cannot_be_exchanged() -> None:
    # what exists for the number t may not be named before t is
    with pytest.raises(Rejected, match="not of kind"):
        judged(["name", 0, ["c"], ["by", []]], ONE, [FOR_EACH])
    # t := c needs c, which is named only after t was chosen
    late = ["put", 0, [v("c")], ["name", 2, ["c"], ["by", [[n(1), 3]]]]]
    with pytest.raises(Rejected):
        judged(late, ONE, [FOR_EACH])
    same = [
        "put",
        0,
        [n(0)],
        ["name", 2, ["c"], ["put", 1, [v("c")], ["name", 4, ["c"], ["by", []]]]],
    ]
    with pytest.raises(Rejected, match="not new"):
        judged(same, ONE, [FOR_EACH])


def test_what_exists_for_each_element_is_a_function_of_the_element() -> None:
    # given: each x has an s with f(x) = s; a single s for all x is too much
    given = [["forall", "x", "X", ["exists", ["s"], ["=", f("f", "x"), v("s")]]]]
    one = ["exists", ["r"], ["forall", "y", "X", ["=", f("f", "y"), v("r")]]]
    as_number = ["name", 0, ["c"], ["put", 1, [v("c")], ["some", 3, "w", ["by", [[n(1), 4]]]]]]
    with pytest.raises(Rejected):
        judged(as_number, one, given, **X)


def test_a_name_is_new_and_there_are_as_many_as_numbers() -> None:
    given = [["exists", ["s"], [">", v("s"), n(0)]]]
    for names in (["a"], ["s"], ["c", "d"], []):
        with pytest.raises(Rejected):
            judged(["name", 0, names, ["by", []]], ["or"], given, symbols=[["a"]])


def test_nothing_under_a_derivative_is_named() -> None:
    given = [["exists", ["s"], [">", ["d", ["*", v("s"), v("a")], "a"], n(0)]]]
    with pytest.raises(Rejected, match="can be named"):
        judged(["name", 0, ["c"], ["by", []]], ["or"], given, symbols=[["a"]])


LEAST = [">=", f("f", "y"), f("f", "m")]


def test_a_least_element_needs_a_set_that_has_one() -> None:
    says = ["not", ["forall", "x", "X", ["<", f("f", "x"), f("f", "x")]]]
    proof = ["least", ["forall", "y", "X", LEAST], ["m"], ["at", 0, v("m"), ["by", [[n(1), 2]]]]]
    judged(proof, says, [], sets=[["X", "inhabited"]], functions=[["f", "X"]])
    with pytest.raises(Rejected, match="may be empty"):
        judged(proof, says, [], **X)


@pytest.mark.parametrize(
    "fact",
    [
        ["forall", "y", "X", ["<=", f("f", "y"), f("f", "m")]],
        ["forall", "y", "X", [">", f("f", "y"), f("f", "m")]],
        ["forall", "y", "X", [">=", f("f", "y"), n(0)]],
        ["forall", "y", "X", [">=", f("g", "y", "m"), f("g", "m", "m")]],
        ["forall", "y", "X", [">=", f("f", "m"), f("f", "y")]],
        LEAST,
    ],
    ids=["greatest", "strict", "a bound", "the place in the formula", "turned", "no set"],
)
def test_only_a_least_value_is_one(fact: Tree) -> None:
    declared = {"sets": [["X", "inhabited"]], "functions": [["f", "X"], ["g", "X", "X"]]}
    with pytest.raises(Rejected):
        judged(["least", fact, ["m"], ["by", []]], ["or"], [], **declared)


def test_a_part_of_a_sum_needs_terms_that_are_not_negative() -> None:
    total = ["sum", "x", "X", f("f", "x")]
    declared = {**X, "labels": [["e", "X"]]}
    proof = ["part", 0, v("e"), ["by", [[n(1), 1], [n(1), 2]]]]
    terms = ["forall", "x", "X", [">=", f("f", "x"), n(0)]]
    judged(proof, [">=", total, f("f", "e")], [terms], **declared)
    for weaker in (
        [">=", f("f", "x"), n(-1)],
        ["<=", f("f", "x"), n(0)],
        ["!=", f("f", "x"), n(0)],
    ):
        with pytest.raises(Rejected):
            judged(proof, [">=", total, f("f", "e")], [["forall", "x", "X", weaker]], **declared)
    with pytest.raises(Rejected):
        judged(proof, [">", total, f("f", "e")], [terms], **declared)


def test_only_elements_stand_for_each_other() -> None:
    given = [["=", v("a"), v("b")], [">", f("f", "a"), n(0)]]
    proof = ["same", 0, 1, ["by", [[n(1), 2], [n(1), 3]]]]
    labels = {**X, "labels": [["a", "X"], ["b", "X"]]}
    judged(proof, [">", f("f", "b"), n(0)], given, **labels)
    with pytest.raises(Rejected):  # the other way round nothing is gained
        judged(proof, [">", f("f", "b"), n(0)], [["=", v("b"), v("a")], given[1]], **labels)
    numbers = [["=", v("s"), n(2)], ["<", ["^", n(-1), v("s")], n(0)]]
    with pytest.raises(Rejected, match="no elements"):  # the exponent 2 is another function
        judged(["same", 0, 1, ["by", []]], ["or"], numbers, symbols=[["s"]])
    with pytest.raises(Rejected):
        judged(["same", 1, 0, ["by", []]], ["or"], given, **labels)


def test_sums_are_taken_in_either_order_over_whole_sets() -> None:
    declared = {"sets": [["X", "finite"], ["Z", "finite"]], "functions": [["f", "X", "Z"]]}
    one = ["sum", "x", "X", ["sum", "z", "Z", f("f", "x", "z")]]
    other = ["sum", "z", "Z", ["sum", "x", "X", f("f", "x", "z")]]
    proof = ["swap", one, ["by", [[n(1), 0], [n(-1), 1]]]]
    judged(proof, ["=", one, other], [], **declared)
    without = ["sum", "x", "X", ["sum", "z", "Z", f("f", "x", "z"), v("e")]]
    with pytest.raises(Rejected):
        judged(["swap", without, ["by", []]], ["or"], [], **declared, labels=[["e", "Z"]])


TOTAL = ["sum", "z", "X", f("f", "z")]
AVERAGE_IS = ["*", ["sum", "w", "X", n(1)], f("f", "z")]
NO_VALUE_IS = [  # f is not constant: whatever t is, some value differs from the average t / |X|
    ["not", ["exists", ["t"], ["forall", "z", "X", ["=", v("t"), AVERAGE_IS]]]],
    ["not", ["forall", "z", "X", ["=", v("total"), AVERAGE_IS]]],
]


@pytest.mark.parametrize("abbreviated", [False, True])
def test_what_a_formula_binds_again_is_another_variable(abbreviated: bool) -> None:
    # sum_z f(z) in the place of t, below "some z": that z gets a name, the one in the sum does not
    named = ["some", 0 if abbreviated else 1, "e", ["by", [[n(1), 1 if abbreviated else 2]]]]
    proof = named if abbreviated else ["put", 0, [TOTAL], named]
    where = [["total", TOTAL]] if abbreviated else []
    with pytest.raises(Rejected, match="no contradiction"):
        judged(proof, ["or"], [NO_VALUE_IS[abbreviated]], **{**X, "where": where})


def test_a_step_has_as_many_proofs_as_alternatives() -> None:
    given = [["=", v("a"), n(1)], ["=", v("a"), n(2)]]
    by, p = ["by", [[n(-1), 0], [n(1), 1]]], [">", v("a"), n(0)]
    for good in (by, ["split", p, by, by], ["square", v("a"), by]):
        judged(good, ["or"], given, symbols=[["a"]])
    for bad in (
        [*by, by],
        ["split", p, by],
        ["split", p, by, by, by],
        ["square", v("a")],
        ["square", v("a"), by, by],
    ):
        with pytest.raises(Rejected):
            judged(bad, ["or"], given, symbols=[["a"]])
