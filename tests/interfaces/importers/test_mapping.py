"""The columns of CRM exports and of files made by hand are recognised, in English and French."""

from __future__ import annotations

import pytest

from maillage.domain.imports import Kind
from maillage.errors import MappingError
from maillage.interfaces.importers import Overrides, map_columns, read_overrides
from maillage.interfaces.importers.mapping import Why

pytestmark = pytest.mark.unit

SALESFORCE = {
    "Account ID": "external_id",
    "Account Name": "name",
    "Type": "status",
    "Parent Account ID": "parent",
    "Billing Country": "country",
    "Billing State/Province": "state",
    "Billing City": "city",
    "Billing Zip/Postal Code": "postal_code",
    "Billing Street": "street",
    "Website": "domain",
    "Phone": "phone",
    "Industry": "industry",
    "Employees": "employees",
    "Annual Revenue": "company_revenue",
    "Account Owner": "owner",
    "Shipping City": "",
    "Last Modified Date": "",
}
SALESFORCE_API = {
    "Id": "external_id",
    "Name": "name",
    "OwnerId": "owner",
    "ParentId": "parent",
    "BillingPostalCode": "postal_code",
    "BillingLatitude": "latitude",
    "BillingLongitude": "longitude",
    "NumberOfEmployees": "employees",
    "AnnualRevenue": "company_revenue",
    "SystemModstamp": "",
}
HUBSPOT = {
    "Record ID": "external_id",
    "Company name": "name",
    "Lifecycle Stage": "status",
    "Parent Company": "parent",
    "Country/Region": "country",
    "State/Region": "state",
    "City": "city",
    "Postal Code": "postal_code",
    "Street Address": "street",
    "Company Domain Name": "domain",
    "Phone Number": "phone",
    "Number of Employees": "employees",
    "Annual Revenue": "company_revenue",
    "Company owner": "owner",
    "Create Date": "",
}
FRENCH = {
    "N° client": "external_id",
    "Raison sociale": "name",
    "Statut": "status",
    "Maison mère": "parent",
    "Pays": "country",
    "État": "state",
    "Ville": "city",
    "Code postal": "postal_code",
    "Adresse": "street",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Site web": "domain",
    "Téléphone": "phone",
    "Secteur d'activité": "industry",
    "Effectif": "employees",
    "Chiffre d'affaires": "revenue",
    "Potentiel": "potential",
    "Visites par an": "visits_per_year",
    "Commercial": "owner",
    "Comté": "",
}
SLIPS = {
    "Acount ID": "external_id",
    "Name": "name",
    "Numbr of Employees": "employees",
    "County": "",
}


@pytest.mark.parametrize("headers", [SALESFORCE, SALESFORCE_API, HUBSPOT, FRENCH, SLIPS])
def test_account_headers_are_recognised(headers):
    mapping = map_columns(kind=Kind.ACCOUNTS, file="f.csv", columns=list(headers))
    assert mapping.sources == {target: source for source, target in headers.items() if target}
    assert list(mapping.ignored) == [source for source, target in headers.items() if not target]


OTHERS = {
    Kind.REPS: {
        "Matricule": "external_id",
        "Nom": "name",
        "Prénom": "first_name",
        "E-mail": "email",
        "Actif": "active",
        "Ancienneté": "seniority",
        "ETP": "capacity",
        "Ville": "city",
        "Code postal": "postal_code",
        "Secteurs": "verticals",
        "Langues": "languages",
        "Fuseaux horaires": "time_zones",
        "Responsable": "manager",
    },
    Kind.OWNERS: {
        "Code client": "account",
        "Commercial": "owner",
        "Date de début": "starts_on",
        "Verrouillé": "locked",
        "Motif": "reason",
    },
    Kind.TOUCHES: {
        "Company / Account": "account",
        "Assigned": "rep",
        "Date": "occurred_on",
        "Type": "kind",
        "Comments": "",
    },
}


@pytest.mark.parametrize(("kind", "headers"), OTHERS.items())
def test_other_headers_are_recognised(kind, headers):
    mapping = map_columns(kind=kind, file="f.csv", columns=list(headers))
    assert mapping.sources == {target: source for source, target in headers.items() if target}


def test_the_reason_is_given():
    mapping = map_columns(kind=Kind.REPS, file="f.csv", columns=["Name", "E-mail", "Langauges"])
    assert [(c.target, c.source, c.why) for c in mapping.columns] == [
        ("external_id", "E-mail", Why.INSTEAD),
        ("name", "Name", Why.HEADER),
        ("email", "E-mail", Why.HEADER),
    ]
    assert mapping.ignored == ("Langauges",)


def test_a_mapping_file_has_the_last_word(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text(
        "columns: {external_id: Account, name: Account, phone: null}\ndefaults: {country: FR}\n"
        'values: {status: {Client: customer}}\ndecimal: ","\ndate: "%d/%m/%Y"\n'
    )
    overrides = read_overrides(path)
    assert overrides == Overrides(
        columns={"external_id": "Account", "name": "Account", "phone": ""},
        defaults={"country": "FR"},
        values={"status": {"Client": "customer"}},
        decimal=",",
        date="%d/%m/%Y",
    )
    mapping = map_columns(
        kind=Kind.ACCOUNTS, file="f.csv", columns=["Account", "Phone"], overrides=overrides
    )
    assert mapping.sources == {"external_id": "Account", "name": "Account"}


MAY_HOLD = "It may hold columns, defaults, values, decimal, date, encoding."
WRONG_FILES = {
    "column: {a: b}": f"The mapping file m.yaml cannot be used: unknown key “column”. {MAY_HOLD}",
    "[1, 2]": f"The mapping file m.yaml cannot be used: it holds no keys. {MAY_HOLD}",
    "decimal: ;": (
        f"The mapping file m.yaml cannot be used: `decimal` must be a comma or a point. {MAY_HOLD}"
    ),
    "date: soon": (
        "The mapping file m.yaml cannot be used: `date` must be a format such as %d/%m/%Y. "
        f"{MAY_HOLD}"
    ),
    "columns: [a]": (
        "The mapping file m.yaml cannot be used: `columns` must hold lines of the form "
        f"name: value. {MAY_HOLD}"
    ),
}


@pytest.mark.parametrize(("content", "message"), WRONG_FILES.items())
def test_a_wrong_mapping_file_is_refused(tmp_path, content, message):
    path = tmp_path / "m.yaml"
    path.write_text(content)
    with pytest.raises(MappingError) as refusal:
        read_overrides(path)
    assert str(refusal.value) == message


def test_unknown_names_in_a_mapping_file_are_refused():
    for overrides, message in (
        (
            Overrides(columns={"external_id": "Acount ID"}),
            (
                "f.csv has no column “Acount ID” for external_id, as the mapping file says. "
                "Did you mean Account ID?"
            ),
        ),
        (
            Overrides(defaults={"colour": "red"}),
            (
                "The mapping file names an unknown field: colour. Known fields: account, owner, "
                "starts_on, locked, reason."
            ),
        ),
    ):
        kind = Kind.OWNERS if overrides.defaults else Kind.ACCOUNTS
        with pytest.raises(MappingError) as refusal:
            map_columns(kind=kind, file="f.csv", columns=["Account ID"], overrides=overrides)
        assert str(refusal.value) == message
