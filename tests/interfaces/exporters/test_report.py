"""The report: a short PDF in the reader's language that embeds its fonts."""

from dataclasses import replace

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from maillage.domain.territories.outcome import Severity
from maillage.interfaces.exporters.report import write_report
from maillage.interfaces.exporters.report_data import report_data
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.integration


def read(outcome, folder, language):
    write_report(outcome, folder / "report.pdf", language=language)
    document = PdfReader(folder / "report.pdf")
    return document, " ".join(" ".join(page.extract_text() for page in document.pages).split())


@pytest.fixture(scope="module")
def english(outcome, tmp_path_factory):
    return read(outcome, tmp_path_factory.mktemp("report"), "en")


def test_it_is_three_to_five_pages(english):
    assert len(english[0].pages) == 4


def test_title_language_and_author(english, outcome):
    document = english[0]
    assert document.metadata.title == outcome.title
    assert document.metadata.author == "Maillage"
    assert document.trailer["/Root"]["/Lang"] == "en"


def test_fonts_are_embedded_and_come_from_the_package(english):
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1].split("-")[0]
        for page in english[0].pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts <= {"/Inter", "Inter", "DejaVuSans"}


@pytest.mark.parametrize(
    "phrase",
    [
        "202 counties make 6 territories, held by 6 reps, balanced on establishments and potential.",
        "an order of magnitude, not a promise",
        "Zoltners, Sinha and Lorimer (2015)",
        "Does the way we cut territories reflect the market as it is, or the history we inherited?",
        "Accounts without an owner",
        "Accounts never approached",
        "Accounts contacted twice",
        "Ratio of potentials",
        "Some territories are saturated while others lie fallow.",
        "Generated data: this is a demonstration, not a real market.",
        "Page 4 / 4",
    ],
)
def test_it_says(english, phrase):
    """A-04, A-14, A-22, A-26, A-29, A-30."""
    assert english[1].count(phrase) >= 1


@pytest.mark.parametrize(
    "phrase",
    [
        "202 comtés forment 6 secteurs, confiés à 6 commerciaux",
        "Notre découpage reflète-t-il la réalité commerciale, ou un héritage du passé ?",
        "un ordre de grandeur, pas une promesse",
        "21 novembre 2026",
        "+1,8 %",
    ],
)
def test_it_says_in_french(french, phrase):
    assert french.count(phrase) >= 1


@pytest.fixture(scope="module")
def french(outcome, tmp_path_factory):
    return read(outcome, tmp_path_factory.mktemp("rapport"), "fr")[1].replace("\u00a0", " ")


def test_hostile_texts_are_shown_and_never_read_as_markup(outcome, tmp_path):
    hostile = replace(
        outcome,
        title=HOSTILE_NAMES[12],
        territories=outcome.territories.assign(
            rep=list(HOSTILE_NAMES[:6]), name=list(HOSTILE_NAMES[5:11])
        ),
        parameters={HOSTILE_NAMES[5]: HOSTILE_NAMES[12]},
    )
    text = read(hostile, tmp_path, "en")[1]
    assert text.count("#set page(fill: red) $x^2$") >= 1


def test_cards_tell_the_remedy_and_the_names_only_where_something_was_found(outcome):
    checks = tuple(
        replace(check, count=0, severity=Severity.PASSED, subjects=())
        if check.code == "double_contact"
        else check
        for check in outcome.checks
    )
    with override("en"):
        cards = report_data(replace(outcome, checks=checks), language="en")["detectors"]
    assert cards[2]["meaning"] == "No account is contacted by two reps."
    assert cards[1]["which"] == f"@SUM(A1), {HOSTILE_NAMES[12]}, =cmd|'x'!A1 (+115)"


def test_without_reps_there_is_no_column_of_reps(outcome):
    alone = replace(
        outcome,
        reps=outcome.reps[:0],
        moves=outcome.moves[:0],
        territories=outcome.territories.assign(rep=""),
    )
    with override("en"):
        data = report_data(alone, language="en")
    assert data["territories"]["heads"][:3] == ["Territory", "Units", "Accounts"]
    assert data["moves"] is None
    assert [card["title"] for card in data["detectors"]] == [
        "Accounts never approached",
        "Accounts contacted twice",
        "Ratio of potentials",
    ]


def test_a_report_without_reps_is_written(outcome, tmp_path):
    alone = replace(outcome, reps=outcome.reps[:0], moves=outcome.moves[:0])
    assert read(alone, tmp_path, "fr")[1].count("confiés à") == 0


def test_an_empty_outcome_gives_a_report(nothing, tmp_path):
    assert read(nothing, tmp_path, "en")[1].count("No measure was balanced.") == 1


def test_the_same_outcome_gives_the_same_file(outcome, tmp_path):
    write_report(outcome, tmp_path / "one.pdf", language="en")
    write_report(outcome, tmp_path / "two.pdf", language="en")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
