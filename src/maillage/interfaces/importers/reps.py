"""The fields of a reps file."""

from maillage.interfaces.importers import values
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.numbers import coordinate, measure
from maillage.interfaces.importers.readings import each
from maillage.interfaces.importers.words import SENIORITIES

CAPACITY_LIMIT = 10

FIELDS = (
    Field("external_id", values.identifier, "rep id|user id|owner id|employee id|hs object id|"
          "id commercial|identifiant|matricule|code commercial|code représentant|record id|id|"
          "sales rep id|employee number", required=True, instead=("email", "name")),
    Field("name", values.text(limit=150), "full name|rep|rep name|sales rep|sales agent|user|"
          "nom complet|commercial|nom|représentant|vendeur|user name|owner|last name|"
          "nom de famille|nom du commercial", required=True),
    Field("first_name", values.text(limit=60), "given name|prénom"),
    Field("email", each(values.email), "e-mail|email address|e-mail address|mail|courriel|"
          "adresse e-mail|adresse mail|user email"),
    Field("active", each(values.yes_no), "is active|actif|active user|statut|status|en poste"),
    Field("seniority", values.one_of(SENIORITIES, name="seniority"), "level|niveau|ancienneté|"
          "séniorité|expérience|grade"),
    Field("capacity", measure(positive=True, limit=CAPACITY_LIMIT), "fte|etp|capacité|"
          "capacity fte|full time equivalent|équivalent temps plein|temps de travail"),
    Field("country", each(values.country), "home country|pays|country code|code pays"),
    Field("state", values.text(limit=60), "home state|state province|état|province|région|etat|"
          "state region|département"),
    Field("city", values.text(limit=120), "home city|ville|domicile|town|localité"),
    Field("postal_code", values.text(limit=40), "home postal code|home zip|zip code|zip|"
          "zip postal code|postcode|code postal|cp"),
    Field("latitude", coordinate(bound=90), "lat|home latitude"),
    Field("longitude", coordinate(bound=180), "lon|lng|long|home longitude"),
    Field("time_zone", each(values.time_zone), "timezone|home time zone|fuseau horaire|fuseau"),
    Field("verticals", each(values.listing), "vertical|industries|sectors|secteurs|specialties|"
          "spécialités|verticales|industry"),
    Field("languages", each(values.listing), "language|langues|langue"),
    Field("time_zones", each(values.time_zones), "covered time zones|fuseaux|fuseaux horaires|"
          "fuseaux couverts"),
    Field("manager", values.text(limit=150), "manager name|sales manager|responsable|"
          "responsable hiérarchique|supérieur|reports to|team lead"),
)  # fmt: skip
