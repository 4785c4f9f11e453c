"""The language is known before the help is built: asked for, or that of the surroundings."""

import pytest

from maillage.cli.language import chosen_language, language_of
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@pytest.fixture
def surroundings(monkeypatch):
    for name in ("MAILLAGE_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        ([], "en"),
        (["--lang", "fr", "design"], "fr"),
        (["--lang=fr"], "fr"),
        (["--lang"], "en"),
        (["--lang", "de"], "en"),
        (["--data-dir", "fr"], "en"),
    ],
)
def test_what_the_command_line_asks_for(surroundings, arguments, language):
    assert language_of(arguments) == language


def test_the_command_line_goes_before_the_surroundings(surroundings):
    surroundings.setenv("LANG", "fr_FR.UTF-8")
    assert language_of([]) == "fr"
    surroundings.setenv("LC_ALL", "C.UTF-8")
    assert language_of([]) == "en"
    surroundings.setenv("MAILLAGE_LANG", "fr")
    assert language_of([]) == "fr"
    assert language_of(["--lang", "en"]) == "en"


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError) as refusal:
        chosen_language("de")
    assert str(refusal.value) == "There is no translation into 'de'. Choose en or fr."
