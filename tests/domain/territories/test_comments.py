"""Comments on a scenario, a territory, an account, a move (B-09)."""

import pytest

from maillage.domain.territories.comments import (
    add_comment,
    comments_on,
    open_by_part,
    remarks,
    settle_comment,
)
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from maillage.models import Account, Comment, Event
from tests.domain.territories.today import ADDISON, owned_today, today
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def scenario():
    owned_today()
    return today(member())


@pytest.mark.parametrize(
    ("subject", "reference"),
    [("scenario", ""), ("territory", "1"), ("account", "A1"), ("move", ADDISON)],
)
def test_parts_that_are_there_can_be_spoken_of(scenario, subject, reference):
    by = member("rep")
    made = add_comment(
        scenario=scenario, text=" Why? ", by=by, subject=subject, reference=reference
    )
    assert (made.text, made.by) == ("Why?", by)
    assert list(comments_on(scenario=scenario, subject=subject, reference=reference)) == [made]
    assert Event.objects.get(verb="comment.added").after["reference"] == reference


@pytest.mark.parametrize(
    ("subject", "reference"),
    [
        ("scenario", "1"), ("territory", "9"), ("territory", "x"), ("territory", "9" * 30),
        ("territory", "²"), ("account", "A99"), ("move", "99999"), ("move", ""),
    ],
)  # fmt: skip
def test_parts_that_are_not_there_cannot(scenario, subject, reference):
    with pytest.raises(NotFoundError):
        add_comment(scenario=scenario, text="x", by=member(), subject=subject, reference=reference)
    assert Comment.objects.count() == 0


def test_a_strange_subject_is_refused(scenario):
    with pytest.raises(InputError, match="Nobody can comment on 'weather'"):
        add_comment(scenario=scenario, text="x", by=member(), subject="weather")


@pytest.mark.parametrize("text", ["", "  ", "\x00", "x" * 4001])
def test_nothing_or_too_much_is_refused(scenario, text):
    with pytest.raises(InputError, match="1 to 4000 characters"):
        add_comment(scenario=scenario, text=text, by=member())


@pytest.mark.parametrize("text", [text for text in HOSTILE_NAMES if text.strip()])
def test_hostile_texts_are_kept_as_they_are(scenario, text):
    made = add_comment(scenario=scenario, text=text, by=member())
    made.refresh_from_db()
    assert made.text == text.replace("\x00", "").strip()


def test_what_is_settled_can_be_opened_again(scenario):
    comment = add_comment(scenario=scenario, text="x", by=member())
    assert settle_comment(comment=comment, by=member()).settled_at is not None
    assert settle_comment(comment=comment, by=member()).settled_at is None
    verbs = Event.objects.filter(subject_type="comment").values_list("verb", flat=True)
    assert sorted(verbs) == ["comment.added", "comment.reopened", "comment.settled"]


def test_only_who_wrote_it_or_edits_settles_it(scenario):
    rita = member("rep")
    comment = add_comment(scenario=scenario, text="x", by=rita)
    for role in ("rep", "marketing", "reader"):
        with pytest.raises(PermissionDeniedError, match="not yours to settle"):
            settle_comment(comment=comment, by=member(role))
    assert settle_comment(comment=comment, by=rita).settled_at is not None
    assert settle_comment(comment=comment, by=member("manager")).settled_at is None


def test_parts_are_called_by_their_names(scenario):
    by = member()
    account = Account.objects.get(county=ADDISON)
    gone = Comment(scenario=scenario, subject="account", reference="gone", text="x", by=by)
    parts = [
        ("scenario", ""), ("territory", "1"), ("account", account.external_id), ("move", ADDISON)
    ]  # fmt: skip
    for subject, reference in parts:
        add_comment(scenario=scenario, text="x", by=by, subject=subject, reference=reference)
    named = [each.about for each in remarks([*comments_on(scenario=scenario), gone])]
    first = scenario.territories.get(number=1).name
    assert named == ["", first, account.name, "Addison County", "gone"]
    assert open_by_part(scenario=scenario, subject="move") == {ADDISON: 1}
    settle_comment(comment=Comment.objects.get(subject="move"), by=by)
    assert open_by_part(scenario=scenario, subject="move") == {}
