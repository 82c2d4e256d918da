"""What is kept between runs, and what is told of them."""

from pathlib import Path

from bite.journal import Journal
from bite.mutants import mutants_of
from bite.noticing import Notice
from bite.report import caught_share, last_line, page, share
from bite.running import Tried

SOURCE = "def f(a, b):\n    return a - `b` * 2\n".replace("`", "")
MUTANTS = mutants_of("numeric/a.py", SOURCE)
CAUGHT = Notice(
    "caught", {"claim": "eq-1", "part": "printed", "was": "HOLDS", "now": "FAILS"}, ["eq-1"]
)
TRIED = [
    Tried(MUTANTS[0], CAUGHT),
    Tried(MUTANTS[1], Notice("survived", ran=[f"claim-{n}" for n in range(20)])),
    Tried(MUTANTS[2], Notice("crashed", ran=["eq-2"], crashed=["eq-2"])),
    Tried(MUTANTS[3], Notice("equivalent", reason="the same expression")),
    Tried(MUTANTS[4], Notice("stillborn", ran=["eq-3"], crashed=["eq-3"], reason="TypeError: no")),
]


def test_the_journal_is_read_again_for_the_same_tree_only(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "tree")
    for t in TRIED:
        journal.add(t.mutant, t.notice)
    with (tmp_path / "j").open("a") as file:
        file.write('{"mutant": "half a li')
    again = Journal(tmp_path / "j", "tree")
    assert again.notices == {t.mutant.id: t.notice for t in TRIED}
    changed = Journal(tmp_path / "j", "another tree")
    assert changed.notices == {}
    assert changed.missed == {MUTANTS[1].id, MUTANTS[2].id}


def test_a_crash_is_not_a_catch() -> None:
    assert last_line(TRIED) == (
        "caught 1 of 5 mutants (1 equivalent, 1 stillborn, 1 timed out or crashed)"
    )
    assert share(TRIED).startswith("33.3 % of those neither equivalent nor stillborn, 50 % of")
    assert share(TRIED[3:]) == "no mutant has a verdict"
    assert caught_share(TRIED) == 0.5
    assert caught_share(TRIED[3:]) == 1.0


def test_the_page_names_each_survivor_with_its_edit_and_the_claims_that_ran() -> None:
    text = page(TRIED, 7, 100)
    assert "5 of 100 mutants, seed 7" in text
    assert f"`{MUTANTS[1].id}` line 2, `f`" in text
    assert "20 claims ran: claim-0, " in text
    assert "claim-11 and 8 more" in text
    assert "crashed: eq-2" in text
    assert MUTANTS[0].id not in text
    assert "## Stillborn (1)" in text
    assert "TypeError: no; 1 claims ran: eq-3; crashed: eq-3" in text
    assert "no claim reaches it" in page([Tried(MUTANTS[1], Notice("survived"))], 7, 100)
