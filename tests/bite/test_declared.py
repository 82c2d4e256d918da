"""The formulas of a claim's declaration: its own, and those of the names that it reads."""

import types
from dataclasses import dataclass

from bite.declared import CLAIM, STATEMENT, Declarations
from bite.reach import reached

SHARED = """
FORMULA = formula("shared")
OTHER = formula("other")
"""
CLAIMS_OF = """
from proofs_check.paper.shared_made import FORMULA as F
from proofs_check.paper import shared_made
own = formula("own")
both = (own, F)
def helper(text):
    return Claim(id=text, says=(formula("helped"), both))
CLAIMS = (
    Claim(id="a", says=formula("direct")),
    Claim(id="b", says=both),
    helper("c"),
    Claim(id="d", says=shared_made.OTHER),
)
"""


@dataclass
class Claim:
    id: str
    says: object


def formula(name: str) -> str:
    reached(name)
    return name


def test_a_claim_reaches_the_formulas_of_the_names_it_reads_and_no_others() -> None:
    declarations = Declarations()
    given = {"Claim": Claim, "formula": formula}
    shared = {**given, STATEMENT: declarations._statement, CLAIM: declarations._claim}
    tree = declarations.rewritten("proofs_check.paper.shared_made", SHARED)
    exec(compile(tree, "shared", "exec"), shared)
    module = types.ModuleType("claims")
    module.__dict__.update(shared)
    tree = declarations.rewritten("proofs_check.paper.made", CLAIMS_OF)
    tree.body = tree.body[2:]  # the imports, which the test stands in for
    module.__dict__["F"] = shared["FORMULA"]
    module.__dict__["shared_made"] = types.SimpleNamespace(OTHER=shared["OTHER"])
    exec(compile(tree, "made", "exec"), module.__dict__)
    reach = {i: declarations.reach(i)[0] for i in ("a", "b", "c", "d")}
    assert reach.pop("d") == {"other"}
    assert reach == {"a": {"direct"}, "b": {"own", "shared"}, "c": {"helped", "own", "shared"}}
    assert [c.id for c in module.__dict__["CLAIMS"]] == ["a", "b", "c", "d"]
