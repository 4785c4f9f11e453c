"""Reading accounts as tables: one row per account, with its owner and its touches at a date."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from django.db.models import Count, Max, Q

from maillage.models import Account, Ownership, Touch

FIELDS = {
    "pk": "pk",
    "external_id": "external_id",
    "name": "name",
    "status": "status",
    "parent__external_id": "parent",
    "country": "country",
    "state": "state",
    "county": "county",
    "city": "city",
    "postal_code": "postal_code",
    "latitude": "latitude",
    "longitude": "longitude",
    "potential": "potential",
    "revenue": "revenue",
    "employees": "employees",
    "segment": "segment",
    "industry": "industry",
    "naics": "naics",
    "visits_per_year": "visits_per_year",
}
NUMBERS = ("latitude", "longitude", "potential", "revenue", "employees", "visits_per_year")
WINDOW_DAYS = 365


def accounts_frame(
    *, on: date, country: str = "US", window_days: int = WINDOW_DAYS
) -> pd.DataFrame:
    """Read all accounts of a country with their owner and touches at a date, in three queries.

    Columns: external_id · name · status · parent ("" = none) · country · state · county · city ·
    postal_code · latitude · longitude · potential · revenue · employees · segment · industry ·
    naics · visits_per_year (missing numbers are NaN) · owner (rep id or "") · owner_name ·
    owner_active · locked · last_touch (datetime64, NaT = never) · touches (all until the date) ·
    touching_reps (different reps in the window before the date). Rows are in the order of
    external_id; an empty ``country`` reads all.
    """
    accounts = _accounts(country)
    owners = _owners(on)
    touches = _touch_counts(on, window_days)
    frame = accounts.join(owners, on="pk").join(touches, on="pk").drop(columns="pk")
    for column in ("owner", "owner_name"):
        frame[column] = frame[column].fillna("")
    for column in ("owner_active", "locked"):
        frame[column] = frame[column].eq(True)
    for column in ("touches", "touching_reps"):
        frame[column] = frame[column].fillna(0).astype("int64")
    return frame


def touches_frame(*, on: date, country: str = "US") -> pd.DataFrame:
    """Read the touches up to a date, in one query.

    Columns: account · rep (external ids) · occurred_on (datetime64) · kind.
    """
    found = Touch.objects.filter(occurred_on__lte=on)
    if country:
        found = found.filter(account__country=country)
    rows = found.order_by("occurred_on", "pk").values_list(
        "account__external_id", "rep__external_id", "occurred_on", "kind"
    )
    return _dated(_table(rows, ["account", "rep", "occurred_on", "kind"]), "occurred_on")


def _accounts(country: str) -> pd.DataFrame:
    found = Account.objects.filter(country=country) if country else Account.objects.all()
    rows = found.order_by("external_id").values_list(*FIELDS)
    frame = _table(rows, list(FIELDS.values()))
    for column in NUMBERS:
        frame[column] = frame[column].astype("float64")
    frame["parent"] = frame["parent"].where(frame["parent"].notna(), "")
    return frame


def _owners(on: date) -> pd.DataFrame:
    in_force = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    rows = (
        Ownership.objects.filter(in_force)
        .order_by("account_id", "-starts_on", "-pk")
        .values_list("account_id", "rep__external_id", "rep__name", "rep__active", "locked")
    )
    frame = _table(rows, ["pk", "owner", "owner_name", "owner_active", "locked"])
    return frame.drop_duplicates("pk").set_index("pk")


def _touch_counts(on: date, window_days: int) -> pd.DataFrame:
    recent = Q(occurred_on__gt=on - timedelta(days=window_days))
    rows = (
        Touch.objects.filter(occurred_on__lte=on)
        .order_by()
        .values_list("account_id")
        .annotate(
            last=Max("occurred_on"),
            count=Count("pk"),
            reps=Count("rep", distinct=True, filter=recent),
        )
    )
    frame = _table(rows, ["pk", "last_touch", "touches", "touching_reps"])
    return _dated(frame, "last_touch").set_index("pk")


def _table(rows: object, columns: list[str]) -> pd.DataFrame:
    """Lay rows out in columns by way of one array, twice as fast as row by row."""
    listed = np.array([*rows], dtype=object).reshape(-1, len(columns))
    frame = pd.DataFrame({name: listed[:, index] for index, name in enumerate(columns)})
    if "pk" in frame:
        frame["pk"] = frame["pk"].astype("int64")
    return frame


def _dated(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    frame[column] = frame[column].astype("datetime64[s]")
    return frame
