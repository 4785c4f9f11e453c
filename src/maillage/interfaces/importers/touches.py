"""The fields of a touches file: which rep had contact with which account, when and how."""

from maillage.interfaces.importers import values
from maillage.interfaces.importers.dates import dates
from maillage.interfaces.importers.fields import Field

FIELDS = (
    Field("account", values.identifier, "account id|company id|associated company id|related to|"
          "client id|customer id|id compte|id client|code client|n° client|numéro client|"
          "external id|account number|company account|account name|associated company|"
          "company name|company|compte|client|customer|nom du compte", required=True),
    Field("rep", values.text(limit=150), "rep id|owner id|owner|assigned|assigned to|user|"
          "user id|activity assigned to|sales rep|sales agent|activity owner|rep email|email|"
          "commercial|attribué à|assigné à|représentant|vendeur|auteur|créé par|created by",
          required=True),
    Field("occurred_on", dates, "date|activity date|touch date|contact date|due date|"
          "date du contact|date d'activité|date de contact|jour|created date|create date|"
          "completed date|engage date|day", required=True),
    Field("kind", values.text(limit=40), "type|activity type|task subtype|touch type|channel|"
          "canal|type de contact|type d'activité|nature|subject|objet"),
)  # fmt: skip
