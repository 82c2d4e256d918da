"""Formulas of a page: every one becomes MathML or is refused.

Names in sentences are recognised, words are not.
"""

import pytest

from proofs_check.output.html import mathml as module
from proofs_check.output.html.mathml import FormulaError, converted, known, mathml, prose
from proofs_check.output.names import with_formulas
from proofs_check.output.statements import statement_data
from proofs_check.paper import CLAIMS


@pytest.mark.bulk
def test_every_formula_of_every_claim_becomes_mathml() -> None:
    for claim in CLAIMS.values():
        for statement in (claim.printed, claim.corrected):
            if statement is not None:
                data = statement_data(statement)
                for latex in (
                    *data["formulas"],
                    *data["where"],
                    *(g["latex"] for g in data["given"]),
                ):
                    assert mathml(latex, block=True).startswith("<math")
        said = claim.correction
        told = (said.finding, said.reading, said.defence, said.answer) if said else ()
        for text in (claim.title, *told, claim.note, claim.source, claim.standing.words):
            prose(text)


@pytest.mark.parametrize("latex", [r"\notacommand{x}", r"\frac{a", r"a}b{"])
def test_what_the_converter_does_not_read_is_an_error(latex: str) -> None:
    with pytest.raises(FormulaError, match="cannot be turned into MathML"):
        mathml(latex)


def test_what_another_process_has_converted_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MADE", {})
    made = converted([("x", True), (r"\frac{a", False)], ["Q_- is $y$ here"])
    assert made == {
        ("x", True): mathml("x", block=True),
        ("Q_{-}", False): mathml("Q_{-}"),
        ("y", False): mathml("y"),
    }
    known({("x", False): "<math>told</math>"})
    assert (mathml("x"), mathml("x", block=True)) == ("<math>told</math>", made["x", True])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q_- is at most q-bar", r"$Q_{-}$ is at most $\bar{q}$"),
        ("b''_r <= r-bar", r"$b_{r}^{\prime \prime}$ ≤ $\bar{r}$"),
        ("-g'(0)", r"-$g^{\prime}$(0)"),
        ("alpha*(x) maximises G_x", r"$\alpha^{*}$($x$) maximises $G_{x}$"),
        ("phi^N tends to 1", r"$\phi^{N}$ tends to 1"),
        (
            "a type's offer, A1 and claim eq-7 of section 3.1",
            "a type's offer, A1 and claim eq-7 of section 3.1",
        ),
        (
            "I know that a buyer-seller pair is well-defined",
            "I know that a buyer-seller pair is well-defined",
        ),
        ("delta~ defines beta^delta", r"$\tilde{\delta}$ defines $\beta^{\delta}$"),
        ("already $p_2$ and q_bar", r"already $p_2$ and $q_{\mathrm{bar}}$"),
        ("costs $5", "costs $5"),
        ("rate M^-0.99, at oo", r"rate $M^{-0.99}$, at ∞"),
        ("theta sqrt(q) + sqrt(r)", r"$\theta$ $\sqrt{q}$ + $\sqrt{r}$"),
        ("(Q_- + b)^2 and 3q^2, 10^4", r"($Q_{-}$ + $b$)${}^{2}$ and 3$q^{2}$, 10${}^{4}$"),
        ("Claims 1a and 1b, thm-2.claim-1b", "Claims 1a and 1b, thm-2.claim-1b"),
    ],
)
def test_names_become_formulas_and_words_stay(text: str, expected: str) -> None:
    assert with_formulas(text) == expected
