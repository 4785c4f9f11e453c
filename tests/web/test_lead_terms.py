"""The pages of calendars and of the agreement."""

from __future__ import annotations

import html
import re

import pytest

from maillage.domain.leads.agreements import agreement_called, terms_of
from maillage.domain.leads.calendar_versions import calendar_row, written_calendar
from maillage.domain.leads.calendars import company_calendar
from maillage.domain.leads.terms import first_agreement
from maillage.interfaces.forms.leads.agreements import AgreementForm
from maillage.interfaces.forms.leads.calendars import CalendarForm
from maillage.models import Agreement, BusinessCalendar
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member, signed_in
from tests.web.typed import typed

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
CALENDARS, AGREEMENT = "/main/leads/calendars/", "/main/leads/agreement/"


@pytest.fixture
def page(client):
    return signed_in(client, member("marketing"))


def company() -> dict:
    """What the form of the company's calendar sends."""
    return typed(CalendarForm(written_calendar(company_calendar())))


def terms() -> dict:
    """What the form of the first agreement sends."""
    return typed(AgreementForm(terms_of(first_agreement())))


def test_a_calendar_of_a_place_is_written_shown_changed_and_given_up(page):
    special = {"special-0-name": "fair", "special-0-first": "2026-07-13",
               "special-0-last": "2026-07-14", "special-0-hours": "10:00-12:00"}  # fmt: skip
    sent = company() | special | {"of-country": "fr", "name": "France", "zone": "Europe/Paris",
                                  "country": "fr", "yearly": "12-24\n12-31"}  # fmt: skip
    answer = page.post(CALENDARS + "new/", sent)
    made = calendar_row("fr")
    assert (answer.status_code, answer.url) == (302, f"{CALENDARS}{made.pk}/")
    found = written_calendar(made)
    assert (found.zone, found.country, found.yearly) == ("Europe/Paris", "FR", ["12-24", "12-31"])
    assert found.special[0].hours == ["10:00-12:00"]
    shown = page.get(answer.url + "?month=2026-07").text
    assert "14 · 10:00–12:00 · fair" in shown
    assert "?month=2026-08" in shown
    assert "zone = &quot;Europe/Paris&quot;" not in shown
    assert 'zone = "Europe/Paris"' in page.get(answer.url + "?format=toml").text
    again = typed(CalendarForm(found)) | {"weekly-0-closes": "18:00"}
    page.post(f"{answer.url}edit/", again)
    assert calendar_row("fr").version == 2
    assert written_calendar(calendar_row("fr")).weekly[0].closes == "18:00"
    page.post(f"{CALENDARS}{calendar_row('fr').pk}/give-up/")
    listed = page.get(CALENDARS).text.partition("Calendars that were given up")
    assert ["France" in part for part in listed] == [False, False, True]


def test_reps_who_share_too_little_are_named_above_the_list(page):
    own(make_account(1, time_zone="America/Los_Angeles"),
        make_rep(1, name="Anne", country="FR", time_zone="Europe/Paris"))  # fmt: skip
    shown = page.get(CALENDARS).text
    assert "Reps who share less than an hour a day" in shown
    assert "Company calendar (America/Los_Angeles)" in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Name a country or a rep."),
        ({"of-country": "FR", "zone": "Mars"}, "Mars"),
        ({"of-country": "FR", "weekly-0-opens": "9 o"}, "is no time of the clock"),
        ({"of-country": "FR", "weekly-0-days": []}, "This field is required."),
        ({"of-country": "FR", "special-0-first": "never"}, "Some fields cannot be read"),
        ({"of-state": "CA"}, "Name a country or a rep."),
    ],
)
def test_what_is_no_calendar_is_said_and_not_kept(page, change, said):
    answer = page.post(CALENDARS + "new/", company() | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert BusinessCalendar.objects.count() == 1


def test_the_versions_of_a_calendar_say_who_changed_what_and_when(page):
    first = company_calendar()
    change = {"zone": "America/Chicago", "weekly-0-closes": "18:00", "name": "Office"}
    page.post(f"{CALENDARS}{first.pk}/edit/", company() | change)
    page.post(CALENDARS + "new/", company() | {"of-country": "FR", "name": "France"})
    latest = calendar_row("company")
    shown = page.get(f"{CALENDARS}{latest.pk}/").text
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in shown.split('id="versions')[1].split("<tr")]
    changes = ("Name of the calendar: company → Office · Time zone: America/New_York → "
               "America/Chicago · Hours of the week › 1 › Closes: 17:00 → 18:00")  # fmt: skip
    assert [changes in row for row in rows[2:4]] == [True, False]
    assert "Marketing 0" in rows[2]
    assert [text in rows[3] for text in ("always", "first version")] == [True, True]
    page.post(f"{CALENDARS}{latest.pk}/edit/", company() | change)
    assert "nothing changed" in page.get(f"{CALENDARS}{calendar_row('company').pk}/").text
    old = page.get(f"{CALENDARS}{first.pk}/").text
    assert [text in old for text in ("no longer in force", "America/New_York", "/edit/")] == [
        True, True, False,
    ]  # fmt: skip
    assert page.get(f"{CALENDARS}{first.pk}/edit/").status_code == 404
    assert "Calendars that were given up" not in page.get(CALENDARS).text
    france = calendar_row("fr")
    page.post(f"{CALENDARS}{france.pk}/give-up/")
    listed = page.get(CALENDARS).text.partition("Calendars that were given up")[2]
    there = re.search(rf"{CALENDARS}\d+/", listed)[0]
    assert page.get(there).url == f"{CALENDARS}{france.pk}/"
    assert "given up: governs nothing any more" in page.get(there, follow=True).text


def at_fields(answer) -> dict[str, str]:
    """Give the names of the fields that say they are wrong, with what is said of them."""
    texts = dict(
        re.findall(r'<ul class="errors" id="id_([\w-]+)_error"><li>(.*?)</li>', answer.text)
    )
    tags = re.findall(r"<(?:input|textarea|select)[^>]*aria-invalid[^>]*>", answer.text)
    told = {re.search(r'name="([\w-]+)"', tag)[1]: tag for tag in tags}
    assert all(f"id_{name}_error" in tag for name, tag in told.items())
    return {name: html.unescape(texts[name]) for name in told}


@pytest.mark.parametrize(
    ("field", "typed_text", "said"),
    [
        ("zone", "Mars/Base", "'Mars/Base' is not a time zone."),
        ("country", "XX", "The holidays of 'XX' are not known."),
        ("state", "ZZ", "US has no state 'ZZ' with holidays of its own."),
        ("worked", "Bastille Day", "'Bastille Day' is no holiday there."),
        ("yearly", "12-24\r\nnever", "'never' is no day of a year."),
        ("weekly-0-opens", "9 o", "'9 o' is no time of the clock."),
        ("special-0-last", "2026-07-12", "The days from 2026-07-13 to 2026-07-12 are none."),
        ("special-0-hours", "10:00-soon", "'soon' is no time of the clock."),
        ("special-0-hours", "12:00-10:00", "On 2026-07-13, hours from minute 720 to 600 are none."),
        ("of-country", "", "Name a country or a rep."),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said_at_its_field(page, field, typed_text, said):
    given = {"of-country": "FR", "country": "US", "special-0-first": "2026-07-13",
             "special-0-name": "fair"}  # fmt: skip
    answer = page.post(CALENDARS + "new/", company() | given | {field: typed_text})
    assert answer.status_code == 422
    (name, text), *others = at_fields(answer).items()
    assert (name, text.startswith(said), others) == (field, True, [])
    assert html.escape(typed_text).replace("\r\n", "\n") in answer.text.replace("\r\n", "\n")
    assert "fair" in answer.text
    assert "Some fields cannot be read" in answer.text


def test_the_agreement_is_shown_in_words_and_changed(page):
    shown = page.get(AGREEMENT).text
    assert "became an MQL → contacted for the first time" in shown
    assert "1 h, while the calendar is open" in shown
    sent = terms() | {"policies-1-within": "30m", "policies-1-moves_on": "on", "whose": "owner",
                      "policies-1-warnings": "25, 90"}  # fmt: skip
    answer = page.post(AGREEMENT + "new/", sent)
    made = agreement_called(2)
    assert (answer.status_code, answer.url) == (302, f"{AGREEMENT}{made.pk}/")
    found = terms_of(made)
    assert (found.whose, found.reassign_on_breach) == ("owner", ["E-03"])
    assert (found.policies[1].within, found.policies[1].warnings) == ("30m", [0.25, 0.9])
    assert found.policies[0] == terms_of(agreement_called(1)).policies[0].model_copy(
        update={"version": 2}
    )
    shown = page.get(answer.url).text
    assert "E-03 › Within" in shown
    assert "the lead moves on" in shown


def test_a_promise_is_added_as_a_row_and_removed(page):
    shown = page.post(AGREEMENT + "new/", terms() | {"add": "policies"}).text
    assert 'name="policies-4-name"' in shown
    shown = page.post(AGREEMENT + "new/", terms() | {"remove": "policies-0"}).text
    assert 'name="policies-0-name"' not in shown
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed_text", "said"),
    [
        ("policies-1-within", "soon", "'soon' is no amount of time."),
        ("policies-1-within", "0m", "A target of 0:00:00 cannot be kept."),
        ("policies-1-escalations-0-after", "later", "'later' is no amount of time."),
        ("policies-1-name", "E-01", "The name 'E-01' comes twice (promise)."),
        ("policies-1-warnings", "80, 50", "Warnings or escalations of 'E-03' are out of order."),
        ("policies-1-warnings", "often", "Write percents with commas: 50, 80."),
        ("policies-1-fulfilled_by", "mql", "'E-03' begins with what fulfils it."),
        ("effective_from", "2020-01-01T00:00", "An agreement does not begin in the past."),
    ],
)
def test_what_is_wrong_with_an_agreement_is_said_at_its_field(page, field, typed_text, said):
    given = {"note": "as we said", field: typed_text}
    answer = page.post(AGREEMENT + "new/", terms() | given)
    assert answer.status_code == 422
    (name, text), *others = at_fields(answer).items()
    assert (name, text.startswith(said), others) == (field, True, [])
    assert f'value="{typed_text}"' in answer.text
    assert "as we said" in answer.text
    assert Agreement.objects.count() == 1


def test_steps_of_an_escalation_out_of_order_are_said_at_their_promise(page):
    steps = {"policies-1-escalations-0-after": "2h", "policies-1-escalations-1-to": "director",
             "policies-1-escalations-1-after": "1h"}  # fmt: skip
    answer = page.post(AGREEMENT + "new/", terms() | steps)
    assert answer.text.count("escalations of &#x27;E-03&#x27; are out of order") == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"policies-1-within": "soon"}, "is no amount of time"),
        ({"policies-1-name": "E-01"}, "comes twice"),
        ({"policies-1-warnings": "often"}, "Some fields cannot be read"),
        ({"policies-1-warnings": "80, 50"}, "out of order"),
        ({"effective_from": "2020-01-01T00:00"}, "in the past"),
    ],
)
def test_what_contradicts_itself_is_said_and_not_kept(page, change, said):
    answer = page.post(AGREEMENT + "new/", terms() | change)
    assert answer.status_code == 422
    assert said in answer.text
    assert Agreement.objects.count() == 1
