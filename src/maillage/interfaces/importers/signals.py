"""The fields of a signals file: what was seen of which account, when, how strongly, by whom."""

from maillage.interfaces.importers import values
from maillage.interfaces.importers.dates import dates
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.numbers import measure
from maillage.interfaces.importers.words import SIGNAL_KINDS

FIELDS = (
    Field("account", values.identifier, "account id|company id|external id|id compte|id client|"
          "code client|n° client|account number|account name|company name|company|compte|client|"
          "customer|nom du compte|nom de l'entreprise|raison sociale", required=True),
    Field("kind", values.one_of(SIGNAL_KINDS, name="kind"), "signal type|signal kind|type|"
          "type de signal|nature"),
    Field("name", values.text(limit=120), "topic|intent topic|topic name|technology|product|"
          "signal|signal name|sujet|thème|technologie|nom du signal|libellé", required=True),
    Field("strength", measure(), "score|signal score|intent score|topic score|surge score|"
          "company surge score|composite score|intensité|force|valeur"),
    Field("seen_on", dates, "date|signal date|seen|seen on|last seen|last seen on|detected on|"
          "intent date|date stamp|week ending|last verified|vu le|date du signal|détecté le",
          required=True),
    Field("source", values.text(limit=80), "provider|vendor|data source|fournisseur|origine"),
    Field("expires_on", dates, "expires|expires on|expiry|expiration date|valid until|"
          "expire le|valable jusqu'au"),
)  # fmt: skip
