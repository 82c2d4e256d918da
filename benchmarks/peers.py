r"""The same stage-2 games by general solvers.

CasADi's Newton rootfinder mapped over configurations, SciPy one by one, a batched Newton in JAX.

All solve the signed form of ``symbolic.model.signed`` with the utility put in: :math:`p\,EU_r(1 -
w^+/R) = EU_q(1 - w^-/R)` for each type, :math:`\sum\sigma w = M(\kappa_r - p\kappa_q)`, :math:`R =
M\kappa_r + \sum\sigma w^-`, in the unknowns (w, p, R/M).  The peers are given beliefs and the
price-taking solution to start from for nothing: neither is timed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from symbolic.language.notation import p as price
from symbolic.language.notation import q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import with_utility
from symbolic.model import signed

Solver = Callable[[np.ndarray], np.ndarray]


class Game:
    """The system of equations of one economy.

    SymPy expressions in the unknowns and in the counts and beliefs of a configuration.
    """

    def __init__(self, economy: Economy) -> None:
        X, Z = len(economy.types), len(economy.states)
        self.economy = economy
        self.unknowns = [
            *sp.symbols(f"w_:{X}", real=True),
            sp.Symbol("price", real=True),
            sp.Symbol("rho", real=True),
        ]
        self.given = [*sp.symbols(f"sigma_:{X}", real=True), *sp.symbols(f"phi_:{Z}", real=True)]
        self.equations = self._equations(X, Z)

    def _equations(self, X: int, Z: int) -> list[sp.Expr]:
        w, (p, rho), sigma, phi = (
            self.unknowns[:X],
            self.unknowns[X:],
            self.given[:X],
            self.given[X:],
        )
        M, e, kappa = (
            sp.Add(*sigma),
            self.economy.environment.endowment,
            self.economy.mechanism.kappa,
        )
        kappa_q, kappa_r = (sp.Rational(k.numerator, k.denominator) for k in kappa)
        at = {
            q_bar: sp.Rational(e[0].numerator, e[0].denominator),
            r_bar: sp.Rational(e[1].numerator, e[1].denominator),
            price: p,
        }
        found = []
        for x in range(X):
            slope = sum(
                phi[z] * (gain - cost) for z in range(Z) for cost, gain in [self._terms(x, z)]
            )
            found.append(
                plain(slope).subs(
                    {**at, signed.w: w[x], signed.impact: 1 / (M * rho)}, simultaneous=True
                )
            )
        bought = sp.Add(*(s * signed.PositivePart(-v) for s, v in zip(sigma, w, strict=True))) / M
        return [
            *found,
            sp.Add(*(s * v for s, v in zip(sigma, w, strict=True))) / M + p * kappa_q - kappa_r,
            kappa_r + bought - rho,
        ]

    def _terms(self, x: int, z: int) -> list[sp.Expr]:
        tables, formula = self.economy.environment.parameters, self.economy.environment.utility
        values = {
            s: sp.Rational(*tables[s.name][x][z].as_integer_ratio())
            for s in formula.free_symbols
            if s.name in tables
        }
        return [with_utility(t, formula.xreplace(values), q, r) for t in signed.terms()]

    def inputs(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return starting points (n, X + 2) and what is given (n, X + Z)."""
        sigma, phi = counts.astype(float), posterior(self.economy, counts)
        shares = sigma / sigma.sum(axis=1, keepdims=True)
        sales, prices = price_taking(self.economy, shares, phi)
        w = sales * prices[:, None]
        rho = self.economy.floats.kappa[1] + (shares * np.maximum(-w, 0)).sum(axis=1)
        return np.column_stack([w, prices, rho]), np.column_stack([sigma, phi])

    def function(self, modules: Any) -> Any:
        """Compile the equations for a library."""
        return sp.lambdify([self.unknowns, self.given], self.equations, modules=modules, cse=True)


def casadi(economy: Economy, threads: int) -> tuple[Solver, Game]:
    """Return CasADi's Newton rootfinder over generated code, compiled by the system's compiler if there is one."""
    import casadi as ca

    game = Game(economy)
    names = {"log": ca.log, "exp": ca.exp, "sqrt": ca.sqrt, "PositivePart": lambda v: ca.fmax(v, 0)}
    unknowns, given = ca.SX.sym("x", len(game.unknowns)), ca.SX.sym("p", len(game.given))
    equations = ca.vertcat(*game.function([names])(ca.vertsplit(unknowns), ca.vertsplit(given)))
    options: dict[str, Any] = {"abstol": 1e-13, "max_iter": 20, "error_on_fail": False}
    if shutil.which("gcc"):
        options |= {
            "jit": True,
            "compiler": "shell",
            "jit_options": {"flags": ["-O3", "-march=native"], "verbose": False},
        }
    finder = ca.rootfinder(
        "finder", "fast_newton", {"x": unknowns, "p": given, "g": equations}, options
    )

    def solve(counts: np.ndarray) -> np.ndarray:
        start, values = game.inputs(counts)
        return run(start, values)

    def run(start: np.ndarray, values: np.ndarray) -> np.ndarray:
        mapped = (
            finder.map(len(start), "thread", threads) if threads > 1 else finder.map(len(start))
        )
        return np.asarray(mapped(x0=start.T, p=values.T)["x"]).T

    solve.run = run  # type: ignore[attr-defined]
    return solve, game


def scipy(economy: Economy) -> tuple[Any, Game]:
    """Return ``scipy.optimize.root`` on one configuration after another, with the Jacobian derived and compiled."""
    from scipy.optimize import root

    game = Game(economy)
    modules = [
        {"PositivePart": lambda v: max(v, 0.0), "Step": lambda v: 1.0 if v > 0 else 0.0},
        "math",
    ]
    equations = game.function(modules)
    rows = sp.Matrix(game.equations).jacobian(game.unknowns).tolist()
    slopes = sp.lambdify([game.unknowns, game.given], rows, modules=modules, cse=True)

    def run(start: np.ndarray, values: np.ndarray) -> np.ndarray:
        found = [
            root(equations, x, args=(p,), jac=slopes, tol=1e-13).x
            for x, p in zip(start.tolist(), values.tolist(), strict=True)
        ]
        return np.array(found)

    return run, game


def jax(economy: Economy, steps: int = 6) -> tuple[Any, Game]:
    """Return a Newton iteration compiled by XLA and mapped over configurations."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax as library

    library.config.update("jax_enable_x64", True)
    jnp = library.numpy
    game = Game(economy)
    names = {
        "log": jnp.log,
        "exp": jnp.exp,
        "sqrt": jnp.sqrt,
        "PositivePart": lambda v: jnp.maximum(v, 0),
    }
    equations = game.function([names])

    def one(x: Any, p: Any) -> Any:
        def value(v: Any) -> Any:
            return jnp.stack(equations(v, p))

        for _ in range(steps):
            x = x - jnp.linalg.solve(library.jacfwd(value)(x), value(x))
        return x

    mapped = library.jit(library.vmap(one))

    def run(start: np.ndarray, values: np.ndarray) -> np.ndarray:
        return np.asarray(mapped(start, values))

    return run, game
