"""The fields of an accounts file."""

from maillage.interfaces.importers import values
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.numbers import INTEGER_LIMIT, coordinate, measure, share
from maillage.interfaces.importers.readings import each
from maillage.interfaces.importers.words import CYCLES, DECISIONS, STATUSES

FIELDS = (
    Field(
        "external_id",
        values.identifier,
        "account id|account id 18|record id|record id company|company id|customer id|client id|"
        "hs object id|id compte|id client|code client|n° client|numéro client|numéro de client|"
        "numéro de compte|n° compte|account number|customer number|customer code|code compte|"
        "identifiant|identifiant client|identifiant compte|code tiers|id|identifier|siret",
        required=True,
    ),
    Field(
        "name",
        values.text(limit=255),
        "account name|company name|company|compte|nom du compte|nom de l'entreprise|entreprise|"
        "raison sociale|société|nom|customer name|client name|nom du client|organization|"
        "organisation|account|customer|client|dénomination",
    ),
    Field(
        "status",
        values.one_of(STATUSES, name="status"),
        "account status|customer status|statut|type|account type|type de compte|lifecycle stage|"
        "phase du cycle de vie|état commercial|relation",
    ),
    Field(
        "parent",
        values.identifier,
        "parent account id|parent id|parent account|parent company|parent company id|"
        "id compte parent|compte parent|maison mère|société mère|entreprise mère|groupe|siège|"
        "parent record id|subsidiary of|filiale de|headquarters id|ultimate parent",
    ),
    Field("country", each(values.country), "billing country|billing country code|country code|"
          "country region|pays|code pays|pays de facturation|shipping country|mailing country"),
    Field("state", values.text(limit=60), "billing state province|billing state|"
          "billing state code|state region|state province|province|état|état province|région|"
          "state code|etat|shipping state province|shipping state|mailing state|département"),
    Field("city", values.text(limit=120), "billing city|town|ville|localité|commune|"
          "ville de facturation|shipping city|mailing city"),
    Field("postal_code", values.text(limit=40), "billing zip postal code|billing postal code|"
          "billing zip|zip code|zip|zip postal code|postal code|postcode|code postal|cp|"
          "code postal de facturation|shipping zip postal code|shipping postal code|mailing zip"),
    Field("street", values.text(limit=255), "billing street|billing address line 1|"
          "street address|address|address line 1|adresse|rue|adresse postale|shipping street"),
    Field("latitude", coordinate(bound=90), "billing latitude|lat|geo latitude|"
          "shipping latitude|y"),
    Field("longitude", coordinate(bound=180), "billing longitude|lon|lng|long|geo longitude|"
          "shipping longitude|x"),
    Field("domain", each(values.domain), "company domain name|website|website url|web site|"
          "site web|site internet|url|nom de domaine|domaine"),
    Field("phone", values.text(limit=40), "phone number|telephone|téléphone|tél|tel|"
          "account phone|numéro de téléphone|company phone"),
    Field("industry", values.text(limit=120), "sector|secteur|secteur d'activité|industrie|"
          "activité|vertical|branche|business segment"),
    Field("naics", each(values.naics), "naics code|naics 2022|code naics|scian|code scian"),
    Field("segment", values.text(limit=40), "account segment|customer segment|account tier|tier|"
          "taille|catégorie|size segment"),
    Field("employees", measure(whole=True, limit=INTEGER_LIMIT), "number of employees|"
          "employees count|employee count|nombre d'employés|effectif|effectifs|salariés|"
          "nombre de salariés|nb salariés|headcount"),
    Field("revenue", measure(), "current revenue|sales|turnover|chiffre d'affaires|ca|ca annuel|"
          "ca n|arr|revenus|revenu"),
    Field("potential", measure(), "revenue potential|sales potential|potentiel|"
          "potentiel annuel|ca potentiel|potentiel de ca|account potential|opportunity size"),
    Field("visits_per_year", measure(limit=10_000), "visits|visits year|annual visits|"
          "visites par an|visites|nombre de visites|fréquence de visite|visit frequency"),
    Field("growth", share, "growth potential|expected growth|growth rate|croissance|"
          "croissance attendue|potentiel de croissance|taux de croissance"),
    Field("sales_cycle", values.one_of(CYCLES, name="sales_cycle"), "cycle|sales cycle length|"
          "cycle length|buying cycle|cycle de vente|durée du cycle|cycle d'achat"),
    Field("decision", values.one_of(DECISIONS, name="decision"), "decision type|decision process|"
          "buying process|decision making|type de décision|mode de décision|"
          "processus de décision|décideur"),
    Field("tags", each(values.listing), "tag|labels|étiquettes|mots clés"),
    Field("products", each(values.listing), "product|product line|product lines|produits|produit|"
          "gamme|gammes|solutions"),
    Field("personas", each(values.listing), "persona|buyer persona|buyer personas|interlocuteurs|"
          "rôles ciblés"),
    Field("company_revenue", measure(), "company annual revenue|company sales|company turnover|"
          "total revenue|ca de l'entreprise|chiffre d'affaires de l'entreprise|"
          "ca entreprise|ca société|annual revenue|chiffre d'affaires annuel"),
    Field("budget", measure(), "qualified budget|annual budget|budget per year|budget annuel|"
          "budget qualifié"),
    Field("technologies", each(values.listing), "technology|tech stack|technologies used|"
          "technologie|logiciels|outils"),
    Field("keywords", each(values.listing), "company keywords|specialties"),
    Field("linkedin_url", each(values.linkedin), "company linkedin url|linkedin company url|"
          "linkedin company page|linkedin company profile url|page linkedin"),
    Field("owner", values.text(limit=150), "account owner|company owner|owner name|"
          "account owner email|owner email|owner id|account owner id|hubspot owner id|"
          "propriétaire du compte|propriétaire de l'entreprise|propriétaire|commercial|titulaire|"
          "responsable|sales rep|sales agent|rep|représentant|vendeur"),
)  # fmt: skip
