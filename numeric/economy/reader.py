r"""Economy files: TOML, read exactly and strictly.

Numbers are kept as the decimals that the file shows; texts such as ``"1/3"`` are exact too.  A file
keeps κ > 0 and 0 < η < 1 and has no keys but those of the format.  Whatever is wrong with a file,
the outcome is an ``EconomyError`` of one sentence that begins with the file's name.

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, written

LARGEST_FILE = 1_000_000
"""Bytes."""

REQUIRED = ("prior", "signal", "endowment", "kappa", "eta", "utility")
OPTIONAL = ("name", "states", "types", "parameters", "mechanism")
FEE = {"fee": "entry_fee", "rebate": "rebate"}
"""Keys of the table ``mechanism``, with the keywords that they stand for."""


def load_economy(path: str | Path, *, fee: bool = False) -> Economy:
    """Read an economy from a file.

    Args:
        path: A TOML file in UTF-8 of at most 1 MB.
        fee: Whether the file may have an entry fee, which only a comparison of mechanisms reads.

    Raises:
        EconomyError: The file cannot be read or does not describe an economy, or has a fee where
            none may be.

    >>> load_economy("examples/log.toml").types
    ('weak', 'keen')
    """
    economy = read_economy(text_of(path), str(Path(path)))
    if not fee and any(economy.mechanism.entry_fee):
        left = [
            written(top - f)
            for top, f in zip(
                economy.environment.endowment, economy.mechanism.entry_fee, strict=True
            )
        ]
        raise EconomyError(
            "mechanism.fee",
            f"is read by compare alone; elsewhere give what it leaves, endowment = [{', '.join(left)}]",
            source=str(Path(path)),
        )
    return economy


def text_of(path: str | Path) -> str:
    """Return the text of a file in UTF-8 of at most 1 MB.

    Raises:
        EconomyError: The file cannot be read, is too large, or is no text.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise EconomyError("", "must be a file", "a directory", source=str(file))
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise EconomyError("", "there is no such file", source=str(file)) from None
    except (OSError, ValueError) as error:
        raise EconomyError(
            "", f"cannot be read ({getattr(error, 'strerror', None) or error})", source=str(file)
        ) from None
    return _decoded(content, str(file))


def _decoded(content: bytes, source: str) -> str:
    if len(content) > LARGEST_FILE:
        raise EconomyError("", f"must have at most {LARGEST_FILE} bytes", source=source)
    if b"\0" in content:
        raise EconomyError("", "must be a text file, and has binary content", source=source)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EconomyError(
            "", f"must be in UTF-8, and byte {error.start + 1} is not", source=source
        ) from None


def read_economy(text: str, source: str = "economy") -> Economy:
    """Read an economy from the text of a file.

    Args:
        text: TOML.
        source: The name of the file, with which errors begin; its stem is the economy's name if the
            file gives none.

    Raises:
        EconomyError: The text is not TOML or does not describe an economy.

    >>> from pathlib import Path
    >>> read_economy(Path("examples/log.toml").read_text(encoding="utf-8")).types
    ('weak', 'keen')
    """
    data = parsed(text, source)
    data.setdefault("name", Path(source).stem or "economy")
    try:
        _check_keys(data)
        economy = Economy(**_with_fee(data))
        _check_strict(economy)
    except EconomyError as error:
        raise _as_in_the_file(error).within(source) from None
    return economy


def parsed(text: str, source: str) -> dict[str, Any]:
    """Read TOML with exact decimals.

    Raises:
        EconomyError: The text is empty or not TOML.
    """
    if not text.strip():
        raise EconomyError("", "must describe an economy, and is empty", source=source)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise EconomyError("", f"is not TOML: {error}", source=source) from None
    except (InvalidOperation, ValueError, RecursionError):
        raise EconomyError(
            "", "has a number that is too long or lists that are nested too deeply", source=source
        ) from None


def _check_keys(data: dict[str, Any]) -> None:
    if "goods" in data:
        raise EconomyError(
            "goods", "makes this an economy of several goods, and two are meant here; "
            "compare --goods reads it"
        )  # fmt: skip
    if "classes" in data:
        raise EconomyError(
            "classes", "make this an economy of several endowments, and one is meant here; solve, "
            "threshold and compare read it"
        )  # fmt: skip
    known = {*REQUIRED, *OPTIONAL}
    unknown = next((key for key in data if key not in known), None)
    if unknown is not None:
        raise EconomyError(
            written(unknown),
            f"is not a key of an economy file; keys are {', '.join((*REQUIRED, *OPTIONAL))}",
        )
    missing = next((key for key in REQUIRED if key not in data), None)
    if missing is not None:
        raise EconomyError(f'"{missing}"', f"is missing; required are {', '.join(REQUIRED)}")
    if not isinstance(data["utility"], str):
        raise EconomyError("utility", "must be text", written(data["utility"]))


def _with_fee(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with the table ``mechanism`` as keywords."""
    table = data.pop("mechanism", {})
    if not isinstance(table, dict):
        raise EconomyError("mechanism", "must be a table", written(table))
    unknown = next((key for key in table if key not in FEE), None)
    if unknown is not None:
        raise EconomyError(
            f"mechanism.{unknown}", f"is not a key of the table; keys are {', '.join(FEE)}"
        )
    return {**data, **{FEE[key]: value for key, value in table.items()}}


def _as_in_the_file(error: EconomyError) -> EconomyError:
    """Return an error under the name that the file has for the field."""
    for key, keyword in FEE.items():
        if error.field.startswith(keyword):
            field = f"mechanism.{key}{error.field.removeprefix(keyword)}"
            return EconomyError(
                field, error.requirement.replace("an entry_fee", "a fee"), error.found
            )
    return error


def _check_strict(economy: Economy) -> None:
    kappa, eta = economy.mechanism.kappa, economy.mechanism.eta
    if min(kappa) <= 0:
        raise EconomyError("kappa", "must be positive for both goods", written(min(kappa)))
    if eta <= 0:
        raise EconomyError("eta", "must be above 0 and below 1", written(eta))
