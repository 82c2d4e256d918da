r"""Checks of propositions that no formula of the ring can say.

Such a proposition is about one exact economy, or about whole economies one by one.

A statement whose proposition is ``Asserted(name, …, parameters)`` is decided by the check of that
name in the tables ``CHECKS`` of the modules of ``proofs_check.paper``.

* An **exact check** (``Exact``) takes the parameters and returns an outcome; it computes in rationals (or with
  balls) and decides for good.
* A check **on economies** (``OnEconomies``) takes an economy and the parameters and returns whether the
  proposition holds
  there: true, false, or None when the economy does not satisfy the hypotheses.  Over many
  economies that is SAMPLED evidence, however many there are.

Mutants change the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numeric.economy.economy import Economy
from numeric.status import NotSolved
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from symbolic.language.proposition import Asserted

Parameters = dict[str, Any]
ExactCheck = Callable[[Parameters], Outcome]


class Disagreement(ArithmeticError):
    """What the toolkit computes is not what a check computes by itself, or is refused, so that it cannot go on.

    A check raises it; the verdict is then BROKEN, or UNDECIDED on economies, with what was found.
    """


@dataclass(frozen=True)
class Instance:
    """What came out for one economy.

    Whether the proposition holds there (None if its hypotheses do not), and one sentence.

    ``margin`` says by how much it holds: never negative where it holds, never positive where it
    fails; None where what decides is not a number. Where several inequalities must hold it is
    the least of theirs, or that of the part that fails.  ``residual`` is the largest residual of
    the equations solved on the way, as measured (of stage 2: relative first-order conditions and
    totals; of a loss: the distance between its bounds), ``truncation`` the largest bound on what a
    truncated sum leaves out; each is nothing where the check computes no such number.
    """

    economy: str
    holds: bool | None
    detail: str = ""
    undecided: bool = False
    margin: float | None = None
    residual: float | None = None
    truncation: float | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict for this economy alone."""
        if self.undecided:
            return Verdict.UNDECIDED
        return (
            Verdict.VACUOUS
            if self.holds is None
            else Verdict.HOLDS
            if self.holds
            else Verdict.FAILS
        )


EconomyCheck = Callable[[Economy, Parameters], Instance]


@dataclass(frozen=True)
class Exact:
    """A check that decides a proposition for good, in exact numbers or with balls.

    Args:
        function: Takes the parameters and returns the outcome.
        economies: Returns the economies that it computes in, from which the corners are read at
            which its claim was tried.
        corners: Those that it makes itself, such as ``M = N``.
    """

    function: ExactCheck
    economies: Callable[[], Sequence[Economy]] = tuple
    corners: tuple[str, ...] = ()

    def __call__(self, parameters: Parameters) -> Outcome:
        """Decide the proposition with these parameters.

        Raises:
            Disagreement: The toolkit refuses to solve what the proposition is about.
        """
        try:
            return self.function(parameters)
        except NotSolved as error:
            raise Disagreement(f"the toolkit refuses: {error}") from error


@dataclass(frozen=True)
class OnEconomies:
    """A check that tests a proposition on one economy at a time; it may make corners of its own."""

    function: EconomyCheck
    corners: tuple[str, ...] = ()

    def __call__(self, economy: Economy, parameters: Parameters) -> Instance:
        """Test one economy; an arithmetic failure of a solver leaves it undecided."""
        try:
            return self.function(economy, parameters)
        except ArithmeticError as error:
            return Instance(economy.name, None, str(error), undecided=True)


Check = Exact | OnEconomies


def on_economy(
    proposition: object, checks: Mapping[str, Check]
) -> Callable[[Economy], Instance] | None:
    """Return the test of a proposition on one economy; None if it is not tested on economies."""
    if not isinstance(proposition, Asserted):
        return None
    check = checks[proposition.name]
    if not isinstance(check, OnEconomies):
        return None
    test, parameters = check, dict(proposition.parameters)
    return lambda economy: test(economy, parameters)


def run_check(
    proposition: Asserted, checks: Mapping[str, Check], economies: Sequence[Economy]
) -> tuple[Outcome, tuple[Instance, ...]]:
    """Decide an asserted proposition.

    Raises:
        KeyError: There is no check of its name.
    """
    check, parameters = checks[proposition.name], dict(proposition.parameters)
    if isinstance(check, Exact):
        return check(parameters), ()
    instances = tuple(check(economy, parameters) for economy in economies)
    return gathered(instances), instances


def gathered(instances: Iterable[Instance]) -> Outcome:
    """Return the outcome over all economies.

    One failure fails, one undecided leaves it undecided, all vacuous is vacuous.
    """
    listed = list(instances)
    count = {v: sum(i.verdict is v for i in listed) for v in Verdict}
    n = count[Verdict.HOLDS]
    tail = f"on {n} of {len(listed)} economies" if n < len(listed) else f"on {n} economies"
    if count[Verdict.FAILS]:
        first = next(i for i in listed if i.verdict is Verdict.FAILS)
        return Outcome(
            Verdict.FAILS,
            Evidence.SAMPLED,
            f'fails for "{first.economy}": {first.detail}',
            engine="floating point",
            instances=len(listed),
        )
    if count[Verdict.UNDECIDED]:
        first = next(i for i in listed if i.verdict is Verdict.UNDECIDED)
        return Outcome(
            Verdict.UNDECIDED,
            Evidence.NONE,
            f'undecided for "{first.economy}": {first.detail}; holds {tail}',
            instances=len(listed),
        )
    if not n:
        return Outcome(
            Verdict.VACUOUS,
            Evidence.NONE,
            f"no economy satisfies the hypotheses, of {len(listed)}",
            instances=len(listed),
        )
    detail = next((i.detail for i in listed if i.verdict is Verdict.HOLDS and i.detail), "")
    return Outcome(
        Verdict.HOLDS,
        Evidence.SAMPLED,
        tail + (f"; {detail}" if detail else ""),
        engine="floating point",
        instances=n,
    )


def sampled(holds: bool, detail: str, instances: int = 1) -> Outcome:
    """Return the outcome of a computation in floating point about named numbers, SAMPLED either way.

    Args:
        holds: Whether the statement holds at these numbers.
        detail: One sentence.
        instances: How many cases were computed.
    """
    return Outcome(
        Verdict.HOLDS if holds else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=instances,
    )


def exactly(
    holds: bool,
    detail: str,
    values: dict[str, Any] | None = None,
    engine: str = "exact arithmetic",
    satisfied: Iterable[tuple[str, str]] = (),
) -> Outcome:
    """Return the outcome of an exact computation about named numbers, CERTIFIED either way.

    Args:
        holds: Whether the statement holds at these numbers.
        detail: One sentence.
        values: The numbers by name; a counterexample if the statement fails.
        engine: What computed.
        satisfied: The hypotheses in force with their values, all met; shown if it fails.
    """
    numbers = {k: str(v) for k, v in (values or {}).items()}
    if holds:
        written = "; ".join(f"{k} = {v}" for k, v in numbers.items())
        return Outcome(
            Verdict.HOLDS,
            Evidence.CERTIFIED,
            detail + (f" ({written})" if written else ""),
            engine=engine,
        )
    return Outcome(
        Verdict.FAILS,
        Evidence.CERTIFIED,
        detail,
        counterexample=numbers,
        satisfied=tuple(satisfied),
        engine=engine,
    )
