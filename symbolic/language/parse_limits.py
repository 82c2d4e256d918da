r"""Bounds on formulas from outside: what may be built, and what the result must be.

It must be finite, real and of moderate size.

SymPy carries out numerical powers as soon as they are built, here and in every later substitution,
so exponents and constants are bounded beforehand: 2**100000, 9**9**9 and exp(n*log(2)), which SymPy
rewrites as the integer 2**n, are refused and never computed.

Conventions: a ``ParseError`` is one sentence that begins with ``utility``.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.errors import InputError

MAX_DEPTH = 30
MAX_SIZE = 2000
MAX_EXPONENT = 1000
MAX_BITS = 4096
MAX_ROOT_BITS = 72
LARGEST = sp.Integer(10) ** 300
LARGEST_ARGUMENT = 690
"""exp(690) is just below 1e300."""

EXP_OF_LOG = "utility takes exp of a logarithm; write base**exponent instead"
CLASSES = (sp.Symbol, sp.Rational, sp.Add, sp.Mul, sp.Pow, sp.log, sp.exp)


class ParseError(InputError):
    """A utility or a parameter's name is outside the grammar; the message is one sentence."""


def power(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
    """Build base**exponent after bounding what SymPy would compute.

    Raises:
        ParseError: The base is zero, a negative number under a root, or the power may be too large
            to write out.

    >>> power(sp.Integer(2), sp.Integer(10))
    1024
    """
    if base.is_zero:
        raise ParseError("utility raises zero to a power")
    if base.is_number and base.evalf(15).is_negative and not exponent.is_Integer:
        raise ParseError("utility raises a negative number to a power that is not an integer")
    numbers = exponent.atoms(sp.Rational)
    _check_exponent(exponent)
    bits = max(
        (max(abs(n.p).bit_length(), n.q.bit_length()) for n in base.atoms(sp.Rational)), default=1
    )
    _check_root(base, exponent)
    largest = max((abs(n) for n in numbers), default=sp.S.One)
    if largest > 1 and bits > 1 and bits * largest > MAX_BITS:
        raise ParseError("utility has a power that is too large to write out")
    return base**exponent


def call(name: str, argument: sp.Expr) -> sp.Expr:
    """Apply ``log``, ``exp`` or ``sqrt``.

    Raises:
        ParseError: The logarithm of zero, exp of a logarithm, or exp of a constant that is not a
            number of moderate size.
    """
    if name == "sqrt":
        return power(argument, sp.Rational(1, 2))
    if name == "log":
        if argument.is_zero:
            raise ParseError("utility takes the logarithm of zero")
        return sp.log(argument)
    if argument.has(sp.log):
        raise ParseError(EXP_OF_LOG)
    if argument.is_number and not (argument.is_Rational and abs(argument) <= LARGEST_ARGUMENT):
        raise ParseError(
            f"utility takes exp of a constant that is not a number of at most {LARGEST_ARGUMENT} "
            "in absolute value"
        )
    return sp.exp(argument)


def finite(expression: sp.Expr) -> sp.Expr:
    """Return the expression if it has symbols or is a finite real number of moderate size.

    SymPy must be able to tell whether the number is zero.

    A sum of roots that vanishes without cancelling term by term is none: asked for its sign, SymPy
    would look for its minimal polynomial, which takes time without bound (8 seconds for five nested
    roots, minutes for six), and would run code that it generates.

    Raises:
        ParseError: It is a constant and is not.

    >>> finite(sp.sqrt(2) - sp.sqrt(8))
    -sqrt(2)
    """
    if not expression.is_number or expression.is_Rational:
        value = expression
    else:
        value = expression.evalf(
            15
        )  # all constants inside it have passed, so evaluating it is cheap
        if value.is_Float and value._prec == 1:
            raise ParseError("utility contains a constant that cannot be told from zero")
    if expression.is_number and not _is_moderate(value):
        raise ParseError(
            "utility contains a constant that is not a finite real number between 1e-300 and "
            "1e300 in absolute value"
        )
    return expression


def _is_moderate(value: sp.Expr) -> bool:
    return bool(
        (value.is_Rational or value.is_Float)
        and value.is_finite
        and (value == 0 or 1 / LARGEST <= abs(value) <= LARGEST)
    )


def examined(
    expression: sp.Expr, replaced: frozenset[sp.Expr] | set[sp.Expr] = frozenset()
) -> sp.Expr:
    """Check a finished tree: its size, its depth, that every node is in the whitelist, its exponents and its constants.

    Args:
        expression: The tree.
        replaced: Leaves that are about to be replaced, and so are let through; constants are then
            not examined.

    Raises:
        ParseError: A check fails.
    """
    remaining, seen = [(expression, 0)], 0
    while remaining:
        node, depth = remaining.pop()
        seen += 1
        if seen > MAX_SIZE or depth > MAX_DEPTH:
            raise ParseError("utility is too large or nested too deeply")
        if not (isinstance(node, CLASSES) or node is sp.E or node in replaced):
            raise ParseError(
                f'utility contains "{str(node)[:60]}", which is not allowed; use + - * / **, log, '
                "exp and sqrt"
            )
        if node.is_Pow:
            _check_exponent(node.exp)
            _check_root(node.base, node.exp)
        if isinstance(node, sp.exp) and node.args[0].has(sp.log):
            raise ParseError(EXP_OF_LOG)  # SymPy makes it of exp(r)**log(2) too
        remaining.extend((a, depth + 1) for a in node.args)
    if not replaced:
        for node in reversed(list(sp.preorder_traversal(expression))):
            finite(node)
    return expression


def _check_root(base: sp.Expr, exponent: sp.Expr) -> None:
    if (
        base.is_Rational
        and exponent.is_Rational
        and not exponent.is_Integer
        and max(abs(base.p).bit_length(), base.q.bit_length()) > MAX_ROOT_BITS
    ):
        raise ParseError(
            f"utility takes a root of a number of more than {MAX_ROOT_BITS} bits, which would "
            "have to be factored"
        )


def _check_exponent(exponent: sp.Expr) -> None:
    if any(abs(n) > MAX_EXPONENT for n in exponent.atoms(sp.Rational)):
        raise ParseError(f"utility has an exponent above {MAX_EXPONENT} in absolute value")
