"""Files of economies with classes of endowments: TOML with a table ``[[classes]]`` for each class.

The keys are those of an economy file without ``endowment``, ``eta`` and ``mechanism``, which the
classes replace.  Whatever is wrong with a file, the outcome is an ``EconomyError`` of one sentence that
begins with the file's name.

Paper: section 6, fourth paragraph.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numeric.classes.economy import ClassEconomy, class_economy
from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, written
from numeric.economy.reader import load_economy, parsed, text_of

REQUIRED = ("prior", "signal", "kappa", "utility", "classes")
OPTIONAL = ("name", "states", "types", "parameters")
REPLACED = {
    "endowment": "is given by each of the classes",
    "eta": "follows from the agents and the active of the classes",
    "mechanism": "does not go with classes",
}


def load_classes(path: str | Path) -> ClassEconomy:
    """Read an economy with classes from a file.

    Args:
        path: A TOML file in UTF-8 of at most 1 MB.

    Raises:
        EconomyError: The file cannot be read or does not describe such an economy.

    >>> economy = load_classes("examples/mechanisms/classes.toml")
    >>> [c.name for c in economy.classes], economy.agents, economy.active
    (['farmers', 'traders'], 30, 27)
    """
    source = str(Path(path))
    data = parsed(text_of(path), source)
    data.setdefault("name", Path(path).stem)
    try:
        _check_keys(data)
        return class_economy(data.pop("classes"), **data)
    except EconomyError as error:
        raise error.within(source) from None


def load_either(path: str | Path, *, fee: bool = False) -> Economy | ClassEconomy:
    """Read a file with classes or, if it has none, an economy of the paper.

    Args:
        path: A TOML file in UTF-8 of at most 1 MB.
        fee: Whether an economy without classes may have an entry fee.

    Raises:
        EconomyError: The file cannot be read or describes neither.
    """
    data = parsed(text_of(path), str(Path(path)))
    return load_classes(path) if "classes" in data else load_economy(path, fee=fee)


def _check_keys(data: dict[str, Any]) -> None:
    for key, why in REPLACED.items():
        if key in data:
            raise EconomyError(written(key), f"{why}, and must be left out")
    known = (*REQUIRED, *OPTIONAL)
    unknown = next((key for key in data if key not in known), None)
    if unknown is not None:
        raise EconomyError(
            written(unknown), f"is not a key of a file with classes; keys are {', '.join(known)}"
        )
    missing = next((key for key in REQUIRED if key not in data), None)
    if missing is not None:
        raise EconomyError(f'"{missing}"', f"is missing; required are {', '.join(REQUIRED)}")
    if not isinstance(data["utility"], str):
        raise EconomyError("utility", "must be text", written(data["utility"]))
