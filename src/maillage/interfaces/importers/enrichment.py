"""The fields of files of suppliers of data, and which supplier a file is of.

The columns of the person in a file of contacts (City, State, Phone...) are left alone: those of
the company carry its name in their headers.
"""

from __future__ import annotations

from collections.abc import Sequence

from maillage.domain.imports.names import key
from maillage.interfaces.importers import values
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.locations import location
from maillage.interfaces.importers.numbers import INTEGER_LIMIT, exact, measure
from maillage.interfaces.importers.readings import each

FIELDS = (
    Field("company", values.text(limit=255), "company name|account name|organization name|"
          "organization|company name for emails|nom de l'entreprise", required=True),
    Field("external_id", values.identifier, "crm id|crm account id|salesforce account id|"
          "salesforce id|hubspot company id|crm record id|code client|id compte"),
    Field("supplier_id", values.identifier, "apollo account id|zoominfo company id|"
          "linkedin company id|company linkedin id|linkedin company urn|apollo company id"),
    Field("website", each(values.domain), "company website|company domain|domain|website url|"
          "company website url|company url|account website"),
    Field("hq_street", values.text(limit=255), "company street|company street address|"
          "company address|company address line 1|headquarters street"),
    Field("hq_city", values.text(limit=120), "company city|headquarters city|account city"),
    Field("hq_state", values.text(limit=60), "company state|company state region|"
          "company province|headquarters state|account state"),
    Field("hq_postal_code", values.text(limit=40), "company postal code|company zip code|"
          "company zip|company postcode|headquarters postal code|account postal code"),
    Field("hq_country", each(values.country), "company country|headquarters country|"
          "company country code|account country"),
    Field("hq_location", each(location), "headquarters|headquarters location|hq location|"
          "company location|account location|geography|company geography|siège|siège social|"
          "localisation de l'entreprise"),
    Field("hq_phone", values.text(limit=40), "company phone|company hq phone|corporate phone|"
          "company phone number|headquarters phone"),
    Field("employees", exact(whole=True, limit=INTEGER_LIMIT), "# employees|employee count|"
          "company employee count|number of employees|company headcount|headcount|"
          "company size|employees on linkedin|linkedin employee count"),
    Field("company_revenue", exact(), "annual revenue|company annual revenue|company revenue|"
          "revenue"),
    Field("revenue_thousands", measure(), "revenue in 000s usd|revenue in 000s|revenue 000s"),
    Field("industry", values.text(limit=120), "primary industry|company industry|"
          "company primary industry|main industry"),
    Field("naics", each(values.naics), "naics code 1|naics code|naics codes|company naics code"),
    Field("technologies", each(values.listing), "technology|tech stack|company technologies"),
    Field("keywords", each(values.listing), "company keywords|specialties|specialities|"
          "company specialties"),
    Field("linkedin_url", each(values.linkedin), "company linkedin url|linkedin company url|"
          "linkedin company profile url|linkedin company page url|company linkedin|"
          "sales navigator company url|sales navigator url"),
    Field("intent", values.text(limit=120), "primary intent topic|intent topic"),
    Field("intent_score", measure(), "primary intent score"),
    Field("second_intent", values.text(limit=120), "secondary intent topic"),
    Field("second_intent_score", measure(), "secondary intent score"),
)  # fmt: skip

SIGNS = {
    "Apollo": (
        "apolloaccountid", "apollocontactid", "companynameforemails", "primaryintenttopic",
    ),
    "ZoomInfo": (
        "zoominfocompanyid", "zoominfocontactid", "zoominfocompanyprofileurl", "revenuein000susd",
        "companyhqphone",
    ),
    "LinkedIn Sales Navigator": (
        "salesnavigatorurl", "salesnavigatorcompanyurl", "linkedincompanyurl", "linkedincompanyid",
        "companylinkedinurl",
    ),
}  # fmt: skip
"""Headers that only one supplier writes; Apollo and ZoomInfo may name LinkedIn pages besides."""


def supplier_of(columns: Sequence[str]) -> str:
    """Name the supplier whose headers a file has, "" where no one's are recognised."""
    headers = {key(column) for column in columns}
    return next((name for name, signs in SIGNS.items() if headers & {*signs}), "")
