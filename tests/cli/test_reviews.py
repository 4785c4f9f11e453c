"""`maillage reviews` and `challenges`: planned, talked about, written down; asked and answered."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document

from maillage.cli import challenges, reviews
from maillage.domain.territories.consulting.challenges import challenge_move
from maillage.domain.territories.consulting.consultation import open_consultation
from maillage.errors import InputError, NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Challenge, Rep, Review
from tests.cli.doors import Doors, doors
from tests.domain.accounts.factories import make_rep
from tests.domain.territories.publishing.committee import consulted, person, soon
from tests.domain.territories.today import ADDISON, owned_today, territory_of

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, reviews.register, challenges.register)


@pytest.fixture
def olga():
    return person("operations", name="Olga Ops")


def test_a_review_is_planned_and_listed(run, olga):
    make_rep(1)
    assert run("reviews", "list").startswith("No review is planned yet")
    said = run.acting(olga)(
        "reviews", "plan", "plan", "--rep", "R1", "--on", soon(), "--note", "Go"
    )
    made = Review.objects.get()
    assert said == f"Review {made.pk} is planned for {soon()}.\n"
    assert (made.rep.external_id, made.note) == ("R1", "Go")
    [row] = run.json("reviews", "list")
    assert (row["id"], row["layer"], row["due_on"]) == (made.pk, "plan", soon().isoformat())
    late = run.json("reviews", "due", "--on", timezone.localdate() + timedelta(days=99))
    assert [(each["layer"], each["overdue"]) for each in late] == [
        ("plan", True),
        ("assignment", True),
    ]


def test_the_agenda_and_the_minutes(run, olga, tmp_path):
    run.acting(olga)("reviews", "plan", "assignment", "--on", soon(), "--note", "[b]Quarter[/b]")
    number = Review.objects.get().pk
    shown = run("reviews", "agenda", number)
    headings = [item["heading"] for item in run.json("reviews", "agenda", number)]
    assert "Coverage" in headings
    assert [heading for heading in headings if heading not in shown] == []
    paper, calendar = tmp_path / "minutes.docx", tmp_path / "next.ics"
    run("reviews", "minutes", number, paper)
    assert "[b]Quarter[/b]" in [each.text for each in Document(paper).paragraphs]
    run("reviews", "minutes", number, calendar)
    assert f"DTSTART;VALUE=DATE:{soon():%Y%m%d}" in calendar.read_text()
    with pytest.raises(InputError, match="is there already"):
        run("reviews", "minutes", number, paper)
    run("reviews", "minutes", number, paper, "--force")


def test_reviews_that_cannot_be_are_refused(run, olga):
    run.acting(olga)
    with pytest.raises(InputError, match="The structure is reviewed as a whole"):
        run("reviews", "plan", "moon", "--on", soon())
    with pytest.raises(ParameterError, match="is not a date"):
        run("reviews", "plan", "plan", "--on", "soon")
    with pytest.raises(NotFoundError, match="There is no review 9"):
        run("reviews", "agenda", 9)
    with pytest.raises(PermissionDeniedError):
        run.acting(person("rep"))("reviews", "list")
    assert not Review.objects.exists()


@pytest.fixture
def challenge(olga) -> Challenge:
    vermont, _hampshire = owned_today()
    scenario = consulted(olga)
    open_consultation(scenario=scenario, deadline=soon(5), by=olga)
    rep = person("rep", rep=vermont)
    return challenge_move(
        scenario=scenario, rep=vermont, subject="unit", reference=ADDISON, wanted=vermont,
        code="relation", text="I know [them].", by=rep,
    )  # fmt: skip


def test_a_challenge_is_listed_and_accepted(run, olga, challenge):
    [row] = json.loads(run("challenges", "list", "--json"))
    assert (row["id"], row["text"]) == (challenge.pk, "I know [them].")
    assert "I know [them]." in run("challenges", "list")
    with pytest.raises(ParameterError, match="not said whether you accept"):
        run.acting(olga)("challenges", "answer", challenge.pk)
    run("challenges", "answer", challenge.pk, "--accept", "--text", "Yes")
    challenge.refresh_from_db()
    assert (challenge.state, challenge.answered_by) == ("accepted", olga)
    assert territory_of(challenge.scenario)[ADDISON] == 1
    assert run("challenges", "list") == "No challenge waits for an answer.\n"
    assert len(run.json("challenges", "list", "--all")) == 1


def test_a_refusal_needs_words_and_who_leads(run, olga, challenge):
    with pytest.raises(InputError):
        run.acting(olga)("challenges", "answer", challenge.pk, "--refuse")
    with pytest.raises(PermissionDeniedError):
        run.acting(person("manager"))(
            "challenges", "answer", challenge.pk, "--refuse", "--text", "x"
        )
    with pytest.raises(ParameterError, match="nobody is named"):
        run.acting(None)("challenges", "answer", challenge.pk, "--refuse", "--text", "No")
    run.acting(olga)("challenges", "answer", challenge.pk, "--refuse", "--text", "No")
    with pytest.raises(NotFoundError, match="There is no challenge 987"):
        run("challenges", "answer", 987, "--accept")
    other = person("rep", rep=Rep.objects.get(external_id="R2"))
    assert run.acting(other).json("challenges", "list", "--all") == []
