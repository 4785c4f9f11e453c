"""The fields of an opportunities file: what may be sold to whom by when, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from maillage.domain.imports.names import key
from maillage.domain.imports.opportunities import ENTERED
from maillage.interfaces.importers import values
from maillage.interfaces.importers.dates import dates
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.numbers import measure
from maillage.interfaces.importers.readings import Assumed, CellReader, Options
from maillage.interfaces.importers.words import CLOSING, OUTCOMES, SALES_SOURCES

LONGEST_STAGE = 60
PIPELINE = re.compile(r"\s*\([^()]*pipeline[^()]*\)$", re.IGNORECASE)
DATED = re.compile(
    r"(?:date )?(?:entered(?: stage)?|d['’]entrée (?:dans|en)|entrée? (?:dans|en))\s*:?\s*"
    r"[\"“«'‘]?\s*(?P<stage>.+?)\s*[\"”»'’]?(?:\s*\([^)]*\)\s*[\"”»'’]?)?",
    re.IGNORECASE,
)
NO_STAGES = frozenset(("currentstage", "stage", "on", "le", "letape", "letapeactuelle"))
"""What follows "date entered" in headers that tell of the stage an opportunity is in now."""


def outcome_of(text: str) -> str | None:
    """Read won, lost or open in the name of a stage or an outcome; None for other names."""
    words = [key(word) for word in re.split(r"[\W_]+", re.sub(r"\([^)]*\)", "", text))]
    telling = [word for word in words if word and word not in CLOSING]
    found = {each for each, known in OUTCOMES.items() for word in telling if word in known}
    return found.pop() if len(found) == 1 and len(telling) == 1 else None


def outcome(_texts: Sequence[str], options: Options) -> CellReader:
    """Read what came of it; what is neither won nor lost is open, and the first run says so."""
    given = {key(word): value for word, value in options.values.items()}

    def cell(raw: str) -> object:
        known = given.get(key(raw)) or outcome_of(raw)
        if known in OUTCOMES:
            return known
        return Assumed("open", _("“%(text)s” read as open") % {"text": raw[:LONGEST_STAGE]})

    return cell


def stage(texts: Sequence[str], options: Options) -> CellReader:
    """Read the name of a stage; won, lost and open are outcomes, and no stages."""
    read = values.text(limit=LONGEST_STAGE)(texts, options)
    return lambda raw: (
        None if outcome_of(raw) else options.values.get(raw) or read(PIPELINE.sub("", raw))
    )


def source(texts: Sequence[str], options: Options) -> CellReader:
    """Read where a sale comes from; a name we do not know is kept."""
    read = values.text(limit=40)(texts, options)
    known = {word: name for name, words in SALES_SOURCES.items() for word in [name, *words.split()]}
    given = {key(word): value for word, value in options.values.items()}
    return lambda raw: (given | known).get(key(raw)) or read(raw)


FIELDS = (
    Field("external_id", values.identifier, "opportunity id|deal id|record id|opportunity|id|"
          "opportunity number|opportunity ref|id opportunité|id de l'opportunité|n° opportunité|"
          "id transaction|id de la transaction|n° affaire|numéro d'affaire|référence|"
          "id d'enregistrement|deal", required=True),
    Field("account", values.identifier, "account id|account name|account|associated company id|"
          "associated company ids|associated company|associated company primary|company|"
          "company name|organization|client|compte|nom du compte|id compte|code client|"
          "entreprise associée|entreprise|customer|raison sociale"),
    Field("rep", values.text(limit=150), "rep id|opportunity owner|deal owner|owner|owner id|"
          "sales agent|sales rep|rep name|owner email|owner name|propriétaire|"
          "propriétaire de l'opportunité|propriétaire de la transaction|commercial|vendeur|"
          "représentant|salesperson|assigned to|attribué à"),
    Field("name", values.text(limit=200), "opportunity name|deal name|title|subject|"
          "nom de l'opportunité|nom de la transaction|nom|affaire|libellé|intitulé|objet"),
    Field("product", values.text(limit=120), "product name|product|products|produit|offre|"
          "nom du produit|line item"),
    Field("source", source, "source of revenue|revenue source|type|deal type|opportunity type|"
          "source de revenu|source de revenus|type d'opportunité|type de transaction|lead source|"
          "original source type|origine|piste d'origine|source du lead"),
    Field("amount", measure(), "amount in company currency|amount|deal amount|deal value|"
          "close value|value|montant|montant de la transaction|valeur|montant ht|prix"),
    Field("stage", stage, "deal stage|stage name|opportunity stage|sales stage|étape|phase|"
          "étape de la transaction|phase de la transaction|étape de l'opportunité|pipeline stage",
          instead=("outcome",)),
    Field("stage_on", dates, "stage entered on|last stage change date|stage since|stage date|"
          "date entered current stage|in stage since|date d'entrée dans l'étape|"
          "date du dernier changement d'étape|date de l'étape|dans l'étape depuis"),
    Field("opened_on", dates, "created date|create date|created on|creation date|engage date|"
          "opened|open date|date de création|créée le|créé le|ouverte le|date d'ouverture|"
          "deal created|add time"),
    Field("expected_on", dates, "expected close date|expected close|forecast close date|"
          "estimated close date|date de clôture prévue|date de clôture estimée|"
          "date de signature prévue|clôture prévue|échéance"),
    Field("closed_on", dates, "close date|closed date|closed on|won date|date won|closing date|"
          "date de clôture|date de fermeture|clôturée le|date de signature|signée le|"
          "gagnée le"),
    Field("outcome", outcome, "result|deal status|opportunity status|status|won or lost|issue|"
          "résultat|statut|état", instead=("stage",)),
    Field("lost_reason", values.text(limit=200), "lost reason|loss reason|closed lost reason|"
          "reason lost|motif de perte|raison de la perte|raison de perte|motif"),
)  # fmt: skip


def entry_fields(columns: Iterable[str], told: Iterable[str]) -> tuple[Field, ...]:
    """Make a field for each column that dates the entry into a stage.

    Parameters
    ----------
    columns
        Headers of the file: ``Date entered "Proposal (Sales pipeline)"``.
    told
        Fields the mapping file names: ``stage: Proposal``.
    """
    found = {}
    for column in columns:
        match = DATED.fullmatch(column.strip())
        if match and key(match["stage"]) not in NO_STAGES and not outcome_of(match["stage"]):
            name = ENTERED + " ".join(match["stage"].split())[:LONGEST_STAGE]
            found[name] = Field(name, dates, column)
    for name in told:
        if name.startswith(ENTERED) and 0 < len(name.removeprefix(ENTERED)) <= LONGEST_STAGE:
            found.setdefault(name, Field(name, dates, name))
    return tuple(found.values())
