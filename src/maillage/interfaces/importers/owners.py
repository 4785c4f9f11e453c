"""The fields of an owners file: who answers for which account, from when."""

from maillage.interfaces.importers import values
from maillage.interfaces.importers.dates import dates
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.readings import each

FIELDS = (
    Field("account", values.identifier, "account id|account id 18|company id|record id|client id|"
          "customer id|id compte|id client|code client|n° client|numéro client|external id|"
          "account number|identifiant|account name|company name|company|compte|client|customer|"
          "nom du compte|id", required=True),
    Field("owner", values.text(limit=150), "rep|owner id|owner email|account owner|"
          "company owner|rep id|rep email|sales rep|sales agent|owner name|user id|commercial|"
          "titulaire|propriétaire|propriétaire du compte|responsable|représentant|vendeur|"
          "e-mail du commercial|email", required=True),
    Field("starts_on", dates, "start date|starts|since|from|effective date|date de début|depuis|"
          "à partir du|date d'effet|début|date"),
    Field("locked", each(values.yes_no), "lock|named account|named|verrouillé|verrou|bloqué|"
          "compte nommé|fixed|protected"),
    Field("reason", values.text(limit=200), "motif|raison|comment|commentaire|note|why"),
)  # fmt: skip
