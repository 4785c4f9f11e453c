"""The page of marketing and sales: the same for both teams, every number leads to its rows."""

from __future__ import annotations

import re
from html import unescape

import pytest

from maillage.models import Lead
from maillage.web.views.leads.alignment_rows import change_row
from tests.domain.leads.alignment.scene import make_february
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ROOT = "/main/leads/alignment/"
FEBRUARY = {"since": "2026-02-01", "until": "2026-02-28"}


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.content
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(words).split())


@pytest.fixture
def page(client):
    make_february()
    return signed_in(client, member("marketing"))


def test_e08_both_teams_see_the_same(page, client):
    seen = [text_of(page.get(ROOT, FEBRUARY))]
    seen.append(text_of(signed_in(client, member("rep")).get(ROOT, FEBRUARY)))
    for text in seen:
        for words in ("40.0% accepted by sales", "11.8% – 76.9%", "20.0% became SQL", "6.2 h",
                      "40.0% not contacted", "cannot be told yet", "target missed",
                      "50% (1 / 2)", "no budget 1", "good lead 1", "knows the product"):  # fmt: skip
            assert words in text, words


def test_every_number_leads_to_its_rows(page):
    shown = page.get(ROOT, FEBRUARY).content.decode()
    links = {unescape(each) for each in re.findall(r'href="(/main/leads/alignment/[^"]+)"', shown)}
    assert len(links) > 25
    for each in sorted(links)[::5]:
        text_of(page.get(each))
    answer = page.get(f"{ROOT}response_time/", FEBRUARY | {"reading": "waiting"})
    assert f"/main/leads/{Lead.objects.get(name='L4').pk}/" in answer.content.decode()
    rows = text_of(answer)
    assert "L4" in rows
    assert "L1 " not in rows
    assert page.get(f"{ROOT}luck/", FEBRUARY).status_code == 404


def test_titles_of_rows_are_french(page):
    page.cookies["django_language"] = "fr"
    shown = page.get(f"{ROOT}response_time/", FEBRUARY).content.decode()
    assert "<h1>Délai de réponse aux leads\u00a0: moyenne, heures ouvrées</h1>" in shown


def test_a_figure_that_began_at_nothing_has_no_interval():
    row = {"name": "x", "unit": "percent", "aimed": False, "verdict": "", "before": 0.0,
           "after": 0.2, "improvement": None, "low": -0.4, "high": 190.0, "at_least": 0.0}  # fmt: skip
    assert [change_row(row)[name] for name in ("better", "between")] == ["–", "–"]
    assert change_row(row | {"improvement": 0.5})["between"] == "−40.0% – 19,000.0%"


def test_before_and_after_and_claims(page):
    asked = FEBRUARY | {"change": "2026-02-01", "revenue": "5000000", "budget": "200000"}
    text = text_of(page.get(ROOT, asked))
    assert "500,000 of 5,000,000, if it is true that" in text
    assert "80,000 of 200,000" in text
    assert "Misalignment costs 10% of revenue. (SiriusDecisions, cited at second hand)" in text
    assert "The sales cycle is 23% longer. Aberdeen, cited at second hand · our translation" in text
    assert "Better by" in text
    assert "in digits" in text_of(page.get(ROOT, FEBRUARY | {"revenue": "much"}))
    assert "no day of a change that can be looked at" in text_of(
        page.get(ROOT, {"change": "2199-01-01"})
    )


def test_what_is_no_day_shows_the_month(page):
    for asked in ({"since": "luck"}, {"since": "2026-02-28", "until": "2026-02-01"}):
        assert page.get(ROOT, asked).status_code == 200
    assert page.get(ROOT, {"of": "rep:R9"}).status_code == 404


def test_files(client):
    make_february()
    answer = signed_in(client, member()).get(ROOT, FEBRUARY | {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode("utf-8-sig").count("MQL to SQL conversion") == 2
