"""B-02: a rep sees which accounts are theirs, which rules apply, and how pay is computed."""

from dataclasses import replace

import pytest
from pypdf import PdfReader

from maillage.interfaces.exporters.letters import has_letters, letters_data, write_letters
from maillage.interfaces.exporters.wording import compact, signed_percent
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
        == f"and {len(owned) - 19} accounts of lower potential: see the workbook, sheet Accounts."
    )


def test_a_territory_without_a_rep_has_no_letter(outcome):
    vacant = replace(
        outcome, territories=outcome.territories.assign(rep=["", *outcome.territories["rep"][1:]])
    )
    assert len(letters_data(vacant, language="en")["letters"]) == 5


@pytest.mark.parametrize(
    "name", ["W" * 300, "株式会社例" * 60, "Line\nbreak " * 40, HOSTILE_NAMES[7]]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_page_per_rep_whatever_the_names(outcome, tmp_path, name, language):
    long = replace(
        outcome,
        title=name,
        territories=outcome.territories.assign(rep=name, name=name),
        accounts=outcome.accounts.assign(
            name=name, city=name, owner_before=name[1:], owner_after=name
        ),
    )
    assert len(pages(long, tmp_path, language)) == 6


def test_the_potential_is_that_of_the_book_against_the_mean_book(outcome):
    """Both figures are of the accounts handed over."""
    letters = letters_data(outcome, language="en")["letters"]
    held = outcome.accounts[outcome.accounts["owner_after"] != ""]
    books = held.groupby("owner_after")["potential"].sum()
    rep = letters[0]["rep"]
    figures = {item["label"]: item["figure"] for item in letters[0]["figures"]}
    assert figures["of potential in your accounts"] == compact(books[rep])
    assert figures["against the mean of the books"] == signed_percent(books[rep] / books.mean() - 1)


def test_units_that_are_accounts_are_counted_once(outcome):
    by_account = replace(outcome, unit_level="account")
    labels = [
        item["label"] for item in letters_data(by_account, language="en")["letters"][0]["figures"]
    ]
    assert labels.count("accounts") == 1


def test_whether_there_is_a_letter_to_write(outcome, nothing):
    vacant = replace(outcome, territories=outcome.territories.assign(rep=""))
    assert [has_letters(outcome), has_letters(vacant), has_letters(nothing)] == [True, False, False]


def test_hostile_names_are_printed_as_they_are(outcome, tmp_path):
    hostile = replace(outcome, territories=outcome.territories.assign(rep=HOSTILE_NAMES[12]))
    assert pages(hostile, tmp_path, "en")[0].count("#set page(fill: red)") == 1


def test_without_territories_the_document_says_so(nothing, tmp_path):
    assert pages(nothing, tmp_path, "en")[0].count("No rep holds a territory.") == 1
