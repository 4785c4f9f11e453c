"""`maillage import enrichment|list|undo` and `maillage accounts show`."""

from __future__ import annotations

from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli import accounts, enrichment, imports
from maillage.errors import NotFoundError
from maillage.models import Account, ImportRun, Signal
from tests.cli.doors import doors
from tests.domain.accounts.factories import make_account, make_rep, own, touch
from tests.domain.accounts.icp.test_icp import SMALL_TECH, signed
from tests.domain.imports.enrichment.test_files import APOLLO, PEOPLE

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch):
    return doors(monkeypatch, imports.register, enrichment.register)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "apollo.csv"
    path.write_text(APOLLO, encoding="utf-8")
    return path


def test_a_trial_says_all_and_writes_nothing(run, file):
    make_account(1, name="Acme", domain="acme.com", employees=90)
    said = run("enrichment", file)
    for line in (
        "Rows matched: 1 by domain.",
        "Signals told: 3.",
        "Rows of no account: 1, left out; --add-new creates their accounts.",
        "Conflicts: 1, what is held stays; --overwrite takes the file's values.",
        "This was a trial: nothing was written. Add --apply to import.",
    ):
        assert line in said
    assert "Bolt LLC" in said
    assert (Signal.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_programs_get_the_whole_preview(run, file):
    make_account(1, name="Acme", domain="acme.com", employees=90)
    told = run.json("enrichment", file, "--seen-on", "2026-03-01")
    assert (told["created"], told["updated"], told["applied"]) == (0, 1, False)
    assert told["enrichment"] == {
        "source": "Apollo", "seen_on": "2026-03-01", "overwrite": False, "add_new": False,
        "matched": {"domain": 1}, "signals": 3, "unsure": [],
        "new": [{"row": 3, "company": "Bolt LLC", "website": "bolt.io", "place": "Austin, Texas"}],
        "conflicts": [
            {"account": "A1", "field": "employees", "held": 90, "told": 120, "taken": False}
        ],
    }  # fmt: skip


def test_an_import_is_listed_and_taken_back(run, file):
    make_account(1, name="Acme", domain="acme.com")
    assert run("enrichment", file, "--apply", "--add-new").splitlines()[-1] == "Imported."
    assert Account.objects.get(external_id="A1").employees == 120
    row = run.json("list")[0]
    assert (row["kind"], row["created"], row["updated"], row["undone_at"]) == (
        "enrichment", 1, 1, None,
    )  # fmt: skip
    assert run("undo", row["pk"]) == "Undone: 'apollo.csv'.\n"
    assert Account.objects.get().employees is None
    with pytest.raises(NotFoundError, match="There is no import 999"):
        run("undo", 999)


def test_technologies_alone_are_worth_an_import(run, tmp_path):
    make_account(1, name="Acme", domain="acme.com", employees=120)
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    assert run("enrichment", path, "--apply").splitlines()[-1] == "Imported."
    assert Signal.objects.count() == 2


def test_wrong_rows_are_refused_with_the_code_of_refusal(file):
    app = typer.Typer()
    enrichment.register(app)
    file.write_text(APOLLO.replace(",120,", ",-1,"), encoding="utf-8")
    done = CliRunner().invoke(app, ["enrichment", str(file), "--apply"])
    assert done.exit_code == imports.REFUSED


def test_an_account_is_shown_as_its_page_shows_it(monkeypatch):
    show = doors(monkeypatch, accounts.register)
    account = make_account(1, naics="541511", time_zone="America/New_York", employees=120)
    rep = make_rep(1, time_zone="Europe/Paris")
    own(account, rep, reason="named")
    touch(account, rep, date(2026, 2, 1))
    signed(SMALL_TECH, on=date(2026, 1, 1))
    Signal.objects.create(
        account=account, kind="intent", name="CRM", folded="crm", seen_on=date(2026, 1, 5),
        expires_on=date(2026, 2, 5), source="Bombora", strength=71.0,
    )  # fmt: skip
    told = show.json("accounts", "show", "A1", "--on", "2026-02-01")
    assert (told["owner"], told["employees"], told["fit"]["answer"]) == ("Rep 1", 120, "unknown")
    assert {each["criterion"]: each["answer"] for each in told["fit"]["findings"]} == {
        "company_revenue": "unknown", "employees": "yes", "industry": "yes", "exclusion": "yes",
        "geography": "unknown",
    }  # fmt: skip
    assert [(each["name"], each["counts"]) for each in told["signals"]] == [("CRM", True)]
    assert (told["calls"]["zone"], told["calls"]["home"]) == ("America/New_York", "Europe/Paris")
    assert told["touches"] == [{"rep": "Rep 1", "on": "2026-02-01", "kind": "call"}]
    said = show("accounts", "show", "A1", "--on", "2026-02-05")
    for text in ("Owner: Rep 1", "CRM", "expired, does not count", "Time there:", "Employees: 120"):
        assert text in said
    with pytest.raises(NotFoundError):
        show("accounts", "show", "nobody")
