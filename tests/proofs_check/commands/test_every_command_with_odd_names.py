"""Every command takes an economy of any names, in a file of any name, and what it makes opens and shows them.

One economy goes through every command; in bulk every shipped economy does, with every name.  There
what no name of an economy can change is computed once (the paper's derivations, pictures of the same
data), and a sweep examines its economy in this process, as it does in a process of its own above.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import numeric.games.compare as games
from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.formulas.domain import whole
from proofs_check.cli import COMMANDS, main
from proofs_check.demo import choices
from proofs_check.demo.server import Server
from proofs_check.output.figures.draw import draw
from proofs_check.output.html.derivations import derivations_data
from tests.bulk import without
from tests.nasty import EXAMPLES, NAMES, renamed
from tests.opening import READ, shown
from tests.proofs_check.sweep.tasks import Here

ODD = (
    "[/b] $x^_ \\frac{1} 100% & # ~ <script>alert('1')</script> \"`",
    "😀 q̃ — *a* --out",
    "שלום 東京",
    "=1+1, */ \\end{document} {0} %s",
    "]]> مرحبا हिन्दी" + " word" * 30,
)
FOLDER = "[b] 😀 $x^$ %41 #שלום 'a'"
"""A folder for files."""

EVERY = sorted([*EXAMPLES.glob("*.toml"), *EXAMPLES.glob("*/e?.toml"), *EXAMPLES.glob("outside/*")])
PDF = shutil.which("pdflatex") is not None and shutil.which("pdftotext") is not None


@dataclass(frozen=True)
class Made:
    """What a command has made: its format, its content, and the names that it must show."""

    form: str
    content: bytes
    shows: tuple[str, ...] = ()


def call(*arguments: object, statuses: tuple[int, ...] = (0, 3)) -> Made:
    """Run a command; none ends in a traceback."""
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert not isinstance(done.exception, Exception), done.exception
    failing = (1,) if arguments[0] == "check" else ()  # an assumption that fails is status 1
    assert done.exit_code in (*statuses, *failing), done.output
    form = next((f for f in ("json", "csv", "markdown") if f"--{f}" in arguments), "text")
    return Made(form, done.stdout.encode())


def file_of(path: Path, *shows: str) -> Made:
    form = {"tex": "latex", "md": "markdown", "txt": "text", "db": "store"}
    ending = path.suffix.removeprefix(".")
    return Made(form.get(ending, ending), path.read_bytes(), shows)


@dataclass(frozen=True)
class Case:
    """An economy, its file, and a folder for what is made of it."""

    economy: Economy
    file: Path
    out: Path

    @property
    def names(self) -> tuple[str, ...]:
        return (self.economy.name, *self.states, *self.types)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.economy.states)

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.economy.types)

    def both(self, command: str, *arguments: object, shows: tuple[str, ...] = ()) -> Iterator[Made]:
        """Run a command for the terminal and for programs."""
        for form in ((), ("--json",)):
            made = call(command, self.file, *arguments, *form)
            yield Made(made.form, made.content, (self.economy.name, *shows))


def play(case: Case) -> Iterator[Made]:
    table = case.out / "each [1].csv"
    yield from case.both("play", "--agents", 6)
    call("play", case.file, "--agents", 40, "--csv", table)
    yield file_of(table, *case.types)


def compare(case: Case) -> Iterator[Made]:
    """Compare once, and print what was found in every form."""
    chosen = ("--agents", 4, "--mechanisms", "two_stage,one_stage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("numeric.games.compare.compare", once(games.compare))
        yield from case.both("compare", *chosen)
        yield Made("csv", call("compare", case.file, *chosen, "--csv").content, case.types)
        picture = case.out / "losses.svg"
        made = call("compare", case.file, *chosen, "--markdown", "--plot", picture)
    yield Made("markdown", made.content, (case.economy.name,))
    yield file_of(picture)


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is called the first time and says the same again afterwards."""
    said: list[Any] = []

    def remembered(*arguments: Any, **named: Any) -> Any:
        if not said:
            said.append(function(*arguments, **named))
        return said[0]

    return remembered


@pytest.fixture(scope="module")
def computed_once() -> Iterator[None]:
    """Compute once what no name of an economy can change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "proofs_check.output.html.derivations.derivations_data", once(derivations_data)
        )
        patch.setattr("proofs_check.output.html.page.draw", cache(draw))
        patch.setattr("proofs_check.sweep.pool.LocalPool", Here)
        yield


def plot(case: Case) -> Iterator[Made]:
    shows = {
        "stage1": case.types,
        "payoffs": case.types,
        "convergence": case.states,
        "margin": (),
        "loss": case.states,
    }
    for kind, names in shows.items():
        for ending in ("svg", "pdf") if kind == "payoffs" else ("svg",):
            picture = case.out / f"{kind}.{ending}"
            small = ("--to", 4, "--agents", 6)
            data = call("plot", kind, case.file, "--out", picture, *small, "--json")
            yield Made("json", data.content, (case.economy.name, *names))
            yield file_of(picture, *(names if ending == "svg" else ()))


def codegen(case: Case) -> Iterator[Made]:
    call("codegen", case.file, "--language", "c", "--points", 1, "--out", case.out / "c")
    yield file_of(case.out / "c" / "twostage.c")


def derive(case: Case) -> Iterator[Made]:
    compiled = ("--pdf",) if PDF else ()
    call("derive", "eq-14", "--file", case.file, "--out", case.out / "d", *compiled)
    if PDF:
        yield file_of(case.out / "d" / "derivations.pdf", *case.names)
    call("derive", "eq-14", "--file", case.file, "--out", case.out / "m", "--format", "mathml")
    yield from map(file_of, (case.out / "m").iterdir())


def checked(case: Case) -> Path:
    """Return the folder of a claim that was tested on the economy."""
    out = case.out / "r"
    if not (out / "results.json").exists():
        only = ("--economies", 0, "--processes", 1)
        call("verify", "eq-10", "--file", case.file, *only, "--out", out)
    return out


def verify(case: Case) -> Iterator[Made]:
    yield file_of(checked(case) / "results.json", case.economy.name)


def report(case: Case) -> Iterator[Made]:
    saved = json.loads((checked(case) / "results.json").read_text(encoding="utf-8"))
    claim = next(c for c in saved["claims"] if c["id"] == "eq-10")
    outcome = claim["corrected"] or claim["printed"]
    outcome |= {"verdict": "FAILS", "detail": f'fails for "{case.economy.name}"'}
    outcome["counterexample"] = {"economy": case.economy.name}
    results = case.out / "failing.json"
    results.write_text(json.dumps(saved), encoding="utf-8")
    call("report", results, "--out", case.out / "p", *(("--pdf",) if PDF else ()))
    for ending in ("html", "txt"):
        yield file_of(case.out / "p" / f"report.{ending}", case.economy.name)
    yield file_of(case.out / "p" / "summary.html")
    if PDF:
        yield file_of(case.out / "p" / "summary.pdf")


def demo(case: Case) -> Iterator[Made]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choices, "SHIPPED", case.file.parent)
        choices._loaded.cache_clear()
        server = Server(0)
        try:
            answer = server.asked("/solution", {"economy": case.file.name, "agents": "6"})
        finally:
            server.server_close()
            choices._loaded.cache_clear()
    yield Made("json", json.dumps(answer).encode(), case.names)


def sweep(case: Case) -> Iterator[Made]:
    store = case.out / "s [1].db"
    spec = case.out / "spec.toml"
    named = f"name = {json.dumps(case.economy.name)}\n"
    spec.write_text(named + "count = 1\nseed = 1\nclaims = ['eq-10']\n", encoding="utf-8")
    call("sweep", spec, "--out", store, "--workers", 1)
    yield call("sweep", "--summary", store, "--json")
    call("sweep", "--summary", store, "--export", "csv", "--to", case.out / "t")
    yield from map(file_of, (case.out / "t").glob("*.csv"))


def hunt(case: Case) -> Iterator[Made]:
    found = case.out / "smallest [1].toml"
    yield call("hunt", "eq-10", "--examples", 2, "--out", found, "--json", statuses=(0, 1, 3))


def examples(case: Case) -> Iterator[Made]:
    yield call("examples", "--out", case.out / "examples")


RUNS: dict[str, Callable[[Case], Iterator[Made]]] = {
    "check": lambda c: c.both("check"),
    "codegen": codegen,
    "compare": compare,
    "demo": demo,
    "derive": derive,
    "efficiency": lambda c: c.both("efficiency", "--agents", 4, shows=c.states),
    "engines": lambda c: iter([call("engines", "eq-20")]),
    "examples": examples,
    "findings": lambda c: iter([call("findings", checked(c) / "results.json")]),
    "hunt": hunt,
    "play": play,
    "plot": plot,
    "pooling": lambda c: c.both("pooling", "--agents", 4, shows=c.types),
    "recheck": lambda c: iter([call("recheck", checked(c))]),
    "report": report,
    "solve": lambda c: c.both("solve", "--agents", 6, shows=c.names),
    "sweep": sweep,
    "threshold": lambda c: c.both("threshold", "--to", 3, shows=c.types),
    "verify": verify,
}


def test_every_command_is_among_them() -> None:
    assert RUNS.keys() == COMMANDS.keys()


def case_of(economy: Economy, folder: Path) -> Case:
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    file = place / "the [economy] $1.toml"
    file.write_text(economy.to_toml(), encoding="utf-8")
    assert load_economy(file) == economy
    return Case(economy, file, place)


def opens_and_shows(command: str, case: Case) -> None:
    for made in RUNS[command](case):
        text = READ[made.form](made.content)
        lost = [name for name in made.shows if not shown(name, text)]
        assert not lost, (made.form, lost, text[:3000])


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Case:
    economy = load_economy(EXAMPLES / "log.toml")
    odd = economy.replacing(name=ODD[0], states=ODD[1:3], types=ODD[3:])
    return case_of(odd, tmp_path_factory.mktemp("odd"))


@pytest.mark.parametrize("command", without(sorted(COMMANDS), "findings", "recheck", "sweep"))
def test_what_a_command_makes_opens_and_shows_the_names(command: str, odd: Case) -> None:
    opens_and_shows(command, odd)


def many() -> Iterator[tuple[Path, int]]:
    """Return every example with a place in the list of names, until every name is taken."""
    start = 0
    while start < len(NAMES) or start == 0:
        for path in EVERY:
            economy = load_economy(path)
            yield path, start
            start += 1 + len(economy.states) + len(economy.types)


MANY = list(many())
WITHOUT_ECONOMY = ("engines", "examples", "hunt")
"""Commands that are called without the economy: once is enough."""


ASKING_CLAIMS = ("findings", "recheck", "report", "verify")
"""Commands that begin with claims, which need a utility that is real everywhere."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, int], Case]:
    """Return the case of an economy with names, made once: what is verified of it is so for all commands."""

    @cache
    def made(path: Path, start: int) -> Case:
        economy = renamed(load_economy(path), start=start)
        return case_of(economy, tmp_path_factory.mktemp(path.stem))

    return made


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize(("path", "start"), MANY, ids=lambda v: getattr(v, "stem", str(v)))
def test_every_example_and_every_name(
    path: Path,
    start: int,
    command: str,
    cases: Callable[[Path, int], Case],
    computed_once: None,
) -> None:
    case = cases(path, start)
    if command in ASKING_CLAIMS and not whole(case.economy):
        made = CliRunner().invoke(main, ["verify", "eq-10", "--file", str(case.file)])
        assert (made.exit_code, made.stderr.count("\n")) == (2, 1)
        assert "utility must be real for all q, r > 0" in made.stderr
    elif command not in WITHOUT_ECONOMY or (path, start) == MANY[0]:
        opens_and_shows(command, case)
