"""Fuzz soundness in bulk: nothing false is called HOLDS, and no altered certificate of something false is accepted.

``python -m tests.fuzz.soundness [--statements 10000] [--certified 100000] [--repeated 10000] [--altered 10000]
[--from SEED]``

Four campaigns, each printed as one line of counts.  *Statements*: random statements through every
engine (certificates, the ring decider, Z3 and cvc5 in this process).  *Certified*: more of them
through what writes certificates.  *Repeated*: statements that are data, in which one name means two
variables (``binders``), through the search and the checker.  *Altered*: certificates of the paper's
claims and of random statements, each with one edit, or a few of its bound names, and a new hash.
Whatever is called HOLDS, or accepted, is evaluated exactly at points of its hypotheses (``judge``).
Exit status 1 if something false holds.
"""

import argparse
import copy
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from proofs_check.engines import portfolio
from proofs_check.engines.certificates import certificate
from proofs_check.engines.certificates import sealed as sealed_proof
from proofs_check.engines.children import Answer, Limits, Method
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.points import counterexample
from proofs_check.engines.portfolio import decide_by_solvers
from proofs_check.engines.question import Question
from proofs_check.recheck import Rejected, check
from proofs_check.searching.search import Search
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Statement
from symbolic.language.tree import statement_tree
from tests.fuzz.binders import confused, look_alike, shadowed
from tests.fuzz.judge import judged
from tests.fuzz.statements import made

MILLISECONDS = 250
"""For each question to a solver."""

ATTEMPTS = 6
"""Linear programmes for each certificate."""


def ask_here(questions: Sequence[tuple[Method, str]], limits: Limits) -> list[Answer]:
    """Ask the solvers in this process, which is quicker than a child for each."""
    return [Answer(method, _asked(method, script)) for method, script in questions]


def _asked(method: Method, script: str) -> Any:
    try:
        return _cvc5(script) if method == "cvc5" else _z3(script, method == "z3-nlsat")
    except Exception:  # whatever a solver does, it is no answer
        return "unknown"


def _z3(script: str, nonlinear: bool) -> str:
    import z3

    tactics = "simplify", "purify-arith", "propagate-values", "solve-eqs", "qfnra-nlsat"
    solver = z3.Then(*tactics).solver() if nonlinear else z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.from_string(script)
    return str(solver.check())


def _cvc5(script: str) -> str:
    import cvc5

    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(MILLISECONDS))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"{script}\n(check-sat)\n", "statement")
    symbols, answer = parser.getSymbolManager(), "unknown"
    while not (command := parser.nextCommand()).isNull():
        printed = command.invoke(solver, symbols).strip()
        answer = printed if printed in ("sat", "unsat") else answer
    return answer


ENGINES: dict[str, Callable[[Question], bool]] = {
    "certificate": lambda q: certificate(q, ATTEMPTS) is not None,
    "ring decider": lambda q: by_coefficients(q) is not None,
    "solvers": lambda q: bool(decide_by_solvers(q).holds),
}


class Campaign:
    """Counts, and what went wrong."""

    def __init__(self, title: str, worlds: int = 40) -> None:
        self.title, self.counts, self.start = title, Counter[str](), time.time()
        self.worlds = worlds
        self.wrong: list[str] = []

    def judge(self, who: str, tree: dict[str, Any], statement: Statement | None, seed: int) -> None:
        """Evaluate what is called HOLDS."""
        self.counts[f"{who}: holds"] += 1
        evaluated, world = judged(tree, self.worlds, seed)
        self.counts["points"] += evaluated
        self.counts["holds, without a point"] += not evaluated
        if world is None:
            return
        if statement is not None and judged(statement_tree(statement), 40, seed)[1] is None:
            self.counts["holds as SymPy has rewritten it"] += 1
            return
        self.wrong.append(
            f"{who} {seed}: {json.dumps(tree['given'])} => {json.dumps(tree['says'])}"
        )

    def close(self) -> bool:
        """Print the counts, and return whether nothing false held."""
        told = ", ".join(f"{n} {what}" for what, n in sorted(self.counts.items()))
        print(f"{self.title}: {told}; {len(self.wrong)} FALSE; {time.time() - self.start:.0f} s")
        for line in self.wrong[:20]:
            print("  FALSE", line[:2000])
        return not self.wrong


def _readable(seed: int) -> tuple[dict[str, Any], Statement] | None:
    """Return a random statement as a tree and in SymPy, None where it is not well formed."""
    with suppress(LookupError, TypeError, ValueError, NotImplementedError):
        tree, statement = made(seed)
        return (tree if "sympy" not in str(tree) else statement_tree(statement)), statement
    return None


def statements(seeds: range, engines: Sequence[str] = tuple(ENGINES)) -> Campaign:
    """Put random statements to engines, and evaluate those that are called HOLDS."""
    vars(portfolio)["ask"] = ask_here
    title = f"{len(seeds)} statements from seed {seeds.start} ({', '.join(engines)})"
    campaign = Campaign(title, worlds=40 if len(engines) > 1 else 12)
    for seed in seeds:
        pair = _readable(seed)
        if pair is None:
            campaign.counts["not well formed"] += 1
            continue
        tree, statement = pair
        question, held = Question(statement), False
        for who in engines:
            try:
                holds = ENGINES[who](question)
            except (TypeError, NotImplementedError) as error:
                campaign.wrong.append(f"{who} {seed} crashed: {type(error).__name__} {error}")
                continue
            if holds:
                held = True
                campaign.judge(who, tree, statement, seed)
        if not held and len(engines) > 1:
            campaign.counts["not proved, false at a point"] += judged(tree, 8, seed)[1] is not None
        elif held and len(engines) > 1 and _refuted(question):
            campaign.wrong.append(f"{seed}: it holds and has a counterexample")
    return campaign


def _refuted(question: Question) -> bool:
    with suppress(ValueError):
        return counterexample(question) is not None
    return False


def shadows(count: int, seed: int) -> Campaign:
    """Search proofs of statements in which one name means two variables, and evaluate what is accepted."""
    campaign = Campaign(f"{count} statements with repeated names from seed {seed}")
    first = seed
    while sum(campaign.counts[what] for what in ("proved", "not proved", "refused")) < count:
        seed += 1
        tree: dict[str, Any] = {"where": []}
        if seed % 3 == 0:
            tree = look_alike(seed)
        with suppress(LookupError, TypeError, ValueError, NotImplementedError):
            tree = (
                tree
                if tree["where"]
                else shadowed(statement_tree(made(seed)[1]), random.Random(f"{seed} names"))
            )
        if not tree["where"]:
            continue
        campaign.counts[outcome := _searched(tree)] += 1
        if outcome == "proved":
            campaign.judge("certificate", tree, None, seed)
    campaign.counts["statements made"] = seed - first
    return campaign


def _searched(tree: dict[str, Any]) -> str:
    """Say what comes of the search for a proof of a statement that is data."""
    try:
        search = Search(tree, ATTEMPTS)
        proof = search.refute(search.checker.start)
        if proof is None:
            return "not proved"
        check(sealed_proof(tree, proof))
    except (Rejected, ValueError, RecursionError, LookupError, TypeError):
        return "refused"
    return "proved"


# -- certificates with one edit -------------------------------------------------------------------


@cache
def of_claims() -> tuple[dict[str, Any], ...]:
    """Return the certificates of the paper's claims."""
    from proofs_check.paper import CLAIMS

    standing = (c.standing for c in CLAIMS.values() if not isinstance(c.standing.says, Asserted))
    return tuple(found for s in standing if (found := certificate(s, 12)) is not None)


def of_statements(count: int, seed: int) -> list[dict[str, Any]]:
    """Return certificates of random statements."""
    certificates: list[dict[str, Any]] = []
    while len(certificates) < count:
        pair = _readable(seed)
        found = certificate(pair[1], ATTEMPTS) if pair else None
        certificates += [found] if found else []
        seed += 1
    return certificates


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the places of all parts of a certificate."""
    listed = [path] if path else []
    for key, part in enumerate(node) if isinstance(node, list) else sorted(node.items()):
        listed += places(part, (*path, key)) if isinstance(part, list | dict) else [(*path, key)]
    return listed


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def altered(certificate_: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """Make one edit of the statement or proof, or a few of its bound names, and seal it again."""
    data = copy.deepcopy(certificate_)
    all_places = [p for p in places(data) if p[0] in ("statement", "proof") and len(p) > 1]
    if draw.random() < 0.4:
        confused(data, draw)
        return sealed(data)
    part = draw.choice(("statement", "statement", "proof"))
    path = draw.choice([p for p in all_places if p[0] == part])
    holder, key = at(data, path[:-1]), path[-1]
    holder[key] = edited(holder[key], data, all_places, draw)
    if isinstance(holder, list) and draw.random() < 0.15:
        rearranged(holder, draw)
    return sealed(data)


def sealed(data: dict[str, Any]) -> dict[str, Any]:
    """Give a certificate the hash of the statement that it has now."""
    text = json.dumps(data["statement"], sort_keys=True, separators=(",", ":"))
    data["hash"] = hashlib.sha256(text.encode()).hexdigest()
    return data


def edited(old: Any, data: Any, all_places: list[tuple[Any, ...]], draw: random.Random) -> Any:
    """Return something in the place of one part."""
    if isinstance(old, int):
        return old + draw.choice((-1, 1, 2))
    if isinstance(old, list) or draw.random() < 0.4:
        alike = [q for q in all_places if type(at(data, q)) is type(old)]
        return copy.deepcopy(at(data, draw.choice(alike)))
    kinds = (
        ("<", "<=", ">", ">=", "=", "!=", "same sign"),
        ("+", "*", "/", "^"),
        ("sum", "prod"),
        ("and", "or", "implies", "iff"),
        ("inhabited", "finite"),
        ("at", "some", "term"),
        ("split", "cases"),
        ("square", "means"),
        ("min", "max", "abs", "sign", "log", "exp"),
    )
    for kind in kinds:
        if old in kind:
            return draw.choice(kind)
    return draw.choice(("0", "1", "2", "-1", "1/2", "3", "x", "y", "a", old + "_"))


def rearranged(holder: list[Any], draw: random.Random) -> None:
    """Leave out, repeat or exchange parts of a list."""
    k = draw.randrange(len(holder))
    kind = draw.choice(("delete", "repeat", "exchange"))
    if kind == "delete":
        del holder[k]
    elif kind == "repeat":
        holder.insert(k, copy.deepcopy(holder[k]))
    else:
        m = draw.randrange(len(holder))
        holder[k], holder[m] = holder[m], holder[k]


def alterations(count: int, seed: int) -> Campaign:
    """Alter certificates, and evaluate the statements of those that are accepted all the same."""
    campaign = Campaign(f"{count} altered certificates from seed {seed}")
    originals = [*of_claims(), *of_statements(200, seed)]
    draw = random.Random(seed)
    for k in range(count):
        original = draw.choice(originals)
        data = altered(original, draw)
        try:
            check(data)
        except Rejected:
            campaign.counts["rejected"] += 1
            continue
        if data["statement"] == original["statement"]:
            campaign.counts["accepted, the same statement"] += 1
        else:
            campaign.judge("accepted", data["statement"], None, seed * 1_000_000 + k)
    return campaign


def main() -> int:
    """Run the campaigns."""
    parser = argparse.ArgumentParser(description=__doc__)
    sizes = {"statements": 10_000, "certified": 100_000, "repeated": 10_000, "altered": 10_000}
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--from", dest="seed", type=int, default=0)
    chosen = parser.parse_args()
    first = range(chosen.seed, chosen.seed + chosen.statements)
    second = range(first.stop, first.stop + chosen.certified)
    sound = not first or statements(first).close()
    sound &= not second or statements(second, ("certificate",)).close()
    sound &= not chosen.repeated or shadows(chosen.repeated, chosen.seed).close()
    sound &= not chosen.altered or alterations(chosen.altered, chosen.seed).close()
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
