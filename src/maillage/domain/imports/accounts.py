"""Plans and writes the import of accounts, with their parents, places and owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.bulk import upsert
from maillage.domain.imports.hierarchy import by_depth, resolve_parents
from maillage.domain.imports.location import check_points, place
from maillage.domain.imports.merge import accepted, check_keys, overlay, planned
from maillage.domain.imports.ownerships import plan_ownerships, wanted_owners
from maillage.domain.imports.people import resolve_reps
from maillage.domain.imports.plan import ImportPlan, OwnershipPlan, no_changes
from maillage.domain.imports.stored import account_keys, chunks, existing
from maillage.errors import MappingError
from maillage.models import Account

BLANKS: dict[str, Any] = {
    "name": "",
    "status": "prospect",
    "parent": None,
    "country": "US",
    "state": "",
    "city": "",
    "postal_code": "",
    "street": "",
    "latitude": None,
    "longitude": None,
    "county": "",
    "time_zone": "",
    "location_source": "unknown",
    "domain": "",
    "phone": "",
    "industry": "",
    "naics": "",
    "segment": "",
    "employees": None,
    "revenue": None,
    "potential": None,
    "visits_per_year": None,
    "growth": None,
    "sales_cycle": "",
    "decision": "",
    "tags": [],
    "products": [],
    "personas": [],
    "company_revenue": None,
    "budget": None,
    "technologies": [],
    "keywords": [],
    "linkedin_url": "",
}
PATHS = {name: "parent__external_id" if name == "parent" else name for name in BLANKS}
WRITTEN_AT_ONCE = 5_000


def plan_accounts(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:
    """Compare the rows of a file with the accounts of the workspace."""
    check_keys(batch)
    check_points(batch, batch.rows)
    rows = accepted(batch, batch.rows)
    before = existing(Account.objects.all(), rows["external_id"], PATHS)
    check_names(batch, rows, before)
    ownership, owner_changes = plan_owners(batch, starts_on)
    rows = resolve_parents(batch, accepted(batch, rows))
    before = before.loc[rows.index]
    note_country(batch, before)
    after = overlay(rows, before, BLANKS, batch.defaults)
    place(batch, rows, before, after, gazetteer)
    owner_changes = owner_changes[owner_changes["row"].isin(rows.index[before["pk"].notna()])]
    plan = planned(batch, rows, before, after, starts_on=starts_on, more_changes=owner_changes)
    plan.ownership = ownership and ownership.only(rows.index)
    plan.located = after["location_source"].value_counts().to_dict()
    return plan


def check_names(batch: Batch, rows: pd.DataFrame, before: pd.DataFrame) -> None:
    """Refuse new accounts without a name."""
    new = rows[before["pk"].isna()]
    if "name" not in rows and len(new):
        raise MappingError(
            ngettext(
                "%(file)s: no column was recognised as name, and %(count)d account is new.",
                "%(file)s: no column was recognised as name, and %(count)d accounts are new.",
                len(new),
            )
            % {"file": batch.file, "count": len(new)},
            remedy=_("Name it in a mapping file: `columns: {%(field)s: <column>}`.")
            % {"field": "name"},
        )
    nameless = new.index[new["name"].isna()] if len(new) else new.index
    for row in nameless.difference(list(batch.findings.rows)):
        batch.refuse(row, "name", "", _("empty."), _("A new account needs a name."))


def note_country(batch: Batch, before: pd.DataFrame) -> None:
    """Say which country was taken for new accounts where the file names none."""
    new = before.index[before["pk"].isna()]
    silent = (
        int(batch.rows.loc[new, "country"].isna().sum()) if "country" in batch.rows else len(new)
    )
    country = batch.defaults.get("country", BLANKS["country"])
    batch.findings.assume(_("no country given: read as %(country)s") % {"country": country}, silent)


def plan_owners(batch: Batch, starts_on: date) -> tuple[OwnershipPlan | None, pd.DataFrame]:
    """Plan the owners the file names, if it names any."""
    if "owner" not in batch.rows:
        return None, no_changes()
    owners = resolve_reps(batch, batch.rows["owner"], "owner")
    rows = accepted(batch, batch.rows)
    owners = owners.loc[owners.index.intersection(rows.index)]
    return plan_ownerships(batch, wanted_owners(rows, rows["external_id"], owners, starts_on))


def write_accounts(plan: ImportPlan) -> Iterator[int]:
    """Write accounts, parents before their sites; yield how many are done."""
    names = list(plan.written.columns)
    keys = account_keys(plan.written["parent"].dropna().unique().tolist())
    parents = {*plan.written["parent"].dropna()}
    for part in by_depth(plan.written):
        part["parent"] = part["parent"].map(keys).astype(object).where(part["parent"].notna(), None)
        for piece in chunks(list(part.itertuples(index=False, name=None)), WRITTEN_AT_ONCE):
            upsert(Account, names, piece, by=("workspace", "external_id"))
            yield len(piece)
        keys |= account_keys([name for name in part["external_id"] if name in parents])
