r"""Many economies of one family as arrays: one utility, one set of types and states, n rows of numbers.

Everything that a formula needs of an economy is an array with the economies on the first axis, so
that one compiled function serves all of them.

Conventions: shapes are prior (n, Z), signal (n, Z, X), endowment and kappa (n, 2), eta (n,),
parameters (n, X, Z).

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from numeric.economy.economy import Economy
from numeric.economy.fields import InputError
from numeric.formulas.compiled import compiled_for
from numeric.formulas.domain import whole
from numeric.formulas.family_signs import signs
from numeric.formulas.regularity import HESSIAN
from symbolic.language.notation import q, q_bar, r, r_bar, x, z
from symbolic.language.utility import u_q, u_qq, u_r

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
SUM = 1e-9
"""How far probabilities may be from summing to one."""


@dataclass(frozen=True)
class Many:
    """n economies.

    Args:
        economy: One of the family: its utility, types and states are those of all.
        prior: π, shape (n, Z).
        signal: μ, shape (n, Z, X).
        endowment: (q̄, r̄), shape (n, 2).
        kappa: κ, shape (n, 2).
        eta: η, shape (n,).
        parameters: Parameters of the utility, each (n, X, Z).
    """

    economy: Economy
    prior: Array
    signal: Array
    endowment: Array
    kappa: Array
    eta: Array
    parameters: dict[str, Array]

    def __len__(self) -> int:
        return len(self.eta)

    def rows(self, which: NDArray[np.intp] | slice) -> Many:
        """Return some of the economies, or all of them several times."""
        return Many(
            self.economy,
            self.prior[which],
            self.signal[which],
            self.endowment[which],
            self.kappa[which],
            self.eta[which],
            {name: table[which] for name, table in self.parameters.items()},
        )

    def known_states(self) -> Many:
        """Return n Z economies with one state each, the states of an economy one after another."""
        n, Z, X = self.signal.shape
        return Many(
            self.economy,
            np.ones((n * Z, 1)),
            self.signal.reshape(n * Z, 1, X),
            np.repeat(self.endowment, Z, axis=0),
            np.repeat(self.kappa, Z, axis=0),
            np.repeat(self.eta, Z),
            {k: v.swapaxes(1, 2).reshape(n * Z, X, 1) for k, v in self.parameters.items()},
        )

    def expected(
        self,
        expressions: tuple[sp.Expr, ...],
        arguments: Mapping[sp.Symbol, Array],
        belief: Array,
        type_: int | None = None,
    ) -> list[Array]:
        r"""Return :math:`\sum_z\phi(z)f(z)` for formulas f in u's partials.

        Args:
            expressions: The formulas.
            arguments: Their variables, each (n, X), or (n,) for one type.
            belief: Probabilities, (n, X, Z) or (n, Z).
            type_: The type, or None for all.
        """
        own = (slice(None), slice(None)) if type_ is None else (slice(None), type_)
        bars = [b if type_ is not None else b[:, None] for b in self.endowment.T]
        named = {**arguments, q_bar: bars[0], r_bar: bars[1]}
        names, function = compiled_for(self.economy.environment.utility, expressions, *named)
        tables = [self.parameters[n][own] for n in names]
        with np.errstate(all="ignore"):
            values = function(*(np.asarray(v)[..., None] for v in named.values()), *tables)
            return [(belief * v).sum(axis=-1) for v in values]

    def posterior(self, counts: Array) -> Array:
        r"""Return :math:`\phi^\sigma` for counts (n, X), shape (n, Z)."""
        exponents = np.log(self.prior) + np.einsum("nzx,nx->nz", np.log(self.signal), counts)
        return np.asarray(softmax(exponents, axis=-1))

    def type_posterior(self) -> Array:
        r"""Return :math:`\tau_x(z)`, shape (n, X, Z)."""
        weights = (self.prior[..., None] * self.signal).swapaxes(1, 2)
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))

    def regular(self) -> Flags:
        """Return for which economies u is decided to be increasing and strictly concave on the quadrant, shape (n,)."""
        result = np.full(len(self), whole(self.economy))
        bundle = (q, r, x, z)
        values = self.parameters or {"": np.zeros((len(self), 1, 1))}
        for formula in (u_q(*bundle), u_r(*bundle), -u_qq(*bundle), HESSIAN):
            found = signs(formula, self.economy.environment.utility, values)
            if found is None:
                return np.zeros(len(self), dtype=bool)
            result &= (found == 1).all(axis=(1, 2))
        return result

    def one(self, i: int) -> Economy:
        """Return one of the economies by itself."""
        rows = [self.prior[i], *self.signal[i]]
        prior, *signal = ([*map(_decimal, v[:-1]), 1 - sum(map(_decimal, v[:-1]))] for v in rows)
        return self.economy.replacing(
            prior=prior,
            signal=signal,
            endowment=self.endowment[i],
            kappa=self.kappa[i],
            eta=float(self.eta[i]),
            name=f"{self.economy.name}, row {i}",
            parameters={k: v[i] for k, v in self.parameters.items()},
        )


def _decimal(value: float) -> Fraction:
    """Return the decimal that a float prints as."""
    return Fraction(repr(float(value)))


def many(
    economy: Economy,
    *,
    parameters: Mapping[str, ArrayLike] | None = None,
    prior: ArrayLike | None = None,
    signal: ArrayLike | None = None,
    endowment: ArrayLike | None = None,
    kappa: ArrayLike | None = None,
    eta: ArrayLike | None = None,
) -> Many:
    """Return the economies that differ from one economy in what is given.

    Args:
        economy: Gives utility, types, states and everything that is left out.
        parameters: Parameters of the utility, each (n, X, Z); a shape that broadcasts to it serves.
        prior: Shape (n, Z).
        signal: Shape (n, Z, X).
        endowment: Shape (n, 2).
        kappa: Shape (n, 2).
        eta: Shape (n,).

    Raises:
        InputError: A parameter is unknown, shapes do not fit, a number is not admissible.
    """
    d, X, Z = economy.floats, len(economy.types), len(economy.states)
    changed = {} if parameters is None else dict(parameters)
    unknown = next((name for name in changed if name not in d.parameters), None)
    if unknown is not None:
        raise InputError(
            f'parameter "{unknown}"', "must be one of the utility's, "
            f"which are {', '.join(d.parameters) or 'none'}", "it"
        )  # fmt: skip
    own: dict[str, tuple[ArrayLike, tuple[int, ...]]] = {
        "prior": (d.prior if prior is None else prior, (Z,)),
        "signal": (d.signal if signal is None else signal, (Z, X)),
        "endowment": (d.endowment if endowment is None else endowment, (2,)),
        "kappa": (d.kappa if kappa is None else kappa, (2,)),
        "eta": (d.eta if eta is None else eta, ()),
        **{k: (changed.get(k, v), (X, Z)) for k, v in d.parameters.items()},
    }
    arrays = {k: _numbers(k, v) for k, (v, _) in own.items()}
    lengths = {len(a) for k, a in arrays.items() if a.ndim == len(own[k][1]) + 1} - {1}
    if len(lengths) > 1:
        raise InputError("arrays", "must have one number of economies", str(sorted(lengths)))
    n = lengths.pop() if lengths else 1
    full = {k: _shaped(k, a, (n, *own[k][1])) for k, a in arrays.items()}
    tables = {k: full.pop(k) for k in d.parameters}
    return _checked(Many(economy, **full, parameters=tables))


def _numbers(field: str, value: ArrayLike) -> Array:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(field, "must be an array of numbers", type(value).__name__) from None


def _shaped(field: str, values: Array, shape: tuple[int, ...]) -> Array:
    try:
        return np.broadcast_to(values, shape)
    except ValueError:
        raise InputError(field, f"must have shape {shape}", str(values.shape)) from None


def _checked(found: Many) -> Many:
    for field in ("prior", "signal", "endowment", "kappa"):
        values: Array = getattr(found, field)
        if not (np.isfinite(values) & (values > 0)).all():
            raise InputError(field, "must be positive and finite", "other numbers")
    for field in ("prior", "signal"):
        sums = getattr(found, field).sum(axis=-1)
        if not (np.abs(sums - 1) <= SUM).all():
            worst = sums.flat[np.abs(sums - 1).argmax()]
            raise InputError(
                field, "must have rows that sum to 1", f"a row that sums to {worst:.6g}"
            )
    if not ((found.eta > 0) & (found.eta < 1)).all():
        raise InputError("eta", "must lie between 0 and 1", "other numbers")
    if not all(np.isfinite(v).all() for v in found.parameters.values()):
        raise InputError("parameters", "must be finite", "other numbers")
    return replace(found)
