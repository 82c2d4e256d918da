"""The statement of a certificate as a theorem of Coq, and the beginning of its proof.

For all finite sets, all real numbers, elements and functions that are declared, and all u: from the
assumptions about symbols, the abbreviations (as equations) and what is given follows what is said.
Of each derivative it is assumed that it exists.
Relations whose divisors vanish mean what they mean for Coq's total functions.  The theorem is made
of the certificate's statement alone.
"""

from __future__ import annotations

from typing import Any

from proofs_check.coq.derivatives import Slopes, subtrees
from proofs_check.coq.names import Identifiers
from proofs_check.coq.printing import Printer
from proofs_check.coq.reading import Reading
from proofs_check.coq.trees import ZERO, NotTranslated, Tree, expanded, names, normal

ASSUMED = {
    "positive": ">",
    "nonnegative": ">=",
    "negative": "<",
    "nonpositive": "<=",
    "nonzero": "!=",
}


class Theorem:
    """A statement, read.

    Args:
        statement: Of a certificate of format 2.
        identifiers: Of its names, where they are not to be new ones.
    """

    def __init__(self, statement: dict[str, Any], identifiers: Identifiers | None = None) -> None:
        self.statement, self.slopes = statement, Slopes()
        self.where: dict[str, Tree] = {}
        for name, formula in statement["where"]:
            self.where[name] = expanded(formula, self.where)
        self.sets: dict[str, str] = dict(statement["sets"])
        sorts = {name: list(sorts) for name, *sorts in statement["functions"]}
        self.abbreviations = {name: self.slopes.named(f) for name, f in self.where.items()}
        self.given = [self.prepared(p) for p in statement["given"]]
        self.says = self.prepared(statement["says"])
        self.reading = Reading(sorts, dict(statement["labels"]), self.slopes)
        self.printer = Printer(identifiers or Identifiers(), self.reading)

    def prepared(self, t: Tree) -> Tree:
        """Put the abbreviations into a formula or proposition; its derivatives get numbers."""
        return self.slopes.named(expanded(t, self.where))

    def in_proof(self, t: Tree) -> Tree:
        """Likewise for what a proof contributes; its derivatives are those of the statement."""
        known = len(self.slopes.found)
        prepared = self.prepared(t)
        if len(self.slopes.found) > known:
            raise NotTranslated("a derivative that the statement does not contain")
        return prepared

    def assumptions(self) -> list[Tree]:
        """Return what the assumptions about symbols say, in order."""
        return [
            [ASSUMED[word], ["v", name], ZERO]
            for name, *words in self.statement["symbols"]
            for word in words
            if word != "integer"
        ]

    # -- the text ----------------------------------------------------------------------------------

    def text(self, name: str) -> list[str]:
        """Return the lines of the theorem."""
        return [f"Theorem {name} :", *self.lines()]

    def lines(self) -> list[str]:
        """Return the lines of what the theorem says, for all that it is about; they end in a full stop."""
        p, statement = self.printer, self.statement
        lines: list[str] = []
        if self.sets:
            lines.append(f"  forall {' '.join(p.set(s) for s in self.sets)} : finset,")
        lines += [
            f"  inhabited {p.set(s)} ->" for s, kind in self.sets.items() if kind == "inhabited"
        ]
        lines += [f"  forall {p.identifiers[s]} : R," for s, *_ in statement["symbols"]]
        lines += [
            f"  forall {p.identifiers[s]} : {p.set(members)}," for s, members in statement["labels"]
        ]
        lines += [
            f"  forall {p.identifiers[s]} : {' -> '.join([*map(self.sort, sorts), 'R'])},"
            for s, *sorts in statement["functions"]
        ]
        if self.uses_u():
            lines.append(f"  forall u : nat -> nat -> {p.set('X')} -> {p.set('Z')} -> R -> R -> R,")
        lines += [
            f"  integer {p.identifiers[s]} ->"
            for s, *words in statement["symbols"]
            if "integer" in words
        ]
        lines += self.derivatives()
        lines += [
            f"  (forall {p.identifiers[s]} : R, {p.identifiers[s]} = {p.formula(formula)} ->"
            for s, formula in self.abbreviations.items()
        ]
        lines += [f"  {p.proposition(fact)} ->" for fact in [*self.assumptions(), *self.given]]
        return [*lines, f"  {p.proposition(self.says)}{')' * len(statement['where'])}."]

    def sort(self, sort: str) -> str:
        """Print the sort of an argument."""
        return "R" if sort == "real" else self.printer.set(sort)

    def uses_u(self) -> bool:
        """Say whether partial derivatives of u occur."""
        return any(t[0] == "u" for p in [*self.given, self.says] for t in subtrees(p)) or any(
            t[0] == "u" for d in self.slopes.found for t in subtrees(d.body)
        )

    def derivatives(self) -> list[str]:
        """Say that the derivatives are derivatives, and u differentiable where they need it."""
        p, lines = self.printer, []
        for k, derivative in enumerate(self.slopes.found):
            v, body = p.identifiers[derivative.variable], p.formula(derivative.body)
            binders = "".join(
                f"forall {p.identifiers[name]} : {p.set(members)}, "
                for name, members in derivative.params
            )
            lines.append(
                f"  forall D{k} : {' -> '.join([*(p.set(s) for _, s in derivative.params), 'R'])},"
            )
            lines += [
                f"  ({binders}{smooth}) ->"
                for smooth in self.smooth(derivative.body, derivative.variable)
            ]
            at = " ".join([f"D{k}", *(p.identifiers[name] for name, _ in derivative.params)])
            lines.append(f"  ({binders}derivable_pt_lim (fun {v} : R => {body}) {v} ({at})) ->")
        return lines

    def smooth(self, t: Tree, v: str, binders: str = "") -> list[str]:
        """Say that u is differentiable where its arguments in a formula depend on a symbol."""
        p = self.printer
        if not isinstance(t, list) or not t or v not in names(t):
            return []
        if t[0] in ("sum", "prod"):
            return self.smooth(t[3], v, f"{binders}forall {p.identifiers[t[1]]} : {p.set(t[2])}, ")
        inside = [line for part in t[1:] for line in self.smooth(part, v, binders)]
        if t[0] != "u" or not any(v in names(part) for part in t[3:5]):
            return inside
        i, j, q, r, x, z = t[1:]
        at = f"{p.formula(x)} {p.formula(z)}"
        point = f"{p.formula(q)} {p.formula(r)}"
        partials = [f"(u {a}%nat {b}%nat {at} {point})" for a, b in ((i + 1, j), (i, j + 1))]
        return [
            *inside,
            f"{binders}differentiable (u {i}%nat {j}%nat {at}) {point} {' '.join(partials)}",
        ]

    def introductions(self) -> str:
        """Return the names under which a proof introduces what comes before the assumptions."""
        p, statement = self.printer, self.statement
        taken = [p.set(s) for s in self.sets] + [
            f"Inhabited{i}" for i, kind in enumerate(self.sets.values()) if kind == "inhabited"
        ]
        taken += [
            p.identifiers[s]
            for s, *_ in [*statement["symbols"], *statement["labels"], *statement["functions"]]
        ]
        taken += ["u"] if self.uses_u() else []
        taken += [
            f"Integer{i}"
            for i, (_, *words) in enumerate(statement["symbols"])
            if "integer" in words
        ]
        for k, derivative in enumerate(self.slopes.found):
            taken += [
                f"D{k}",
                *(
                    f"HU{k}_{i}"
                    for i, _ in enumerate(self.smooth(derivative.body, derivative.variable))
                ),
                f"HD{k}",
            ]
        for i, (name, _) in enumerate(statement["where"]):
            taken += [p.identifiers[name], f"Where{i}"]
        return " ".join(taken)

    def normal_forms(self) -> list[tuple[Tree, Tree]]:
        """Return what is assumed and given, each with its normal form."""
        return [(p, normal(p)) for p in [*self.assumptions(), *self.given]]
