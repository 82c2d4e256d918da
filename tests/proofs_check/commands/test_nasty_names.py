"""Every command shows the names that users give, whatever they are, and reads none as markup."""

import csv
import io
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.cli import main
from proofs_check.output.console import terminal
from proofs_check.output.figures.draw import draw
from proofs_check.output.figures.fonts import families
from proofs_check.output.figures.of_economies import payoffs_figure, stage1_figure
from proofs_check.output.latex import letters
from proofs_check.output.latex.given_economy import economy_sections
from proofs_check.output.latex.letters import verbatim, with_drawings
from proofs_check.output.latex.preamble import PREAMBLE
from proofs_check.output.latex.results import _statement
from proofs_check.output.latex.typeset import typeset
from symbolic.language.local_symbols import parameter_latex
from tests.bulk import leading
from tests.nasty import NAMES, columns, nasty_economies, squeezed

ECONOMIES = nasty_economies()
SHIPPED = sorted((Path(__file__).parents[3] / "examples").glob("*.toml"))


TESTED = "eq-10"
"""A claim that is tested on economies."""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "economy.toml"


@pytest.mark.parametrize("economy", leading(3, ECONOMIES), ids=lambda e: ascii(e.name)[:30])
def test_terminal_and_json_show_every_name(economy: Economy, file: Path) -> None:
    file.write_text(economy.to_toml(), encoding="utf-8")
    assert load_economy(file) == economy
    counts = ",".join(["3"] * len(economy.types))
    data = json.loads(call("solve", file, "--configuration", counts, "--json").stdout)
    assert list(data["stage1"]) == list(economy.types)
    assert list(data["competitive"]) == list(economy.states)
    assert data["economy"] == economy.name
    text = call("solve", file, "--configuration", counts)
    assert text.exit_code == 0, text.output
    cells = [squeezed(column) for column in columns(text.stdout)]
    for name in (*economy.states, *economy.types):
        shown = any(squeezed(name) in cell for cell in (*cells, squeezed(text.stdout)))
        assert shown or len(name) > 60, name  # a long one is folded beside other columns
    assert squeezed(text.stdout).startswith(squeezed(economy.name))


@pytest.mark.parametrize("economy", ECONOMIES[::3], ids=lambda e: ascii(e.name)[:30])
@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("threshold", "--to", "3"),
        ("play", "--agents", "6"),
        ("efficiency", "--agents", "4"),
    ],
    ids=lambda c: c[0],
)
def test_every_command_prints_the_name_of_the_economy_as_it_is(
    economy: Economy, command: tuple[str, ...], file: Path
) -> None:
    file.write_text(economy.to_toml(), encoding="utf-8")
    for mode in ((), ("--json",)):
        result = call(command[0], file, *command[1:], *mode)
        assert result.exit_code in (0, 1, 3), result.output
        assert not isinstance(result.exception, Exception), result.exception
        if mode:
            assert json.loads(result.stdout)["economy"] == economy.name
        else:
            assert squeezed(result.stdout).startswith(squeezed(economy.name))


@pytest.mark.parametrize("economy", ECONOMIES[::2], ids=lambda e: ascii(e.name)[:30])
def test_a_round_of_agents_with_such_names_comes_back_in_csv_and_json(
    economy: Economy, file: Path, tmp_path: Path
) -> None:
    file.write_text(economy.replacing(eta="0.3").to_toml(), encoding="utf-8")
    agents = [*NAMES[:7], "P-07"]
    first, second, table = (tmp_path / f"{n}.csv" for n in ("one", "two", "table"))
    types = [economy.types[i % len(economy.types)] for i in range(len(agents))]
    written(first, ["agent", "type", "offer_q", "offer_r"], zip(agents, types, strict=True))
    stopped = json.loads(call("play", file, "--stage1", first, "--json").stdout)
    active = stopped["active_agents"]
    assert set(active) < set(agents)
    written(second, ["agent", "offer_q", "offer_r"], ((a,) for a in active))
    rounds = ("play", file, "--stage1", first, "--stage2", second, "--csv", table)
    played = json.loads(call(*rounds, "--json", "--each").stdout)
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["agent"] for r in rows} == set(agents)
    assert {r["agent"] for r in rows if r["active"] == "yes"} == set(active)
    assert [r["agent"] for r in rows] == [e["agent"] for e in played["each"]]
    for row, each in zip(rows, played["each"], strict=True):
        assert row["type"] == each["type"] == types[agents.index(row["agent"])]
        assert float(row["allocation_q"]) == each["allocation"][0]
        for state in economy.states:
            assert float(row[f"utility in {state}"]) == each["utility"][state]


def written(path: Path, header: list[str], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows([*row, "0.1", "0"] for row in rows)  # type: ignore[attr-defined]


@pytest.mark.parametrize("economy", leading(1, ECONOMIES[::2]), ids=lambda e: ascii(e.name)[:30])
def test_a_figure_shows_every_name_as_svg_and_pdf(economy: Economy) -> None:
    figure = payoffs_figure(economy, [3] * len(economy.types))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg, pdf = draw(figure, "svg"), draw(figure, "pdf")
    assert pdf.startswith(b"%PDF")
    tree = ElementTree.fromstring(svg)
    missing = families("".join(economy.types))[1]
    if missing:  # then texts are texts, and the viewer's fonts have the letters
        texts = squeezed("".join("".join(e.itertext()) for e in tree.iter() if "text" in e.tag))
        assert all(squeezed(name) in texts for name in economy.types)
    else:  # matplotlib leaves the text that it has drawn as a comment
        comments = squeezed(svg.decode())
        assert all(
            squeezed(name).replace("--", "- -").replace(" ", "")[:8] in comments
            or "-" in name
            or set(name) & set("<>&")
            for name in economy.types
        )


def test_a_legend_has_an_entry_for_every_type_whatever_its_name() -> None:
    from matplotlib import figure as canvases

    seen: list[str] = []
    original = canvases.Figure.savefig

    def spied(self: canvases.Figure, *arguments: object, **options: object) -> None:
        seen.extend(t.get_text() for ax in self.axes for t in ax.get_legend().get_texts())
        original(self, *arguments, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvases.Figure, "savefig", spied)
        names = ["_under", "$x^$"]
        draw(stage1_figure(load_economy(SHIPPED[0]).replacing(types=names)))
    assert seen == names


def test_a_name_with_markup_is_not_marked_up_on_a_terminal() -> None:
    stream = io.StringIO()
    console = terminal(file=stream)
    for name in NAMES:
        console.print(name, soft_wrap=True)
    assert stream.getvalue().splitlines() == list(NAMES)


def test_no_text_is_read_as_markup_anywhere() -> None:
    root = Path(__file__).parents[3] / "proofs_check"
    for path in root.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "console.py":
            assert "Console(" not in text, path
        assert not re.search(r"\[/?(bold|dim|red|green|yellow|/)\]", text), path


def test_different_parameters_are_never_printed_alike() -> None:
    names = [
        *("theta", "theta_q", "theta1", "theta_1", "theta__1", "theta_", "_theta", "theta_bar"),
        *("theta_q_bar", "theta_bar_q", "theta_prime", "theta_star", "theta_star_prime", "a_b_c"),
        *("a_bc", "ab_c", "abc", "p", "p_1", "kappa_q", "eta", "x", "z", "N", "g", "u", "Theta"),
        *("tax_rate", "taxrate", "gamma", "aversion", "share", "a", "b", "power_q"),
    ]
    for label in ("", "x"):
        assert len({parameter_latex(n, label) for n in names}) == len(names)


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_the_pdf_shows_every_name_of_every_economy(tmp_path: Path) -> None:
    labels: set[str] = set()
    body = "\n".join("\n".join(economy_sections(e, labels)[:2]) for e in ECONOMIES)
    tex, missing = with_drawings(f"{PREAMBLE}\\begin{{document}}\n{body}\\end{{document}}\n")
    assert not set(missing) & set("ПриветשםمرحбаΓеñéπ")
    (tmp_path / "n.tex").write_text(tex, encoding="utf-8")
    done = typeset(tmp_path / "n.tex")
    assert not [w for w in done.warnings if "multiply" not in w and "Rerun" not in w]
    text = subprocess.run(
        ["pdftotext", "-raw", str(done.pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    shown = squeezed(text)
    for name in NAMES:
        right_to_left = any("\u0590" <= c <= "\u06ff" for c in name)
        if not right_to_left and len(name) < 60 and name != "q̃ and ẍ":
            assert squeezed(name) in shown, name


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_words_from_right_to_left_follow_each_other_so_in_the_pdf(tmp_path: Path) -> None:
    words = ["\u05d0\u05d1\u05d2", "\u05d3", "\u05d4\u05d5\u05d6\u05d7"]
    for line in (words, ["one", "two", "three"]):
        tex, _ = with_drawings(
            f"{PREAMBLE}\\begin{{document}}\n{verbatim(' '.join(line))}\n\\end{{document}}\n"
        )
        (tmp_path / "n.tex").write_text(tex, encoding="utf-8")
        made = typeset(tmp_path / "n.tex")
        assert not made.overfull
        boxes = subprocess.run(
            ["pdftotext", "-bbox", str(made.pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
        found = re.findall(r'xMin="([\d.]+)".*>(.*)</word>', boxes)
        place = {"".join(sorted(text.strip("\u202a\u202b\u202c"))): float(x) for x, text in found}
        across = [place["".join(sorted(word))] for word in line]
        assert across == sorted(across, reverse=line is words)


def test_letters_without_a_font_are_named_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = f"\\begin{{document}}\n{verbatim('जल и')}\n\\end{{document}}\n"
    assert not with_drawings(whole.replace(verbatim("जल"), ""))[1]
    letters._drawing.cache_clear()
    monkeypatch.setattr(letters, "families", lambda text, first: ([*first], text.strip("и")))
    tex, missing = with_drawings(whole)
    letters._drawing.cache_clear()
    assert missing == "जल"
    assert tex.rstrip().endswith(
        "[U+091C] is devanagari letter ja; [U+0932] is devanagari letter la.\\par}\n\\end{document}"
    )


PARAMETERS = ("theta_q", "theta_bar", "x_prime", "p", "g", "u", "L", "_")


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_the_derivations_of_utilities_with_odd_parameters_compile(tmp_path: Path) -> None:
    log = load_economy(SHIPPED[0].parent / "log.toml")
    table = log.environment.parameters["theta"]
    body = []
    for name in PARAMETERS:
        utility = f"{name}*log(q) + log(r)"
        economy = log.replacing(utility=utility, parameters={name: table}, name=name)
        body += economy_sections(economy, set())
    one = log.replacing(
        utility="theta1*log(q) + theta_1*log(r)",
        parameters={"theta1": table, "theta_1": [[1, 2], [2, 1]]},
    )
    body += economy_sections(one, set())
    assert parameter_latex("theta1") in "".join(body)
    assert parameter_latex("theta_1") in "".join(body)
    tex = PREAMBLE + "\\begin{document}\n" + "\n".join(body) + "\\end{document}\n"
    (tmp_path / "p.tex").write_text(tex, encoding="utf-8")
    assert typeset(tmp_path / "p.tex").pdf.exists()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_shipped_example_takes_such_names(path: Path, file: Path) -> None:
    economy = load_economy(path)
    odd = dict(
        zip(("states", "types"), (economy.states, economy.types), strict=True),
    )
    renamed = economy.replacing(
        name="[b]$x^$ 😀",
        states=[f"$s^{i}_" for i in range(len(odd["states"]))],
        types=[f"[/t]{i}\\" for i in range(len(odd["types"]))],
    )
    file.write_text(renamed.to_toml(), encoding="utf-8")
    text = call("solve", file, "--agents", "9").stdout
    for name in (*renamed.states, *renamed.types):
        assert name in text
    assert verbatim(renamed.name)


@pytest.mark.bulk
def test_a_report_shows_the_name_of_a_given_economy_and_its_dollars(tmp_path: Path) -> None:
    economy = ECONOMIES[1].replacing(name='$x^$ "a" <b> alpha')
    file, out = tmp_path / "e.toml", tmp_path / "out"
    file.write_text(economy.to_toml(), encoding="utf-8")
    verified = call("verify", TESTED, "--file", file, "--economies", "0", "--out", out)
    assert verified.exit_code == 0, verified.output
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    claim = next(c for c in results["claims"] if c["id"] == TESTED)
    assert economy.name in {i["economy"] for i in claim["instances"]}
    outcome = claim["corrected"] or claim["printed"]
    outcome["verdict"] = "FAILS"  # the text tells why a claim does not hold
    outcome["detail"] = f'fails for "{economy.name}": $yes$ and kappa_q'
    outcome["counterexample"] = {"economy": economy.name}
    (out / "results.json").write_text(json.dumps(results), encoding="utf-8")
    rendered = call("report", out / "results.json", "--out", out)
    assert rendered.exit_code == 0, rendered.output
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "$x^$ &quot;a&quot; &lt;b&gt; alpha" in page
    assert "$yes$" in page
    assert verbatim(economy.name) in _statement("As printed", claim, "printed")
    assert economy.name in (out / "report.txt").read_text(encoding="utf-8").replace("\n", " ")
