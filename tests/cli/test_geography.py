"""Looking up places as their user does."""

import json

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.geography import register
from maillage.errors import NotFoundError

pytestmark = pytest.mark.integration


@pytest.fixture
def look_up():
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)

    def run(*words):
        done = CliRunner().invoke(app, ["geography", "lookup", *words], catch_exceptions=False)
        return done.output

    return run


def test_a_zip_code_that_lost_its_zero(look_up):
    found = json.loads(look_up("2903", "--json"))
    assert [found[name] for name in ("postal_code", "city", "state", "county")] == [
        "02903", "Providence", "RI", "44007",
    ]  # fmt: skip


def test_a_city_for_people(look_up):
    shown = look_up("Burlington", "--state", "VT").splitlines()
    assert [line.split() for line in shown if line.startswith(("city ", "state ", "county  "))] == [
        ["state", "VT"], ["county", "50007"], ["city", "Burlington"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((""), "Nothing is known of '' in 'US'."),
        (("😀"), "Nothing is known of '😀' in 'US'."),
        (("\udcff"), "Nothing is known of '?' in 'US'."),
        (("00000", "--country", "XX"), "Nothing is known of '00000' in 'XX'."),
        (("9" * 1_000_000), "Nothing is known of '" + "9" * 59 + "…' in 'US'."),
    ],
)  # fmt: skip
def test_what_is_not_known(look_up, words, said):
    with pytest.raises(NotFoundError) as refusal:
        look_up(*((words,) if isinstance(words, str) else words))
    assert refusal.value.message == said
