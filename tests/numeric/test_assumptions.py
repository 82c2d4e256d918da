"""Each assumption of the paper, with an economy that violates it.

And nothing is claimed beyond its evidence.
"""

from typing import Any

import pytest

from numeric import Economy, EconomyError
from numeric.assumptions import Assumption, check_assumptions
from tests.numeric.economies import NAMES, example

THETA = {"theta": [["4/5", 1], [1, "5/4"]]}
INCREASING, CONCAVE, INADA, MONOTONE, INFORMATIVE, SEPARATING, A1 = IDS = (
    "sec-2.1.increasing",
    "sec-2.1.concave",
    "sec-2.1.inada",
    "sec-2.1.monotone-demand",
    "sec-2.1.informative",
    "sec-3.2.separating",
    "sec-4.A1",
)


def economy(
    utility: str = "theta*log(q) + log(r)", parameters: Any = None, **changes: Any
) -> Economy:
    base: dict[str, Any] = {
        "prior": [0.5, 0.5],
        "signal": [[0.6, 0.4], [0.4, 0.6]],
        "endowment": [1, 1],
        "kappa": [0.05, 0.05],
        "eta": 0.1,
    }
    return Economy(
        **{
            **base,
            "utility": utility,
            "parameters": THETA if parameters is None else parameters,
            **changes,
        }
    )


def checked(subject: Economy) -> dict[str, Assumption]:
    return {a.id: a for a in check_assumptions(subject)}


def test_the_assumptions_come_in_the_paper_s_order() -> None:
    assert tuple(checked(economy())) == IDS


@pytest.mark.parametrize("name", NAMES)
def test_shipped_economies_satisfy_what_their_names_say(name: str) -> None:
    failing = {a.id for a in check_assumptions(example(name)[0]) if a.verdict != "HOLDS"}
    assert failing == ({MONOTONE} if name == "crra_outside" else set())


def test_evidence_is_exact_for_a_family() -> None:
    found = checked(economy())
    assert [found[i].evidence for i in IDS] == [
        "DECIDED",
        "DECIDED",
        "DECIDED",
        "DECIDED",
        "CERTIFIED",
        "DECIDED",
        "CERTIFIED",
    ]


VIOLATIONS: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("theta*log(q) - log(r)", INCREASING, {}, "DECIDED", "u_r is negative at every bundle"),
    ("theta*log(q)", INCREASING, {}, "DECIDED", "u_r is zero at every bundle"),
    ("theta*log(q) + log(r) - q*r/10", INCREASING, {}, "CERTIFIED", "u_q is negative at (q, r) = "),
    (
        "theta*log(q) + r",
        CONCAVE,
        {},
        "DECIDED",
        "the determinant of the Hessian is zero at every bundle",
    ),
    ("theta*q + r", CONCAVE, {}, "DECIDED", "-u_qq is zero at every bundle"),
    ("theta*q**2 + sqrt(r)", CONCAVE, {}, "DECIDED", "-u_qq is negative at every bundle"),
    (
        "theta*log(q) + log(r) + q*log(r + 1)/10",
        CONCAVE,
        {},
        "CERTIFIED",
        "the determinant of the Hessian is negative at (q, r) = ",
    ),
    ("theta*sqrt(q + 1) + sqrt(r)", INADA, {}, "DECIDED", "u_q stays bounded as q tends to 0"),
    ("theta*log(q) - log(r)", INADA, {}, "DECIDED", "u_r is negative near r = 0"),
    ("log(q) - theta*exp(-r)", INADA, {}, "SAMPLED", "u_r tends to 0.8 as r tends to 0"),
    ("-theta/q - 1/r", MONOTONE, {}, "DECIDED", "demand rises from "),
    ("-theta*exp(-q) - exp(-r)", MONOTONE, {}, "SAMPLED", "demand rises from "),
    (
        "theta*log(q) + log(r)",
        INFORMATIVE,
        {"signal": [[0.6, 0.4], [0.6, 0.4]]},
        "CERTIFIED",
        'states "state_1" and "state_2" give every type',
    ),
    (
        "theta*log(q) + log(r)",
        A1,
        {"signal": [[0.6, 0.4], [0.6, 0.4]]},
        "CERTIFIED",
        'the group "type_1" has probability 0.6 in states',
    ),
    (
        "theta*log(q) + log(r)",
        SEPARATING,
        {"parameters": {"theta": 1}},
        "DECIDED",
        "have the same marginal utilities in expectation",
    ),
    (
        "theta*log(q) + log(r)",
        SEPARATING,
        {"parameters": {"theta": [[1, 2], [2, 1]]}},
        "DECIDED",
        "have the same marginal utilities in expectation",
    ),
]


@pytest.mark.parametrize(("utility", "violated", "changes", "evidence", "detail"), VIOLATIONS)
def test_a_violated_assumption_is_named(
    utility: str, violated: str, changes: dict[str, Any], evidence: str, detail: str
) -> None:
    found = checked(economy(utility, **changes))[violated]
    assert (found.verdict, found.evidence) == ("FAILS", evidence)
    assert detail in found.detail


def test_a1_is_about_groups_of_types_and_not_about_single_ones() -> None:
    signal = [[0.1, 0.2, 0.3, 0.4], [0.2, 0.1, 0.4, 0.3]]
    found = checked(economy(parameters={"theta": [[1, 1], [2, 2], [3, 3], [4, 4]]}, signal=signal))
    assert found[INFORMATIVE].verdict == "HOLDS"
    assert found[A1].verdict == "FAILS"
    assert 'the group "type_1", "type_2" has probability 0.3' in found[A1].detail


def test_a1_is_undecided_for_too_many_types() -> None:
    n = 15
    signal = [[f"1/{n}"] * n, [f"{i + 1}/{n * (n + 1) // 2}" for i in range(n)]]
    found = checked(
        economy(parameters={"theta": [[i + 1, i + 1] for i in range(n)]}, signal=signal)
    )
    assert (found[A1].verdict, found[A1].evidence) == ("UNDECIDED", "NONE")


def test_one_state_is_informative_and_satisfies_a1() -> None:
    found = checked(economy(prior=[1], signal=[[0.5, 0.5]], parameters={"theta": [[1], [2]]}))
    assert {a.verdict for a in found.values()} == {"HOLDS"}


def test_types_with_the_same_state_free_preferences_and_no_information_make_the_same_offer() -> (
    None
):
    assert (
        checked(economy(prior=[1], signal=[[0.5, 0.5]], parameters={"theta": 1}))[
            SEPARATING
        ].verdict
        == "FAILS"
    )


def test_what_is_sampled_is_not_called_decided() -> None:
    found = checked(economy("log(q) + log(r) - theta*exp(-q)"))
    assert {found[i].evidence for i in (INCREASING, CONCAVE, INADA, MONOTONE, SEPARATING)} == {
        "SAMPLED"
    }
    assert {found[i].verdict for i in IDS} == {"HOLDS"}


def test_conclusions_that_rest_on_concavity_are_not_drawn_without_it() -> None:
    found = checked(economy("theta*log(q) + r"))
    assert found[MONOTONE].verdict == "UNDECIDED"
    assert found[SEPARATING].verdict == "UNDECIDED"
    assert "concave" in found[SEPARATING].detail


def test_types_that_floating_point_does_not_tell_apart_are_undecided() -> None:
    found = checked(economy(parameters={"theta": [[1, 1], ["1.00000000000000000001"] * 2]}))[
        SEPARATING
    ]
    assert (found.verdict, found.evidence) == ("UNDECIDED", "SAMPLED")


def test_monotone_demand_with_kappa_zero_is_decided_only_where_it_holds_at_all_prices() -> None:
    assert checked(economy(kappa=[0, 0]))[MONOTONE].verdict == "HOLDS"
    found = checked(economy("-theta/q - 1/r", kappa=[0, 0]))[MONOTONE]
    assert (found.verdict, found.evidence) == ("UNDECIDED", "NONE")


def test_monotone_demand_outside_the_sufficient_conditions_can_still_hold_where_prices_matter() -> (
    None
):
    found = checked(economy("-theta/q - 1/r", kappa=[3, 3]))[MONOTONE]
    assert (found.verdict, found.evidence) == ("HOLDS", "SAMPLED")


def test_a_marginal_utility_that_grows_slowly_is_undecided() -> None:
    found = checked(economy("log(r) + theta*log(q + 1) + theta*q*log(log(1/q + 3))/10"))[INADA]
    assert found.verdict == "UNDECIDED"


def test_what_is_asked_of_the_axes_is_asked_at_the_edge_of_the_domain() -> None:
    found = checked(economy("theta*sqrt(q - 1/2) + sqrt(r)"))
    assert (found[INCREASING].verdict, found[INCREASING].evidence) == ("HOLDS", "DECIDED")
    assert found[INCREASING].detail.endswith("utility is not real for q ≤ 1/2")
    assert (found[INADA].verdict, found[INADA].evidence) == ("HOLDS", "DECIDED")
    assert found[MONOTONE].verdict == "HOLDS"


def test_a_marginal_utility_that_is_bounded_at_the_edge_is_named_with_the_edge() -> None:
    found = checked(economy("theta*(q - 1/2)^(3/2) + sqrt(r)"))
    assert found[INADA].verdict == "FAILS"
    assert "as q tends to 1/2" in found[INADA].detail


@pytest.mark.bulk
def test_a_domain_without_edges_along_the_axes_leaves_inada_undecided() -> None:
    assert checked(economy("theta*log(q + r - 1/2) + sqrt(r)"))[INADA].verdict == "UNDECIDED"


def test_an_unusable_economy_is_an_error_and_not_a_verdict() -> None:
    with pytest.raises(EconomyError):
        economy("theta*log(q - 2) + log(r)")


def test_signs_beyond_floating_point_are_undecided() -> None:
    found = checked(economy("theta*log(r) - exp(-400*q)"))[INCREASING]
    assert (found.verdict, found.evidence) == ("UNDECIDED", "SAMPLED")
    assert "beyond floating point" in found.detail


@pytest.mark.parametrize("name", ["p_1", "p", "t", "q_bar", "kappa_q"])
def test_a_parameter_may_be_called_as_a_symbol_of_the_paper(name: str) -> None:
    renamed = economy(f"{name}*log(q) + log(r)", {name: THETA["theta"]})
    found, wanted = (
        [(a.id, a.verdict, a.evidence) for a in check_assumptions(one)]
        for one in (renamed, economy())
    )
    assert found == wanted
