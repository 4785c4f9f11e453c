"""B-02: a rep sees which accounts are theirs, which rules apply, and how pay is computed."""

from dataclasses import replace

import pytest
from pypdf import PdfReader

from maillage.interfaces.exporters.letters import letters_data, write_letters
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.integration


def pages(outcome, folder, language):
    write_letters(outcome, folder / "letters.pdf", language=language)
    return [
        " ".join(page.extract_text().split()) for page in PdfReader(folder / "letters.pdf").pages
    ]


def test_one_page_per_rep(outcome, tmp_path):
    letters = pages(outcome, tmp_path, "en")
    assert [
        name in page for name, page in zip(outcome.territories["rep"], letters, strict=True)
    ] == [True] * 6


@pytest.mark.parametrize(
    ("language", "sections"),
    [
        (
            "en",
            [
                "1. Which accounts are yours",
                "2. Which rules settle who owns an account",
                "3. How your variable pay is computed",
            ],
        ),
        (
            "fr",
            [
                "1. Vos comptes",
                "2. Les règles qui disent à qui revient un compte",
                "3. Le calcul de votre rémunération variable",
            ],
        ),
    ],
)
def test_the_three_sections(outcome, tmp_path, language, sections):
    letter = pages(outcome, tmp_path, language)[0]
    assert [letter.count(section) for section in sections] == [1, 1, 1]


def test_the_accounts_are_those_of_the_rep_richest_first(outcome):
    letter = letters_data(outcome, language="en")["letters"][0]
    owned = outcome.accounts[outcome.accounts["owner_after"] == letter["rep"]]
    richest = owned.sort_values("potential", ascending=False)["name"].head(5)
    assert [row[0] for row in letter["rows"][:5]] == richest.tolist()
    assert (
        letter["more"]
        == f"and {len(owned) - 20} accounts of lower potential: see the workbook, sheet Accounts."
    )


def test_a_territory_without_a_rep_has_no_letter(outcome):
    vacant = replace(
        outcome, territories=outcome.territories.assign(rep=["", *outcome.territories["rep"][1:]])
    )
    assert len(letters_data(vacant, language="en")["letters"]) == 5


def test_hostile_names_are_printed_as_they_are(outcome, tmp_path):
    hostile = replace(outcome, territories=outcome.territories.assign(rep=HOSTILE_NAMES[12]))
    assert pages(hostile, tmp_path, "en")[0].count("#set page(fill: red)") == 1


def test_without_territories_the_document_says_so(nothing, tmp_path):
    assert pages(nothing, tmp_path, "en")[0].count("No rep holds a territory.") == 1
