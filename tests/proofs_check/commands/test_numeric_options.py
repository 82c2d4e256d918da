"""Every numeric option of every command reads numbers by one rule."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from proofs_check.cli import COMMANDS, main
from proofs_check.numeric_options import Counts, Exact, Real, Whole, is_number, is_whole, split
from tests.nasty import EXAMPLES

NUMERIC = (Whole, Real, Exact, Counts)
TEXTS = {
    *(("compare", o) for o in ("file", "goods", "mechanisms")),
    *(("play", o) for o in ("file", "state")),
    *((c, "file") for c in ("check", "codegen", "efficiency", "plot", "pooling", "solve")),
    *((c, "file") for c in ("threshold", "derive")),
    *(("sweep", o) for o in ("spec", "scheduler")),
    *(("verify", o) for o in ("ids", "files", "place", "row")),
    *((c, "ids") for c in ("derive", "engines")),
    *(("codegen", "language"), ("hunt", "id_"), ("recheck", "roots")),
}
"""Parameters that are text: names, files, and the row of a store, which has a test of its own."""

NOT_WHOLE = [
    *("٣", "３", "३", "1_0", " 3", "3 ", "+3", "3.0", "1e1", "0x3", "²", "③", "½", "Ⅲ", "3\u200b"),
    *("", "-", "--3", "3\n", "\t3", "\u00a03", "三", "𝟛", "1,0", "3\u0301", "nan", "9" * 5000),
]
NO_NUMBER = [
    *(
        "٣",
        "３.5",
        "1_0.5",
        " 3",
        "3 ",
        "+3",
        "0x3",
        "½",
        "nan",
        "inf",
        "-inf",
        "Infinity",
        "1e",
        ".",
    ),
    *("", "1e+", "3\n", "\u00a03", "1.0.0", "1e1000", "𝟛", "1,5", "3٫5", "1d3", "9" * 5000),
]


def parameters() -> Iterator[tuple[str, click.Parameter]]:
    for name in sorted(COMMANDS):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        yield from ((name, p) for p in command.params)


NUMBERS = [(c, p) for c, p in parameters() if isinstance(p.type, NUMERIC)]


def test_no_parameter_of_a_command_is_read_by_another_rule() -> None:
    others = {
        (c, p.name)
        for c, p in parameters()
        if not isinstance(p.type, (*NUMERIC, click.Path, click.Choice, click.types.BoolParamType))
    }
    assert others == TEXTS
    assert len(NUMBERS) >= 40


@pytest.mark.parametrize(("command", "option"), NUMBERS, ids=lambda v: getattr(v, "name", v))
def test_what_is_no_number_in_ascii_is_refused_in_one_sentence(
    command: str, option: click.Parameter
) -> None:
    odd = NOT_WHOLE if isinstance(option.type, Whole | Counts) else NO_NUMBER
    for text in odd:
        if isinstance(option.type, Counts) and text == "1,0":
            continue
        with pytest.raises(click.BadParameter, match="must be") as told:
            option.type_cast_value(click.Context(main), text)
        assert len(told.value.message) < 200, text
    file = [] if command in ("engines", "hunt") else [str(EXAMPLES / "log.toml")]
    done = CliRunner().invoke(main, [command, *file, f"{option.opts[0]}=٣"])
    assert done.exit_code == 2, done.output
    last = done.stderr.strip().splitlines()[-1]
    assert option.opts[0] in last
    assert "must be" in last
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["solve", "--agents", "010", "--configuration", "3, 5"],
        ["solve", "--configuration", "3,5"],
        ["compare", "--agents", "4, 4", "--mechanisms", "two_stage"],
        ["efficiency", "--agents", "4", "--draws", "0040"],
    ],
)
def test_what_is_one_is_read(words: list[str]) -> None:
    file = str(EXAMPLES / "log.toml")
    done = CliRunner().invoke(main, [words[0], file, *words[1:], "--json"])
    assert done.exit_code in (0, 2), done.output
    assert "digits" not in done.stderr


def test_a_range_is_told_where_the_number_is_one() -> None:
    done = CliRunner().invoke(main, ["solve", str(EXAMPLES / "log.toml"), "--agents", "-3"])
    assert done.exit_code == 2
    assert "range" in done.stderr


def test_numbers_and_lists() -> None:
    assert is_whole("-12")
    assert is_number("1/50")
    assert is_number("-1.5e-3")
    assert split("3,5/2, 4", "/") == ["3,5", "2, 4"]
    assert split(" 3,  5", ",") == [" 3", " 5"]
