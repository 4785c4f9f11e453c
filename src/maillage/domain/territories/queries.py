"""Reading the sales force: its reps, and who owns which account at a date."""

from __future__ import annotations

from datetime import date

import pandas as pd
from django.db.models import Q

from maillage.models import Ownership, Rep

REP_FIELDS = {
    "external_id": "rep_id",
    "name": "name",
    "email": "email",
    "active": "active",
    "seniority": "seniority",
    "capacity": "capacity",
    "country": "country",
    "state": "state",
    "city": "city",
    "postal_code": "postal_code",
    "latitude": "latitude",
    "longitude": "longitude",
    "time_zone": "time_zone",
    "verticals": "verticals",
    "languages": "languages",
    "time_zones": "time_zones",
    "manager": "manager",
}
OWNERSHIP_FIELDS = {
    "account__external_id": "account",
    "rep__external_id": "rep",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "locked": "locked",
    "reason": "reason",
}


def reps_frame(*, active_only: bool = True) -> pd.DataFrame:
    """Read the reps in one query, in the order of their ids.

    Columns: rep_id (external id) · name · email · active · seniority · capacity (FTE) · country ·
    state · city · postal_code · latitude · longitude (NaN = unknown) · time_zone · verticals ·
    languages · time_zones (lists of texts) · manager.
    """
    found = Rep.objects.filter(active=True) if active_only else Rep.objects.all()
    rows = found.order_by("external_id").values_list(*REP_FIELDS)
    frame = pd.DataFrame.from_records(list(rows), columns=list(REP_FIELDS.values()))
    for column in ("capacity", "latitude", "longitude"):
        frame[column] = frame[column].astype("float64")
    return frame


def ownership_frame(*, on: date) -> pd.DataFrame:
    """Read the ownerships in force at a date in one query, in the order of accounts.

    Columns: account · rep (external ids) · starts_on · ends_on (datetime64, NaT = open) · locked ·
    reason.
    """
    in_force = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = (
        Ownership.objects.filter(in_force)
        .order_by("account__external_id", "pk")
        .values_list(*OWNERSHIP_FIELDS)
    )
    frame = pd.DataFrame.from_records(list(rows), columns=list(OWNERSHIP_FIELDS.values()))
    for column in ("starts_on", "ends_on"):
        frame[column] = frame[column].astype("datetime64[s]")
    frame["locked"] = frame["locked"].astype(bool)
    return frame


def books_of_reps(*, on: date) -> pd.DataFrame:
    """List all reps with the number of accounts each owns at a date.

    Columns: id · name · email · city · state · capacity · active · accounts.
    """
    reps = reps_frame(active_only=False).rename(columns={"rep_id": "id"})
    owned = ownership_frame(on=on)["rep"].value_counts()
    accounts = reps["id"].map(owned).fillna(0).astype(int)
    columns = ["id", "name", "email", "city", "state", "capacity", "active"]
    return reps[columns].assign(accounts=accounts)
