r"""Economies of K goods and cash, types known: goods 1, …, K and, last, cash.

An agent holds :math:`(\bar q_1, \dots, \bar q_K, \bar m)`; post k trades good k against cash, with
exogenous offers :math:`(\kappa^k_q, \kappa^k_m)` per agent.  There is one state, and shares of types are
known: what stage 1 of the mechanism would reveal.

Conventions: exact numbers where they are read, floats where they are used; utility is in q1, …, qK
and m; parameters have one number for each type.

Paper: section 6, K + 1 goods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy import fields
from numeric.economy.fields import EconomyError, written
from numeric.economy.reader import parsed, text_of
from symbolic.language.parse import parse_utility
from symbolic.language.slopes import diff

Array = NDArray[np.float64]
REQUIRED = ("goods", "endowment", "cash", "kappa", "shares", "utility")
OPTIONAL = ("name", "types", "parameters")
MOST_GOODS = 12


@dataclass(frozen=True)
class GoodsEconomy:
    """An economy of K goods and cash.

    Args:
        name: A name for reports.
        goods: Names of the goods.
        types: Names of the types.
        shares: Share of each type, shape (X,).
        endowment: Of each good, shape (K,).
        cash: Of cash.
        kappa: Exogenous offers per agent at each post, (good, cash), shape (K, 2).
        utility: In q1, …, qK, m and the parameters.
        parameters: For each parameter one number a type.
    """

    name: str
    goods: tuple[str, ...]
    types: tuple[str, ...]
    shares: tuple[Fraction, ...]
    endowment: tuple[Fraction, ...]
    cash: Fraction
    kappa: tuple[fields.Pair, ...]
    utility: sp.Expr
    parameters: tuple[tuple[str, tuple[Fraction, ...]], ...]

    @cached_property
    def held(self) -> Array:
        """Endowments of all types, cash last, shape (X, K + 1)."""
        one = [float(v) for v in (*self.endowment, self.cash)]
        return np.tile(np.array(one), (len(self.types), 1))

    @cached_property
    def exogenous(self) -> Array:
        """κ of each post as floats, shape (K, 2)."""
        return np.array([[float(v) for v in row] for row in self.kappa])

    @cached_property
    def _compiled(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        bundle = self.symbols
        names = [sp.Symbol(n, real=True) for n, _ in self.parameters]
        gradient = [diff(self.utility, s) for s in bundle]
        arguments = [*bundle, *names]
        return sp.lambdify(arguments, self.utility, "numpy"), sp.lambdify(
            arguments, gradient, "numpy"
        )

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The symbols of a bundle, q1, …, qK and m."""
        return tuple(sp.Symbol(n, real=True) for n in bundle_names(len(self.goods)))

    @cached_property
    def _table(self) -> list[Array]:
        return [np.array([float(v) for v in values]) for _, values in self.parameters]

    def _arguments(self, bundles: Array) -> list[Array]:
        return [*np.moveaxis(bundles, -1, 0), *self._table]

    def value(self, bundles: Array) -> Array:
        """Return the utility of bundles (…, X, K + 1), one a type, shape (…, X)."""
        found = self._compiled[0](*self._arguments(bundles))
        return np.broadcast_to(np.asarray(found, dtype=float), bundles.shape[:-1])

    def value_of(self, bundles: Array, x: int) -> Array:
        """Return the utility of bundles (…, K + 1) of one type, shape (…,)."""
        found = self._compiled[0](*np.moveaxis(bundles, -1, 0), *(v[x] for v in self._table))
        return np.broadcast_to(np.asarray(found, dtype=float), bundles.shape[:-1])

    def marginal(self, bundles: Array) -> Array:
        """Return marginal utilities at bundles (…, X, K + 1), shape (…, X, K + 1)."""
        found = self._compiled[1](*self._arguments(bundles))
        rows = [np.broadcast_to(np.asarray(v, dtype=float), bundles.shape[:-1]) for v in found]
        return np.stack(rows, axis=-1)


def bundle_names(goods: int) -> list[str]:
    """Return the names q1, …, qK, m."""
    return [*(f"q{k + 1}" for k in range(goods)), "m"]


def load_goods(path: str | Path) -> GoodsEconomy:
    """Read an economy of several goods from a TOML file.

    Args:
        path: A file in UTF-8 with the keys ``goods``, ``endowment``, ``cash``, ``kappa``, ``shares``,
            ``utility``; ``name``, ``types`` and ``parameters`` may be left out.

    Raises:
        EconomyError: The file cannot be read or does not describe such an economy.

    >>> load_goods("examples/mechanisms/goods.toml").goods
    ('bread', 'wine')
    """
    source = str(Path(path))
    data = parsed(text_of(path), source)
    try:
        return goods_economy(data, Path(path).stem)
    except EconomyError as error:
        raise error.within(source) from None


def goods_economy(data: Mapping[str, Any], name: str = "goods") -> GoodsEconomy:
    """Build and validate an economy of several goods.

    Args:
        data: The keys of a file with their values.
        name: Its name if the data give none.

    Raises:
        EconomyError: The data are unusable; one sentence says why.
    """
    known = {*REQUIRED, *OPTIONAL}
    for key in data:
        if key not in known:
            keys = ", ".join((*REQUIRED, *OPTIONAL))
            raise EconomyError(written(key), f"is not a key of a file of goods; keys are {keys}")
    for key in REQUIRED:
        if key not in data:
            required = ", ".join(REQUIRED)
            raise EconomyError(f'"{key}"', f"is missing; required are {required}")
    listed = fields.items(data["goods"], "goods", "names")
    K = len(listed)
    if not 1 <= K <= MOST_GOODS:
        raise EconomyError("goods", f"must be 1 to {MOST_GOODS} names", str(K))
    shares = fields.probabilities(fields.row(data["shares"], "shares"), "shares")
    endowment = fields.row(data["endowment"], "endowment", K, "one per good")
    cash = fields.number(data["cash"], "cash")
    for where, values in (("endowment", endowment), ("cash", (cash,))):
        if min(values) <= 0:
            raise EconomyError(where, "must be positive", written(min(values)))
    rows = fields.items(data["kappa"], "kappa", "pairs")
    if len(rows) != K:
        raise EconomyError("kappa", f"must have {K} pairs, one per good", str(len(rows)))
    X = len(shares)
    table = data.get("parameters", {})
    if not isinstance(table, Mapping):
        raise EconomyError("parameters", "must be a table", written(table))
    return GoodsEconomy(
        fields.text(data.get("name", name), "name"),
        fields.names(listed, "goods", "good", K),
        fields.names(data.get("types"), "types", "type", X),
        shares,
        endowment,
        cash,
        tuple(fields.pair(v, f"kappa, entry {k + 1},") for k, v in enumerate(rows)),
        _utility(data["utility"], K, list(table)),
        tuple((n, _by_type(v, n, X)) for n, v in table.items()),
    )


def _utility(text: Any, goods: int, parameters: list[str]) -> sp.Expr:
    if not isinstance(text, str):
        raise EconomyError("utility", "must be text", written(text))
    try:
        read = parse_utility(text, [*bundle_names(goods), *parameters])
    except ValueError as error:
        raise EconomyError("", str(error)) from None
    names = {str(s) for s in read.free_symbols}
    if foreign := sorted(names & {"q", "r"}):
        raise EconomyError(
            "utility", f"must be in {', '.join(bundle_names(goods))}", written(foreign[0])
        )
    return read


def _by_type(value: Any, name: str, types: int) -> tuple[Fraction, ...]:
    where = f'parameter "{name}"'
    if isinstance(value, list | tuple):
        return fields.row(value, where, types, "one per type")
    return (fields.number(value, where),) * types
