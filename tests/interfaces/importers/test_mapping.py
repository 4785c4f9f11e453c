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
    Kind.OPPORTUNITIES: {
        "opportunity_id": "external_id",
        "account": "account",
        "sales_agent": "rep",
        "product": "product",
        "close_value": "amount",
        "deal_stage": "stage",
        "engage_date": "opened_on",
        "close_date": "closed_on",
    },
}
SAME_COLUMN = {Kind.OPPORTUNITIES: {"outcome": "deal_stage"}}


@pytest.mark.parametrize(("kind", "headers"), OTHERS.items())
def test_other_headers_are_recognised(kind, headers):
    mapping = map_columns(kind=kind, file="f.csv", columns=list(headers))
    found = {target: source for source, target in headers.items() if target}
    assert mapping.sources == found | SAME_COLUMN.get(kind, {})


DEALS = (
    (("Opportunity ID|Opportunity Name|Account Name|Opportunity Owner|Stage|Amount|Close Date|"
     "Created Date|Type|Last Stage Change Date|Loss Reason"),
     "external_id name account rep stage amount closed_on opened_on source stage_on lost_reason"),
    (("Record ID|Deal Name|Associated Company|Deal owner|Deal Stage|Amount|Close Date|Create Date|"
     'Deal Type|Date entered "Contract sent (Sales Pipeline)"|Date entered current stage'),
     ("external_id name account rep stage amount closed_on opened_on source stage:_Contract_sent"
     " stage_on")),
    (("ID de la transaction|Nom de la transaction|Entreprise associée|"
     "Propriétaire de la transaction|Phase de la transaction|Montant|Date de création|"
     "Type de transaction|Date d'entrée dans « Contrat envoyé »|Raison de la perte"),
     ("external_id name account rep stage amount opened_on source stage:_Contrat_envoyé"
     " lost_reason")),
    (("Référence|Affaire|Client|Commercial|Étape|Montant HT|Ouverte le|Clôture prévue|Gagnée le|"
     "Résultat|Produit"),
     "external_id name account rep stage amount opened_on expected_on closed_on outcome product"),
)  # fmt: skip


@pytest.mark.parametrize(("columns", "fields"), DEALS)
def test_exports_of_opportunities_are_recognised(columns, fields):
    mapping = map_columns(kind=Kind.OPPORTUNITIES, file="f.csv", columns=columns.split("|"))
    names = [each.replace("_", " ") if ":_" in each else each for each in fields.split()]
    wanted = dict(zip(names, columns.split("|"), strict=True))
    found = {name: source for name, source in mapping.sources.items() if name != "outcome"}
    assert found == {name: source for name, source in wanted.items() if name != "outcome"}
    assert mapping.sources["outcome"] == wanted.get("outcome", wanted["stage"])


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
