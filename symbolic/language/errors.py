"""Errors as values: what was asked of which field, and what was found; which optional package is missing.

An error's message is one sentence made from its parts, so that a program reads the parts and a
person the sentence.

Conventions: ``source`` is the file in which something was found, as it was named by the user.
"""

from __future__ import annotations

from typing import Any, Self


class InputError(ValueError):
    """What a user gave is unusable.

    Args:
        field: What is meant, such as ``eta`` or ``signal row "low"``; empty if it is the source as
            a whole.
        requirement: What is required of it, beginning with a verb, such as ``must be positive``.
        found: What was found instead, as a short text; empty if that says nothing more.
        source: The file it stands in; empty if it is no file's.

    >>> str(InputError("eta", "must be below 1", "1.5", source="log.toml"))
    'log.toml: eta must be below 1, got 1.5'
    >>> str(InputError("", "there is no such file", source="log.toml"))
    'log.toml: there is no such file'
    """

    def __init__(
        self, field: str, requirement: str = "", found: str = "", *, source: str = ""
    ) -> None:
        self.field, self.requirement, self.found, self.source = field, requirement, found, source
        said = " ".join(filter(None, (field, requirement)))
        told = f"{said}, got {found}" if found else said
        super().__init__(": ".join(filter(None, (source, told))))

    def within(self, source: str) -> Self:
        """Return the same error, found in a file."""
        return type(self)(self.field, self.requirement, self.found, source=source)

    def __reduce__(self) -> tuple[Any, ...]:
        # An error crosses from one process to another by its parts, not by its sentence.
        return _rebuilt, (type(self), self.field, self.requirement, self.found, self.source)


def _rebuilt(
    kind: type[InputError], field: str, requirement: str, found: str, source: str
) -> InputError:
    return kind(field, requirement, found, source=source)


class MissingExtra(ImportError):
    """An optional package is not installed.

    Args:
        package: The package, such as ``matplotlib``.
        extra: The extra of this distribution that installs it, such as ``report``.
        purpose: What needs it, such as ``figures``.

    >>> print(MissingExtra("matplotlib", "report", "figures"))
    figures need the package matplotlib: install "two-stage-market-game[report]"
    """

    def __init__(self, package: str, extra: str, purpose: str = "") -> None:
        self.package, self.extra, self.purpose = package, extra, purpose
        needs = f"{purpose} need the package {package}" if purpose else f"{package} is missing"
        super().__init__(f'{needs}: install "two-stage-market-game[{extra}]"')

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.package, self.extra, self.purpose)
