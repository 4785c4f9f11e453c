"""Importing accounts: created, updated by identifier, never doubled, never half-written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.domain.imports import Kind, apply_import
from maillage.domain.imports.hierarchy import in_circle
from maillage.errors import InputError, MappingError, RowError
from maillage.models import Account, Event, ImportRun, Ownership

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ENGLISH = (
    "Account ID,Account Name,Type,Billing City,Billing State/Province,Billing Zip/Postal Code,"
    "Employees,Annual Revenue,Parent Account ID,Account Owner\n"
    'A1,Acme,Customer,New York,New York,10001,120,"$1,234.50",A2,ada@acme.com\n'
    "A2,Acme Group,Prospect,Boston,MA,2108,,,,Bo Lind\n"
)
FRENCH = (
    "N° client;Raison sociale;Statut;Ville;Code postal;Pays;Effectif;Chiffre d'affaires;Commercial\n"
    "C1;Société Générale d'Élec;Client;Boston;02108;États-Unis;1 200;1 234,50 €;R1\n"
    "C2;Crème & Fils;Prospect;Chicago;60601;États-Unis;;;R2\n"
)


def counts(run):
    return (run.created, run.updated, run.unchanged, run.rejected)


def test_an_english_export_end_to_end(reps, take_in):
    """A-04c, B-01: every account gets its place, parent and one owner."""
    run = take_in(Kind.ACCOUNTS, ENGLISH)
    assert counts(run) == (2, 0, 0, 0)
    acme = Account.objects.get(external_id="A1")
    assert (acme.name, acme.status, acme.employees) == ("Acme", "customer", 120)
    assert (acme.company_revenue, acme.revenue) == (1234.5, None)
    assert (acme.state, acme.county, acme.postal_code, acme.time_zone, acme.location_source) == (
        "NY",
        "36061",
        "10001",
        "America/New_York",
        "postal",
    )
    assert acme.parent.external_id == "A2"
    owners = Ownership.objects.values_list("account__external_id", "rep__external_id", "starts_on")
    assert sorted(owners) == [("A1", "R1", date(2026, 3, 1)), ("A2", "R2", date(2026, 3, 1))]


def test_annual_revenue_is_the_companys_and_said_so(plan, take_in):
    """C-01: a CRM's annual revenue is what the company sells to anybody, not what we sell it."""
    content = "Account ID,Account Name,Annual Revenue,Sales\nA1,Acme,5000000,1200\n"
    said = (
        "Annual Revenue read as the company's revenue; where it holds your sales with it, say"
        " `columns: {revenue: Annual Revenue}` in a mapping file"
    )
    assert plan(Kind.ACCOUNTS, content).findings.assumptions[said] == 1
    take_in(Kind.ACCOUNTS, content)
    acme = Account.objects.get()
    assert (acme.company_revenue, acme.revenue) == (5e6, 1200)


def test_a_mapping_file_still_says_that_annual_revenue_is_ours(plan, take_in):
    content = "Account ID,Account Name,Annual Revenue\nA1,Acme,1200\n"
    columns = {"revenue": "Annual Revenue"}
    said = plan(Kind.ACCOUNTS, content, columns=columns).findings.assumptions
    assert not any("revenue" in each for each in said)
    take_in(Kind.ACCOUNTS, content, columns=columns)
    acme = Account.objects.get()
    assert (acme.company_revenue, acme.revenue) == (None, 1200)


def test_growth_and_labels_are_taken_in_and_kept(reps, take_in):
    """A-07, A-08: what rules ask for besides place and size."""
    take_in(
        Kind.ACCOUNTS,
        "Account ID,Account Name,Growth,Products,Personas,Tags\n"
        'A1,Acme,20%,ERP; CRM,CFO,"key, west"\nA2,Bolt,0.05,,,\n',
    )
    acme = Account.objects.get(external_id="A1")
    assert (acme.growth, acme.products, acme.personas, acme.tags) == (
        0.2, ["ERP", "CRM"], ["CFO"], ["key", "west"],
    )  # fmt: skip
    run = take_in(Kind.ACCOUNTS, "Account ID,Tags,City\nA1,south,Boston\nA2,,Boston\n")
    assert counts(run) == (0, 2, 0, 0)
    acme.refresh_from_db()
    assert (acme.growth, acme.tags, acme.products) == (0.2, ["south"], ["ERP", "CRM"])
    assert (Account.objects.get(external_id="A2").tags, acme.city) == ([], "Boston")
    assert counts(take_in(Kind.ACCOUNTS, "Account ID,Tags\nA1,south\n")) == (0, 0, 1, 0)


@pytest.mark.parametrize("cell", ["20", "-3", "lots", "1.5"])
def test_growth_is_a_percentage_or_a_share(reps, take_in, cell):
    with pytest.raises(RowError):
        take_in(Kind.ACCOUNTS, f"Account ID,Account Name,Growth\nA1,Acme,{cell}\n")


def test_a_french_file_end_to_end(reps, take_in):
    run = take_in(Kind.ACCOUNTS, FRENCH)
    assert counts(run) == (2, 0, 0, 0)
    found = Account.objects.order_by("external_id").values_list(
        "name", "status", "country", "state", "employees", "revenue"
    )
    assert list(found) == [
        ("Société Générale d'Élec", "customer", "US", "MA", 1200, 1234.5),
        ("Crème & Fils", "prospect", "US", "IL", None, None),
    ]


def test_what_was_assumed_is_said(reps, plan):
    assert dict(plan(Kind.ACCOUNTS, ENGLISH).findings.assumptions) == {
        "no country given: read as US": 2,
        "A leading zero was restored. (2108 → 02108)": 1,
        "Annual Revenue read as the company's revenue; where it holds your sales with it, say"
        " `columns: {revenue: Annual Revenue}` in a mapping file": 2,
    }


@pytest.mark.parametrize("content", [ENGLISH, FRENCH])
def test_importing_twice_changes_nothing(reps, take_in, content):
    take_in(Kind.ACCOUNTS, content)
    before = [list(model.objects.order_by("pk").values()) for model in (Account, Ownership)]
    assert counts(take_in(Kind.ACCOUNTS, content, starts_on=date(2026, 5, 1))) == (0, 0, 2, 0)
    assert [list(m.objects.order_by("pk").values()) for m in (Account, Ownership)] == before


CELLS = st.fixed_dictionaries(
    {
        "name": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12),
        "zip": st.sampled_from(["10001", "2108", "02108-1234", "H2X 1Y4", "nowhere", ""]),
        "city": st.sampled_from(["Boston", "Springfield", ""]),
        "state": st.sampled_from(["MA", "Texas", "Bavaria", ""]),
        "lat,lon": st.sampled_from(["40.5,-73.25", ",", "0,0"]),
        "potential": st.sampled_from(["", "12.5", "0", "$3,000"]),
    }
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_whatever_is_imported_twice_is_unchanged(take_in, rows):
    Account.objects.all().delete()
    lines = ["Id,Name,Zip,City,State,Lat,Lon,Potential"]
    lines += [
        f'{n},{r["name"]},{r["zip"]},{r["city"]},{r["state"]},{r["lat,lon"]},"{r["potential"]}"'
        for n, r in enumerate(rows)
    ]
    content = "\n".join(lines)
    assert counts(take_in(Kind.ACCOUNTS, content)) == (len(rows), 0, 0, 0)
    assert counts(take_in(Kind.ACCOUNTS, content)) == (0, 0, len(rows), 0)


def test_an_update_lists_before_and_after_and_leaves_the_rest(take_in, plan):
    take_in(Kind.ACCOUNTS, "Id,Name,Phone,Potential\n1,Acme,555,10\n2,Beta,777,20\n")
    content = "Id,Name,Phone,Potential\n1,Acme Inc,,15\n2,Beta,777,20\n"
    planned = plan(Kind.ACCOUNTS, content)
    assert planned.changes.to_numpy().tolist() == [
        [2, "1", "name", "Acme", "Acme Inc"],
        [2, "1", "potential", 10.0, 15.0],
    ]
    assert counts(apply_import(plan=planned)) == (0, 1, 1, 0)
    assert list(Account.objects.order_by("pk").values_list("name", "phone", "potential")) == [
        ("Acme Inc", "555", 15.0),
        ("Beta", "777", 20.0),
    ]


def test_a_partial_file_needs_no_names_for_known_accounts(take_in):
    take_in(Kind.ACCOUNTS, "Id,Name\n1,Acme\n")
    assert counts(take_in(Kind.ACCOUNTS, "Id,Potential\n1,5\n")) == (0, 1, 0, 0)
    with pytest.raises(MappingError) as refusal:
        take_in(Kind.ACCOUNTS, "Id,Potential\n2,5\n")
    assert str(refusal.value) == (
        "accounts.csv: no column was recognised as name, and 1 account is new. "
        "Name it in a mapping file: `columns: {name: <column>}`."
    )


def test_given_coordinates_stay_until_the_address_changes(take_in):
    take_in(Kind.ACCOUNTS, "Id,Name,Zip,Lat,Lon\n1,Acme,10001,40.75,-73.5\n")
    take_in(Kind.ACCOUNTS, "Id,Name,Zip\n1,Acme,10001\n")
    kept = Account.objects.get()
    assert (kept.latitude, kept.longitude, kept.location_source) == (40.75, -73.5, "given")
    take_in(Kind.ACCOUNTS, "Id,Name,Zip\n1,Acme,60601\n")
    moved = Account.objects.get()
    assert (moved.state, moved.location_source) == ("IL", "postal")


def test_coordinates_alone_tell_the_county(take_in):
    take_in(Kind.ACCOUNTS, "Id,Name,Lat,Lon\n1,Acme,41.88,-87.63\n2,Ship,35,-60\n")
    found = Account.objects.order_by("pk").values_list("county", "state", "time_zone")
    assert list(found) == [("17031", "IL", "America/Chicago"), ("", "", "")]
    assert counts(take_in(Kind.ACCOUNTS, "Id,Name,Lat,Lon\n1,Acme,41.88,-87.63\n")) == (0, 0, 1, 0)


def test_accounts_without_a_place_are_kept_and_counted(plan):
    planned = plan(
        Kind.ACCOUNTS, "Id,Name,Zip,City\n1,Acme,10001,\n2,Beta,,\n3,Gamma,,Xyzzyville\n"
    )
    assert planned.located == {"postal": 1, "unknown": 2}
    assert planned.findings.assumptions["no address given: kept without a location"] == 1
    assert planned.findings.assumptions["address not found: kept without a location"] == 1


def problems(planned):
    return [(p.row, p.column, p.value, p.message, p.remedy) for p in planned.findings.problems]


def test_doubles_name_both_rows(plan):
    assert problems(plan(Kind.ACCOUNTS, "Id,Name\n1,Acme\n2,Beta\n1,Gamma\n,Delta\n")) == [
        (2, "Id", "1", "also in row 4.", "Keep one of the two rows."),
        (4, "Id", "1", "also in row 2.", "Keep one of the two rows."),
        (5, "Id", "", "empty.", "Every row needs this value."),
    ]


def test_parents_may_come_later_but_not_in_a_circle(plan):
    planned = plan(
        Kind.ACCOUNTS,
        "Id,Name,Parent ID\n1,Site,Group\n2,Group,\n3,Left,4\n4,Right,3\n5,Lost,99\n6,Child,5\n",
    )
    circle = "Correct the parent of one of: 3, 4."
    missing = "Add the parent to the file, or empty the cell."
    assert problems(planned) == [
        (4, "Parent ID", "4", "the account would be its own parent.", circle),
        (5, "Parent ID", "3", "the account would be its own parent.", circle),
        (6, "Parent ID", "99", "no account has this identifier.", missing),
        (7, "Parent ID", "5", "no account has this identifier.", missing),
    ]
    run = apply_import(plan=planned, keep_good_rows=True)
    assert counts(run) == (2, 0, 0, 4)
    assert Account.objects.get(external_id="1").parent.external_id == "2"


def test_circles_are_found_over_any_number_of_steps():
    assert in_circle({"a": "b", "b": "c", "c": "a", "d": "a", "e": "f"}) == {"a", "b", "c"}
    assert in_circle({"a": "a"}) == {"a"}


def test_unknown_owners_are_named_with_the_nearest(reps, plan):
    assert problems(plan(Kind.ACCOUNTS, "Id,Name,Owner\n1,Acme,Ada Mos\n2,Beta,\n")) == [
        (2, "Owner", "Ada Mos", "no rep is known by this.", "Did you mean Ada Moss?")
    ]


def test_half_a_pair_of_coordinates_is_refused(plan):
    assert problems(plan(Kind.ACCOUNTS, "Id,Name,Lat,Lon\n1,Acme,40.5,\n")) == [
        (2, "Lon", "", "one coordinate without the other.", "Give both or neither.")
    ]


def test_one_wrong_row_refuses_the_file_unless_the_person_keeps_the_good_ones(take_in):
    content = "Id,Name,Potential\n1,Acme,5\n2,Beta,-5\n"
    with pytest.raises(RowError) as refusal:
        take_in(Kind.ACCOUNTS, content)
    assert str(refusal.value) == (
        "accounts.csv: row 3, Potential = '-5': negative. Enter 0 or more, or leave the cell empty."
    )
    assert Account.objects.count() == 0
    assert counts(take_in(Kind.ACCOUNTS, content, keep_good_rows=True)) == (1, 0, 0, 1)


def test_a_failure_in_the_middle_leaves_everything_as_it_was(reps, plan):
    """The last row breaks a constraint of the database after thousands were written."""
    rows = "\n".join(f"{n},Company {n},5,R1" for n in range(6000))
    planned = plan(Kind.ACCOUNTS, f"Id,Name,Potential,Owner\n{rows}\n")
    planned.written.loc[planned.written.index[-1], "potential"] = -1.0
    log = (Event.objects.count(), ImportRun.objects.count())
    with pytest.raises(InputError) as refusal:
        apply_import(plan=planned)
    assert refusal.value.remedy == "Nothing was written; plan the import again."
    assert (Account.objects.count(), Ownership.objects.count()) == (0, 0)
    assert (Event.objects.count(), ImportRun.objects.count()) == log


def test_planning_writes_nothing(reps, plan):
    runs = ImportRun.objects.count()
    plan(Kind.ACCOUNTS, ENGLISH)
    assert (Account.objects.count(), ImportRun.objects.count()) == (0, runs)


def test_the_import_is_recorded(reps, take_in):
    run = take_in(Kind.ACCOUNTS, ENGLISH)
    event = Event.objects.get(subject_type="importrun", subject_id=str(run.pk))
    assert (event.actor, event.verb) == ("dana", "import")
    assert event.after == {
        "kind": "accounts",
        "file": "accounts.csv",
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert (len(run.sha256), run.mapping["owner"]) == (64, "Account Owner")


def test_defaults_fill_new_accounts_only(take_in):
    take_in(Kind.ACCOUNTS, "Id,Name,Country\n1,Acme,CA\n")
    content = "Id,Name,Country\n1,Acme,\n2,Beta,\n"
    take_in(Kind.ACCOUNTS, content, defaults={"country": "FR"})
    assert list(Account.objects.order_by("pk").values_list("country", flat=True)) == ["CA", "FR"]


def test_cycle_and_decision_are_read_in_both_languages(take_in):
    """K-03."""
    run = take_in(
        Kind.ACCOUNTS,
        "Id;Nom;Cycle de vente;Type de décision\n1;A;Court;Comité d'achat\n2;B;LONG;Acheteur unique\n"
        "3;C;;\n4;D;moyen;Prescripteurs\n",
    )
    assert run.created == 4
    found = Account.objects.order_by("external_id").values_list("sales_cycle", "decision")
    assert list(found) == [
        ("short", "committee"), ("long", "single"), ("", ""), ("medium", "influencers"),
    ]  # fmt: skip
    with pytest.raises(RowError) as refused:
        take_in(Kind.ACCOUNTS, "Id,Name,Sales cycle,Decision\n5,E,forever,<script>\n")
    assert [(each.column, each.value) for each in refused.value.problems] == [
        ("Sales cycle", "forever"), ("Decision", "<script>"),
    ]  # fmt: skip
