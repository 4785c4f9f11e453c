"""Every list as a file, and what can be drawn as GeoJSON."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
import shapely
from django.utils import timezone

from maillage.api.export_tables import TABLES
from maillage.domain.accounts.transfers import Gift, transfer_accounts
from maillage.domain.territories.comments import add_comment
from maillage.models import Account, Ownership, Rep, Role, Touch
from maillage.permissions import Action, may
from tests.api.caller import ROOT, Caller
from tests.domain.territories.publishing.committee import consulted
from tests.domain.territories.today import ADDISON, owned_today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    owned_today()
    return Caller(member("operations"))


@pytest.fixture
def scenario(caller):
    return consulted(caller.token.member)


def download(caller, name: str, expect: int = 200, **query):
    answer = caller.client.get(f"{ROOT}/exports/{name}", query)
    assert answer.status_code == expect, answer.content
    return answer


def rows(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


OF_ONE = {
    "behind",
    "behind_alignment",
    "comments",
    "fitting",
    "units",
    "moves",
    "transferred",
    "published",
    "segmented",
}
OF_FIGURES = {"market"}
"""Official figures have to be loaded first."""


@pytest.mark.parametrize("name", sorted(set(TABLES) - OF_ONE - OF_FIGURES))
def test_every_list_is_a_file(caller, scenario, name):
    answer = download(caller, f"{name}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    heads = answer.content.decode("utf-8-sig").splitlines()[0]
    sheet = openpyxl.load_workbook(io.BytesIO(download(caller, f"{name}.xlsx").content)).active
    assert [cell.value for cell in sheet[1]] == next(csv.reader([heads]))


def test_accounts_are_narrowed_as_in_their_list(caller):
    found = rows(download(caller, "accounts.csv", owner="R1", sort="name"))
    owned = Ownership.objects.filter(rep__external_id="R1").order_by("account__name")
    assert [row["Account"] for row in found] == list(owned.values_list("account__name", flat=True))
    assert {row["State"] for row in found} == {"VT"}
    download(caller, "accounts.csv", expect=404, owner="R9")


def test_formulas_are_made_harmless(caller):
    Account.objects.filter(county=ADDISON).update(name="=1+1")
    names = {row["Account"] for row in rows(download(caller, "accounts.csv"))}
    assert "=1+1" not in names
    assert "'=1+1" in names


def test_the_parts_of_a_transfer_and_of_a_scenario(caller, scenario):
    account = Account.objects.get(county=ADDISON)
    rep = Rep.objects.get(external_id="R2")
    made = transfer_accounts(
        gifts=[Gift(account.pk, rep.pk, "nearer")],
        starts_on=scenario.created_at.date(), title="One", kind="selection", by="test",
    )  # fmt: skip
    download(caller, "transferred.csv", expect=422)
    found = rows(download(caller, "transferred.csv", of=made.pk))
    assert [(row["Account"], row["Reason"]) for row in found] == [(account.name, "nearer")]
    download(caller, "transferred.csv", of=987654, expect=404)
    units = rows(download(caller, "units.csv", of=scenario.pk, territory=2))
    assert ADDISON in [row["unit"] for row in units]
    assert {row["territory"] for row in units} == {"2"}
    moved = rows(download(caller, "moves.csv", of=scenario.pk))
    assert [row["account"] for row in moved] == []
    add_comment(scenario=scenario, text="=Why?", by=caller.token.member)
    said = rows(download(caller, "comments.csv", of=scenario.pk))
    assert [row["Comment"] for row in said] == ["'=Why?"]


def test_units_and_territories_can_be_drawn(caller, scenario):
    units = download(caller, "units.geojson", of=scenario.pk).json()["features"]
    by_id = {each["id"]: each for each in units}
    assert by_id[ADDISON]["properties"]["territory"] == 2
    shapes = {number: [] for number in (1, 2)}
    for each in units:
        shapes[each["properties"]["territory"]].append(shapely.geometry.shape(each["geometry"]))
    territories = download(caller, "territories.geojson", of=scenario.pk).json()["features"]
    for each in territories:
        whole = shapely.geometry.shape(each["geometry"])
        parts = shapely.union_all(shapes[each["id"]])
        assert whole.symmetric_difference(parts).area < 0.001 * parts.area
        assert each["properties"]["units"] == len(shapes[each["id"]])
    download(caller, "territories.geojson", expect=422)


def test_accounts_can_be_drawn(caller):
    Account.objects.filter(county=ADDISON).update(latitude=None, longitude=None)
    found = download(caller, "accounts.geojson", owner="R1").json()["features"]
    assert {each["properties"]["owner"] for each in found} == {
        Rep.objects.get(external_id="R1").name
    }
    assert sum(each["geometry"] is None for each in found) == 1
    assert len(found) == Ownership.objects.filter(rep__external_id="R1").count()


@pytest.mark.parametrize("role", Role.values)
def test_each_role_exports_what_it_may_see(role):
    found = member(role)
    caller = Caller(found)
    got = {
        name
        for name in set(TABLES) - OF_ONE - OF_FIGURES
        if caller.client.get(f"{ROOT}/exports/{name}.csv").status_code == 200
    }
    allowed = {name for name, (action, _table) in TABLES.items() if may(found, action)}
    allowed -= OF_ONE | OF_FIGURES
    assert got == (allowed if may(found, Action.EXPORT) else set())


def test_the_rows_behind_a_figure_of_marketing_and_sales_are_a_file(caller):
    download(caller, "behind_alignment.csv", expect=404)
    heads = next(
        csv.reader([download(caller, "behind_alignment.csv", indicator="conversion").text])
    )
    assert heads[0].lstrip("\ufeff")


def test_the_rows_behind_an_indicator_are_a_file(caller):
    """J-01: of all accounts, those that were contacted in the window."""
    download(caller, "behind.csv", expect=404)
    site, rep = Account.objects.get(county=ADDISON), Rep.objects.get(external_id="R1")
    Touch.objects.create(account=site, rep=rep, occurred_on=timezone.localdate(), kind="call")
    shown = caller.get("/indicators/coverage/rows")
    listed = rows(download(caller, "behind.csv", indicator="coverage"))
    assert shown["accounts"] == [site.external_id]
    assert [row["Account"] for row in listed] == [site.name]
