"""Score models and agreements in files: the examples are what ships, and errors name their place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.sla.policies import SEED_POLICIES
from maillage.domain.leads.written import amount_of
from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.leads.files import AGREEMENT, MODEL, read_agreement, read_model
from tests.core.leads.clocks import NEW_YORK

pytestmark = pytest.mark.unit


def test_the_examples_are_the_model_and_the_agreement_that_ship():
    assert read_model(str(MODEL)) == SEED
    assert (read_model("seed"), read_model("recommended")) == (SEED, RECOMMENDED)
    written = read_agreement(AGREEMENT)
    assert tuple(each.read() for each in written.policies) == SEED_POLICIES
    calendar = written.calendar.read()
    assert (calendar.weekly, calendar.zone, calendar.country) == (
        NEW_YORK.weekly,
        NEW_YORK.zone,
        "US",
    )


def test_everything_that_can_be_written_is_read(tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(
        'name = "m"\n[[dimensions]]\nname = "d"\ncap = 30\n[[dimensions.groups]]\nname = "g"\ncap = 20\n'
        'rules = [{ name = "r", points = 3, event = "view", most = 0, every_days = 7, window_days = 90,'
        ' decay = "half_life", decay_days = 30, where = [{ field = "page", value = "/pricing" }] },'
        ' { name = "f", points = -5, when = [{ field = "size", operator = "at_most", value = 10 },'
        ' { field = "email", operator = "known" }] }]\n'
    )
    dimension = read_model(str(file)).dimensions[0]
    event, field = dimension.groups[0].rules
    assert (dimension.cap, dimension.groups[0].cap, field.points) == (30, 20, -5)
    assert (event.most, event.every_days, event.window_days) == (None, 7, 90)
    assert (event.decay.value, event.decay_days) == ("half_life", 30)
    assert [each.values for each in field.when] == [(10,), ()]
    agreement = tmp_path / "agreement.toml"
    text = AGREEMENT.read_text().replace("# worked", "worked").replace("# yearly", "yearly")
    agreement.write_text(text.replace("# special", "special"))
    calendar = read_agreement(agreement).calendar.read()
    assert (calendar.worked, calendar.yearly) == (("Columbus Day",), ("12-24",))
    assert calendar.special[0].hours == ((600, 840),)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "points = 20",
            "points = 'many'",
            r"model.toml, dimensions.1.groups.1.rules.1.points = 'many'",
        ),
        ("points = 20", "points = nan", "rules.1.points = 'nan'"),
        ("points = 20", "points = 20, colour = 1", "rules.1.colour: there is no such setting"),
        ("at_least = 40", "", "stages.1.at_least: it is missing"),
        ("at_least = 40", "at_least = 99", "a later stage asks for fewer points"),
        (
            'event = "email_opened"',
            'when = [{ field = "a" }], event = "b"',
            "'emails' is of a field or of an event",
        ),
        ("00:00:00Z", "00:00:00", "effective_from"),
        ('name = "case_study"', 'name = "webinar"', "'webinar' comes twice"),
        ('operator = "in"', 'operator = "like"', "operator = 'like'"),
    ],
)
def test_an_error_of_a_model_names_its_place_and_value(tmp_path, old, new, message):
    file = tmp_path / "model.toml"
    file.write_text(MODEL.read_text().replace(old, new, 1))
    with pytest.raises(ParameterError, match=message):
        read_model(str(file))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('within = "15m"', 'within = "soon"', "'soon' is no amount of time"),
        ('within = "15m"', 'within = "0m"', "cannot be kept"),
        ('basis = "business"', 'basis = "lunar"', "policies.2.basis = 'lunar'"),
        ("days = [0, 1, 2, 3, 4]", "days = [7]", "calendar.weekly.1.days.1 = '7'"),
        ('opens = "09:00"', 'opens = "9h"', "'9h' is no time of the clock"),
        ('country = "US"', 'country = "Narnia"', "'Narnia' are not known"),
        ("America/New_York", "America/Gotham", "'America/Gotham' is not a time zone"),
    ],
)
def test_an_error_of_an_agreement_names_its_value(tmp_path, old, new, message):
    file = tmp_path / "agreement.toml"
    file.write_text(AGREEMENT.read_text().replace(old, new, 1))
    with pytest.raises(ParameterError, match=message):
        read_whole(file)


def read_whole(file):
    written = read_agreement(file)
    return written.calendar.read(), [each.read() for each in written.policies]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name = ", b"[" * 5000])
def test_what_is_no_toml_is_refused(tmp_path, content):
    file = tmp_path / "model.toml"
    file.write_bytes(content)
    with pytest.raises(FileError, match="is not written in TOML"):
        read_model(str(file))
    with pytest.raises(FileError, match="There is no file"):
        read_model(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("15m", 15),
        ("15min", 15),
        ("1h", 60),
        ("1h30m", 90),
        ("1 H 30 min", 90),
        ("2d", 2880),
        ("1d2h3m", 1563),
    ],
)
def test_amounts_of_time(text, minutes):
    assert amount_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "15", "-1h", "1.5h", "m", "h1", "99999999m"])
def test_what_is_no_amount_of_time_is_refused(text):
    with pytest.raises(ParameterError, match="no amount of time"):
        amount_of(text)
