"""Parents of accounts: they may come later in the file, but not in a circle."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch
from maillage.domain.imports.names import key, suggestion
from maillage.domain.imports.stored import stored_rows
from maillage.models import Account


def resolve_parents(batch: Batch, rows: pd.DataFrame) -> pd.DataFrame:
    """Replace names of parents by identifiers; leave out the rows whose parent is not known."""
    if "parent" not in rows:
        return rows
    stored = known_accounts(rows["parent"].dropna().unique().tolist())
    lost = rows.index
    while len(lost):
        wanted = rows["parent"].dropna()
        known = {*rows["external_id"]} | stored
        unknown = wanted[~wanted.isin(known)]
        named = unknown.map(key).map(unique_names(rows))
        found = named.dropna()
        lost = named.index.difference(found.index)
        for row in lost:
            refuse_parent(batch, int(row), wanted[row], known)
        parents = rows["parent"].copy()
        parents.loc[found.index] = found
        rows = rows.assign(parent=parents).drop(index=lost)
    return without_circles(batch, rows)


def refuse_parent(batch: Batch, row: int, value: str, known: set[str]) -> None:
    """Refuse a row whose parent is neither in the file nor in the workspace."""
    batch.refuse(
        row,
        "parent",
        value,
        _("no account has this identifier."),
        suggestion(value, known, otherwise=_("Add the parent to the file, or empty the cell.")),
    )


def known_accounts(ids: list[str]) -> set[str]:
    """Return which of the identifiers the workspace knows."""
    found = stored_rows(Account.objects.all(), "external_id", ids, ["external_id"])
    return {*found["external_id"]}


def unique_names(rows: pd.DataFrame) -> dict[str, str]:
    """Map the names that only one row of the file has to its identifier."""
    if "name" not in rows:
        return {}
    names = rows["name"].dropna().map(key)
    once = names[~names.duplicated(keep=False)]
    return dict(zip(once, rows.loc[once.index, "external_id"], strict=True))


def without_circles(batch: Batch, rows: pd.DataFrame) -> pd.DataFrame:
    """Refuse accounts that are, over some steps, their own parent."""
    given = rows["parent"].notna()
    parents = stored_parents()
    parents |= dict(zip(rows.loc[given, "external_id"], rows.loc[given, "parent"], strict=True))
    circling = in_circle(parents)
    lost = rows.index[given & rows["external_id"].isin(circling)]
    for row, parent in rows.loc[lost, "parent"].items():
        batch.refuse(
            row,
            "parent",
            parent,
            _("the account would be its own parent."),
            _("Correct the parent of one of: %(accounts)s.")
            % {"accounts": ", ".join(sorted(circling)[:5])},
        )
    return rows.drop(index=lost)


def stored_parents() -> dict[str, str]:
    """Map every stored site to its parent."""
    sites = Account.objects.filter(parent__isnull=False)
    return dict(sites.values_list("external_id", "parent__external_id"))


def in_circle(parents: dict[str, str]) -> set[str]:
    """Return the accounts that lie on a circle of parents."""
    done: set[str] = set()
    circling: set[str] = set()
    for start in parents:
        path: dict[str, int] = {}
        account: str | None = start
        while account is not None and account not in done and account not in path:
            path[account] = len(path)
            account = parents.get(account)
        if account in path:
            circling |= {name for name, place in path.items() if place >= path[account]}
        done |= path.keys()
    return circling


def by_depth(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Split rows so that every parent comes in an earlier part than its sites."""
    parents = dict(zip(rows["external_id"], rows["parent"], strict=True))
    depths: dict[str, int] = {}
    for account in parents:
        path = []
        step: str | None = account
        while step in parents and step not in depths:
            path.append(step)
            step = parents[step]
        start = depths.get(step, -1) if step else -1
        for place, name in enumerate(reversed(path), start=1):
            depths[name] = start + place
    level = rows["external_id"].map(depths)
    return [part.copy() for _depth, part in rows.groupby(level, sort=True)]
