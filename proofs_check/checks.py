r"""Checks of propositions that no formula of the ring can say: about one exact economy, or about whole economies one by one.

A statement whose proposition is ``Asserted(name, …, parameters)`` is decided by the function registered here under that name.

* An **exact check** takes the parameters and returns an outcome; it computes in rationals (or with balls) and decides for good.
* An **economy check** takes an economy and the parameters and returns whether the proposition holds there: true, false, or nothing when the
  economy does not satisfy the hypotheses.  Over many economies that is SAMPLED evidence, however many there are.

Mutants change the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from numeric.economy import Economy
from proofs_check.verdict import Evidence, Outcome, Verdict
from symbolic.statement import Asserted

Parameters = dict[str, Any]
ExactCheck = Callable[[Parameters], Outcome]


@dataclass(frozen=True)
class Instance:
    """What came out for one economy: whether the proposition holds there (nothing if its hypotheses do not), and one sentence.

    ``margin`` says by how much it holds: never negative where it holds, never positive where it fails; nothing where what decides is not a number.
    Where several inequalities must hold it is the least of theirs, or that of the part that fails.  ``residual`` is the largest residual of the
    equations solved on the way, as measured (of stage 2: relative first-order conditions and totals; of a loss: the distance between its bounds),
    ``truncation`` the largest bound on what a truncated sum leaves out; each is nothing where the check computes no such number.
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
        return Verdict.VACUOUS if self.holds is None else Verdict.HOLDS if self.holds else Verdict.FAILS


EconomyCheck = Callable[[Economy, Parameters], Instance]

_EXACT: dict[str, ExactCheck] = {}
_ECONOMY: dict[str, EconomyCheck] = {}


def exact_check(name: str) -> Callable[[ExactCheck], ExactCheck]:
    """Register an exact check under the name of an asserted proposition.

    Raises:
        ValueError: The name is taken.
    """
    return _register(_EXACT, name)


def economy_check(name: str) -> Callable[[EconomyCheck], EconomyCheck]:
    """Register an economy check under the name of an asserted proposition.

    Raises:
        ValueError: The name is taken.
    """
    return _register(_ECONOMY, name)


def _register(table: dict[str, Any], name: str) -> Callable[[Any], Any]:
    def enter(function: Any) -> Any:
        if name in _EXACT or name in _ECONOMY:
            raise ValueError(f"the check {name!r} is registered twice")
        table[name] = function
        return function

    return enter


def about_economies(proposition: object) -> bool:
    """Whether a proposition is tested economy by economy."""
    return isinstance(proposition, Asserted) and proposition.name in _ECONOMY


def check_of(proposition: Asserted) -> EconomyCheck:
    """Return the economy check of a proposition that is tested economy by economy; an arithmetic failure leaves the economy undecided.

    Raises:
        KeyError: It is not.
    """
    check = _ECONOMY[proposition.name]
    return lambda economy, parameters: _guarded(check, economy, parameters)


def run_check(proposition: Asserted, economies: Sequence[Economy]) -> tuple[Outcome, tuple[Instance, ...]]:
    """Decide an asserted proposition.

    Raises:
        KeyError: No check is registered under its name.
    """
    parameters = dict(proposition.parameters)
    if proposition.name in _EXACT:
        return _EXACT[proposition.name](parameters), ()
    if proposition.name not in _ECONOMY:
        raise KeyError(f"no check is registered for {proposition.name!r}")
    instances = tuple(_guarded(_ECONOMY[proposition.name], e, parameters) for e in economies)
    return gathered(instances), instances


def _guarded(check: EconomyCheck, economy: Economy, parameters: Parameters) -> Instance:
    """Run one check; an arithmetic failure of a solver leaves the economy undecided."""
    try:
        return check(economy, parameters)
    except ArithmeticError as error:
        return Instance(economy.name, None, str(error), undecided=True)


def gathered(instances: Iterable[Instance]) -> Outcome:
    """Return the outcome over all economies: one failure fails, one undecided leaves it undecided, all vacuous is vacuous."""
    listed = list(instances)
    count = {v: sum(i.verdict is v for i in listed) for v in Verdict}
    n = count[Verdict.HOLDS]
    tail = f"{n} economies" + (f", {count[Verdict.VACUOUS]} outside the hypotheses" if count[Verdict.VACUOUS] else "")
    if count[Verdict.FAILS]:
        first = next(i for i in listed if i.verdict is Verdict.FAILS)
        return Outcome(Verdict.FAILS, Evidence.SAMPLED, f'fails for "{first.economy}": {first.detail}', engine="floating point", instances=len(listed))
    if count[Verdict.UNDECIDED]:
        first = next(i for i in listed if i.verdict is Verdict.UNDECIDED)
        return Outcome(Verdict.UNDECIDED, Evidence.NONE, f'undecided for "{first.economy}": {first.detail}; holds for {tail}', instances=len(listed))
    if not n:
        return Outcome(Verdict.VACUOUS, Evidence.NONE, f"no economy satisfies the hypotheses, of {len(listed)}", instances=len(listed))
    detail = next((i.detail for i in listed if i.verdict is Verdict.HOLDS and i.detail), "")
    return Outcome(Verdict.HOLDS, Evidence.SAMPLED, tail + (f"; {detail}" if detail else ""), engine="floating point", instances=n)


def exactly(holds: bool, detail: str, values: dict[str, Any] | None = None, engine: str = "exact arithmetic") -> Outcome:
    """Return the outcome of an exact computation about named numbers: CERTIFIED either way, with the numbers if it fails."""
    numbers = {k: str(v) for k, v in (values or {}).items()}
    if holds:
        written = "; ".join(f"{k} = {v}" for k, v in numbers.items())
        return Outcome(Verdict.HOLDS, Evidence.CERTIFIED, detail + (f" ({written})" if written else ""), engine=engine)
    return Outcome(Verdict.FAILS, Evidence.CERTIFIED, detail, counterexample=numbers, engine=engine)
