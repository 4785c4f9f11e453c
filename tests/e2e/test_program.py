"""The program before there is any data: help, version, workspace, wrong use."""

from __future__ import annotations

import stat
from dataclasses import replace

import pytest

from maillage import __version__

pytestmark = pytest.mark.e2e

COMMANDS = (
    "import", "market", "init", "design", "reps", "coverage", "geography", "demo", "rules",
    "scenarios", "publications", "challenges", "transfers", "reviews", "meetings",
)  # fmt: skip


def test_version(maillage):
    assert maillage("--version").stdout == f"maillage {__version__}\n"


def test_help_names_the_commands_and_the_exit_codes(maillage):
    text = maillage("--help").stdout
    assert [name for name in COMMANDS if f" {name} " not in text] == []
    assert "Exit codes: 0 done; 1 unexpected; 2 wrong use; 3 a file" in text


@pytest.mark.parametrize(
    ("words", "surroundings"),
    [
        (("--lang", "fr"), {}),
        (("--lang=fr",), {"LC_ALL": "en_US.UTF-8"}),
        ((), {"MAILLAGE_LANG": "fr"}),
        ((), {"LC_ALL": "fr_FR.UTF-8"}),
    ],
)
def test_help_in_french(maillage, words, surroundings):
    program = replace(maillage, surroundings=surroundings)
    text = program(*words, "--help").stdout
    assert "Codes de sortie : 0 terminé ; 1 imprévu ; 2 mauvais usage" in text
    assert "Créer l’espace de travail : un dossier avec un fichier de base de données." in text
    options = program(*words, "design", "--help").stdout
    assert "Nombre de secteurs ; à défaut, un par commercial actif." in options


def test_refusals_in_french_with_and_without_a_workspace(maillage):
    said = maillage("--lang", "fr", "coverage", code=5).stderr
    assert said.partition(" à ")[0] == "Il n’y a pas d’espace de travail"
    assert maillage("--lang", "fr", "init").stdout.startswith("L’espace de travail est prêt dans ")
    said = maillage("--lang", "fr", "design", "--states", "ZZ", code=2).stderr
    assert said.splitlines() == [
        "« ZZ » n’est pas un État des États-Unis.",
        "Écrivez des codes à deux lettres séparés par des virgules, par exemple TX,OK.",
    ]


@pytest.mark.parametrize("words", [("design",), ("import", "accounts"), ("demo",)])
def test_every_command_has_help_without_a_workspace(maillage, words):
    assert maillage(*words, "--help").stdout.strip().startswith("Usage: ")
    assert not maillage.data_dir.exists()


def test_init_makes_a_folder_for_its_owner_alone_and_can_be_repeated(maillage):
    for _again in range(2):
        assert maillage("init").stdout == f"The workspace is ready in {maillage.data_dir}.\n"
    assert stat.S_IMODE(maillage.data_dir.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("desing",), "No such command"),
        (("coverage", "--on", "tomorrow"), "'tomorrow' is not a date."),
        (("--lang", "de", "geography", "lookup", "75001"), "There is no translation into 'de'."),
    ],
)
def test_wrong_use_is_2(maillage, words, said):
    maillage("init")
    assert said in maillage(*words, code=2).stderr


def test_no_workspace_is_5_and_makes_none(maillage):
    answer = maillage.json("coverage", code=5)["error"]
    assert answer["type"] == "WorkspaceError"
    assert answer["remedy"] == "Create one with `maillage init`, or name another with --data-dir."
    assert not maillage.data_dir.exists()


def test_a_data_directory_that_is_a_file_is_5(maillage):
    maillage.data_dir.write_text("not a folder")
    assert "cannot be created" in maillage("init", code=5).stderr


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("H2X 1Y4", "CA", ("CA", "QC", "H2X")),
        ("75001 PARIS", "FR", ("FR", "11", "75001")),
        ("1234 ", "US", ("US", "MA", "01234")),
    ],
)
def test_places_are_found_as_people_type_them(maillage, text, country, found):
    place = maillage.json("geography", "lookup", text, "--country", country)
    assert (place["country"], place["state"], place["postal_code"]) == found


def test_an_unknown_place_is_3(maillage):
    error = maillage.json("geography", "lookup", "Zzyzxville", code=3)["error"]
    assert error["message"] == "Nothing is known of 'Zzyzxville' in 'US'."


def test_who_acts_is_said_before_the_command(maillage):
    maillage("init")
    maillage("people", "add", "olga@example.com", "--role", "operations")
    assert maillage.json("scenarios", "new", code=2)["error"]["remedy"].startswith(
        "Say who you are before the command"
    )
    assert (
        "nobody@example.com"
        in maillage("--as", "nobody@example.com", "rules", "list", code=3).stderr
    )
    assert maillage("--as", "Olga@example.com", "rules", "list").stdout.startswith("No rule yet")
    said = maillage("--as", "olga@example.com", "scenarios", "new", code=3).stderr
    assert said.startswith("The accounts in the chosen states give no potential")
