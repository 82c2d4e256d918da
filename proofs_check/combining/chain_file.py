"""A chain of claims as one theorem of Coq, from the certificates of its links and from axioms by name.

Conventions: c is the word of a claim (``assumed.Naming``), k the number of a hypothesis.

* ``stated_c`` is the statement of a certificate, ``proved_c`` its proof, from the certificate's own file.
* A link whose hypotheses other claims show, or that shows one literally, speaks of fixed objects
  (``vocabulary``): ``says_c`` is what it says of them, and ``shown_c`` proves that by ``proved_c``, from
  its hypotheses: ``given_c_k``, an axiom, where they are the paper's or added; ``step_c_k``, a lemma,
  where another claim says literally that; ``by_hand_c_k`` and ``taken_c_k``, axioms that start from the
  claims that show them, where a reader has compared them.
* ``said_c`` is what a claim says that no certificate states, a proposition without a content for Coq;
  ``cited_c``, an axiom, draws it from what the claim uses.
* ``claim_c`` is all of this and ``claim_d`` for every claim d that c uses; ``link_c`` proves it.

The theorem at the end is ``claim_c`` of the last link.  So everything on which it rests is an axiom.

Paper: none; ``proofs_check.assuming.assumed`` lists the axioms without Coq.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proofs_check.assuming.assumed import Naming
from proofs_check.assuming.vocabulary import NotCombined, Vocabulary, ancestors, uses_u
from proofs_check.coq.file import BEGINNING
from proofs_check.coq.names import Identifiers
from proofs_check.coq.statement import ASSUMED, Theorem
from proofs_check.coq.trees import ZERO, Tree
from proofs_check.rechain import Link

LITERALLY = (
    "Ltac literally K := first [exact K | literally (proj1 K) | literally (proj2 K)",
    "  | let a := fresh in intro a; literally (K a)].",
)


def chain_file(chain: Mapping[str, Any], root: str, files: Mapping[str, str]) -> str:
    """Return the text of the Coq file of a chain.

    Args:
        chain: Of format 1, as ``rechain`` accepts it.
        root: The claim at its end.
        files: For each claim that has a certificate the name of its Coq file, without ending.

    Raises:
        NotCombined: The chain does not become a theorem; the message says why.
        NotTranslated: A statement uses what has no counterpart in Coq.
    """
    links = ancestors(chain, root)
    writer = Writer(links, files)
    lines = [line for link in links for line in writer.link(link)]
    name = writer.words[root]
    used = [f"From TwoStage Require {files[link['id']]}." for link in links if link["id"] in files]
    end = [f"Theorem {name} : claim_{name}.", f"Proof. exact link_{name}. Qed."]
    return "\n".join(
        [*BEGINNING[:-1], *used, "", *LITERALLY, *lines, "", *end, f"Print Assumptions {name}.", ""]
    )


class Writer:
    """Writes the links of a chain, each after all that it uses.

    Args:
        links: The links.
        files: The names of the certificates' files, by claim.
    """

    def __init__(self, links: list[Link], files: Mapping[str, str]) -> None:
        self.files, self.words, self.vocabulary = files, Naming(links), Vocabulary(links)
        self._declared = set[str]()

    def link(self, link: Link) -> Iterator[str]:
        """Iterate over the lines of a link."""
        id_, word = link["id"], self.words[link["id"]]
        parts = [f"claim_{self.words[other]}" for other in link["uses"]]
        proofs = [f"link_{self.words[other]}" for other in link["uses"]]
        yield from ("", comment(id_))
        if link["rule"] == "none":
            yield from self._sentence(link, "open", [])
            parts, proofs = [*parts, f"said_{word}"], [*proofs, f"open_{word}"]
        else:
            if id_ in self.files:
                yield from self._closed(link)
                own = ("stated", "proved")
                if id_ in self.vocabulary.about:
                    yield from self._shown(link)
                    own = ("says", "shown")
                parts, proofs = [f"{own[0]}_{word}", *parts], [f"{own[1]}_{word}", *proofs]
            elif link["rule"] == "proof" or link["premises"]:
                raise NotCombined(f"{id_} has no certificate that Coq accepts")
            if link["rule"] == "theorem":
                yield from self._sentence(link, "cited", parts)
                parts = [f"said_{word}", *parts]
                proofs = [f"({' '.join([f'cited_{word}', *proofs])})", *proofs]
        claim = " /\\ ".join(parts) or "True"
        yield f"Definition claim_{word} : Prop := {claim}."
        proof = " ".join(f"(conj {p}" for p in proofs[:-1]) + f" {(proofs or ['I'])[-1]}"
        yield f"Definition link_{word} : claim_{word} := {proof}{')' * (len(proofs) - 1)}."

    def _sentence(self, link: Link, kind: str, premises: list[str]) -> Iterator[str]:
        word = self.words[link["id"]]
        yield f"Parameter said_{word} : Prop."
        if link["theorem"]:
            yield comment(f"by {link['theorem']}")
        yield f"Axiom {kind}_{word} : {' -> '.join([*premises, f'said_{word}'])}."

    def _closed(self, link: Link) -> Iterator[str]:
        word, file = self.words[link["id"]], self.files[link["id"]]
        yield from (f"Definition stated_{word} : Prop :=", *Theorem(link["statement"]).lines())
        yield f"Definition proved_{word} : stated_{word} := {file}.stated_and_proved."

    # -- links about fixed objects -----------------------------------------------------------------

    def _shown(self, link: Link) -> Iterator[str]:
        """Iterate over what a link says of the objects of the economy, and its proof."""
        id_, word, statement = link["id"], self.words[link["id"]], link["statement"]
        theorem, called = self._read(link)
        u = called.get(("u", "u"), "u")

        def said(t: Tree) -> str:
            return re.sub(r"\bu\b", u, p.proposition(t))

        if theorem.slopes.found:
            raise NotCombined(f"{id_} is about derivatives, which are no objects here")
        p, open_ = theorem.printer, self.vocabulary.open.get(id_, ())
        members = {name: p.set(s) for name, s in statement["labels"]}
        yield from self._objects(link, theorem, called)
        signs = [
            (f"{told}_{called['name', name]}", said([ASSUMED[told], ["v", name], ZERO]))
            for name, *words in statement["symbols"]
            for told in words
            if told != "integer"
        ]
        for name, says in signs:
            yield from self._once(name, f"Axiom {name} : {says}.")
        hypotheses = []
        premises = {premise["given"]: premise for premise in link["premises"]}
        for k, given in enumerate(theorem.given):
            text, proof = self._hypothesis(link, k, said(given), premises.get(k))
            yield from text
            hypotheses.append(proof)
        over = "".join(f"forall {p.identifiers[x]} : {members[x]}, " for x in open_)
        function = "".join(f"fun {p.identifiers[x]} : {members[x]} => " for x in open_)
        yield f"Definition says_{word} : Prop := {over}{said(theorem.says)}."
        rows = [*statement["symbols"], *statement["labels"], *statement["functions"]]
        arguments = [p.set(s) for s, _ in statement["sets"]]
        arguments += [f"some_{p.set(s)}" for s, kind in statement["sets"] if kind == "inhabited"]
        arguments += [p.identifiers[row[0]] for row in rows]
        arguments += [called["u", "u"]] if theorem.uses_u() else []
        integers = (s for s, *words in statement["symbols"] if "integer" in words)
        arguments += [f"integer_{p.identifiers[s]}" for s in integers]
        for formula in theorem.abbreviations.values():
            arguments += [p.formula(formula), "eq_refl"]
        arguments += [name for name, _ in signs] + hypotheses
        yield f"Definition shown_{word} : says_{word} := {function}proved_{word} {' '.join(arguments)}."

    def _read(self, link: Link) -> tuple[Theorem, dict[tuple[str, str], str]]:
        """Read a statement with the names of its objects."""
        id_, statement = link["id"], link["statement"]
        rows = [*statement["symbols"], *statement["labels"], *statement["functions"]]
        keys = [("set", name) for name, _ in statement["sets"]]
        keys += [("name", row[0]) for row in rows]
        if uses_u([statement["given"], statement["says"], [f for _, f in statement["where"]]]):
            keys.append(("u", "u"))
        called = {key: self.vocabulary.called(id_, *key) for key in keys}
        return Theorem(statement, Identifiers(called)), called

    def _objects(
        self, link: Link, theorem: Theorem, called: Mapping[tuple[str, str], str]
    ) -> Iterator[str]:
        """Iterate over the declarations of what a link speaks of."""
        p, statement = theorem.printer, link["statement"]
        for name, kind in statement["sets"]:
            s = p.set(name)
            yield from self._once(s, f"Parameter {s} : finset.")
            if kind == "inhabited":
                yield from self._once(f"some_{s}", f"Axiom some_{s} : inhabited {s}.")
        for name, *words in statement["symbols"]:
            s = p.identifiers[name]
            yield from self._once(s, f"Parameter {s} : R.")
            if "integer" in words:
                yield from self._once(f"integer_{s}", f"Axiom integer_{s} : integer {s}.")
        for name, members in statement["labels"]:
            if name not in self.vocabulary.open.get(link["id"], ()):
                s = p.identifiers[name]
                yield from self._once(s, f"Parameter {s} : {p.set(members)}.")
        for name, *sorts in statement["functions"]:
            s = p.identifiers[name]
            kinds = " -> ".join([*map(theorem.sort, sorts), "R"])
            yield from self._once(s, f"Parameter {s} : {kinds}.")
        if ("u", "u") in called:
            s, arguments = called["u", "u"], f"{p.set('X')} -> {p.set('Z')}"
            text = f"Parameter {s} : nat -> nat -> {arguments} -> R -> R -> R."
            yield from self._once(s, text)

    def _once(self, name: str, line: str) -> Iterator[str]:
        if name not in self._declared:
            self._declared.add(name)
            yield line

    def _hypothesis(self, link: Link, k: int, says: str, premise: Any) -> tuple[list[str], str]:
        """Return the lines that state a hypothesis of a link, and a proof of it."""
        word = self.words[link["id"]]
        if premise is None:
            return [f"Axiom given_{word}_{k} : {says}."], f"given_{word}_{k}"
        if premise["as"] == "conclusion":
            source = self.words[self.vocabulary.sources[link["id"], k]]
            proof = f"Proof. literally shown_{source}. Qed."
            return [f"Lemma step_{word}_{k} : {says}.", proof], f"step_{word}_{k}"
        name = f"{'by_hand' if premise['as'] == 'hand' else 'taken'}_{word}_{k}"
        others = [self.words[of["id"]] for of in premise["of"]]
        axiom = " -> ".join([*(f"claim_{other}" for other in others), says])
        return [f"Axiom {name} : {axiom}."], f"({' '.join([name, *(f'link_{o}' for o in others)])})"


def comment(text: str) -> str:
    """Return a text as a comment of Coq: nothing in it ends the comment, or begins a string.

    >>> comment('a "b" *) c')
    "(* a 'b' * ) c *)"
    """
    plain = text.encode("ascii", "replace").decode("ascii").replace('"', "'")
    return f"(* {plain.replace('(*', '( *').replace('*)', '* )')} *)"
