"""Plans and writes the import of reps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.location import check_points, place
from maillage.domain.imports.merge import accepted, check_keys, overlay, planned
from maillage.domain.imports.plan import ImportPlan
from maillage.domain.imports.stored import chunks, existing
from maillage.domain.reviews.detecting import Headcount
from maillage.models import Rep

BLANKS: dict[str, Any] = {
    "name": "",
    "email": "",
    "active": True,
    "seniority": "",
    "capacity": 1.0,
    "country": "US",
    "state": "",
    "city": "",
    "postal_code": "",
    "latitude": None,
    "longitude": None,
    "time_zone": "",
    "verticals": [],
    "languages": [],
    "time_zones": [],
    "manager": "",
}
WRITTEN_AT_ONCE = 2_000


def plan_reps(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:
    """Compare the rows of a file with the reps of the workspace."""
    check_keys(batch)
    check_points(batch, batch.rows)
    rows = accepted(batch, batch.rows)
    before = existing(Rep.objects.all(), rows["external_id"], {name: name for name in BLANKS})
    for row in rows.index[rows["name"].isna() & before["pk"].isna()]:
        batch.refuse(row, "name", "", _("empty."), _("A new rep needs a name."))
    rows = accepted(batch, rows)
    before = before.loc[rows.index]
    after = overlay(rows, before, BLANKS, batch.defaults)
    own_zones = after["time_zone"].copy()
    place(batch, rows, before, after, gazetteer)
    if "time_zone" in rows:
        given = rows["time_zone"].notna()
        after.loc[given, "time_zone"] = own_zones[given]
    plan = planned(batch, rows, before, after, starts_on=starts_on)
    plan.located = located(after)
    return plan


def located(reps: pd.DataFrame) -> dict[str, int]:
    """Count the homes with and without a place."""
    known = int(reps["latitude"].notna().sum())
    return {
        name: count for name, count in (("located", known), ("unknown", len(reps) - known)) if count
    }


def headcount(plan: ImportPlan) -> Headcount:
    """Who came, who left, and who works more or less, once the reps are written."""
    reps = {rep.external_id: rep for rep in Rep.objects.all()}
    news = plan.written[plan.is_new & plan.written["active"].astype(bool)]
    changes = plan.changes[plan.changes["field"].isin(["active", "capacity"])]
    steps = list(changes[["key", "field", "before", "after"]].itertuples(index=False, name=None))
    back = [reps[key] for key, name, _was, now in steps if name == "active" and now]
    return Headcount(
        joined=[*(reps[key] for key in news["external_id"]), *back],
        left=[reps[key] for key, name, _was, now in steps if name == "active" and not now],
        capacity=[
            (reps[key], float(was), float(now))
            for key, name, was, now in steps
            if name == "capacity"
        ],
    )


def write_reps(plan: ImportPlan) -> Iterator[int]:
    """Write the reps; yield how many are done."""
    for piece in chunks(plan.written.to_dict("records"), WRITTEN_AT_ONCE):
        Rep.objects.bulk_create(
            [Rep(**record) for record in piece],
            update_conflicts=True,
            unique_fields=["workspace", "external_id"],
            update_fields=list(BLANKS),
        )
        yield len(piece)
