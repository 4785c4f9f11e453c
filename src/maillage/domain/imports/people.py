"""Finds the reps and accounts a file refers to: by identifier, by e-mail, by name."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch
from maillage.domain.imports.names import key, suggestion
from maillage.domain.imports.stored import stored_rows
from maillage.models import Account, Rep

LISTED_REPS = 8


def resolve_reps(batch: Batch, references: pd.Series, column: str) -> pd.Series:
    """Return the primary key of every rep referred to; refuse the rows of unknown ones."""
    reps = list(Rep.objects.values_list("pk", "external_id", "email", "name"))
    by_name, twice = once_only((key(name), pk) for pk, _id, _email, name in reps)
    found = by_name | {email.casefold(): pk for pk, _id, email, _name in reps if email}
    found |= {external_id: pk for pk, external_id, _email, _name in reps}

    def look_up(text: str) -> int | None:
        return found.get(text) or found.get(text.casefold()) or found.get(key(text))

    remedies: dict[str, str] = {}
    resolved = references.dropna().map(look_up)
    for row in resolved.index[resolved.isna()]:
        text = references[row]
        if key(text) in twice:
            batch.refuse(
                row,
                column,
                text,
                _("several reps have this name."),
                _("Use the identifier or the e-mail address."),
            )
        else:
            if text not in remedies:
                remedies[text] = rep_meant(text, reps)
            batch.refuse(row, column, text, _("no rep is known by this."), remedies[text])
    return resolved.dropna().astype(int)


def rep_meant(text: str, reps: list[tuple[int, str, str, str]]) -> str:
    """Propose the reps most like a text, else list those there are."""
    if not reps:
        return _("Import the reps first: `maillage import reps`.")
    names = sorted(name for _pk, _id, _email, name in reps)
    more = "…" if len(names) > LISTED_REPS else ""
    otherwise = _("Import this rep, or name one of: %(names)s.") % {
        "names": ", ".join(names[:LISTED_REPS]) + more
    }
    called = (word for _pk, *words in reps for word in words if word)
    return suggestion(text, dict.fromkeys(called), otherwise=otherwise)


def resolve_accounts(batch: Batch, references: pd.Series, column: str) -> pd.Series:
    """Return the identifier of every account referred to; refuse the rows of unknown ones."""
    asked = references.dropna()
    known = stored_rows(
        Account.objects.all(), "external_id", asked.unique().tolist(), ["external_id"]
    )
    ids = {*known["external_id"]}
    open_ = asked[~asked.isin(ids)]
    if open_.empty:
        return asked
    accounts = list(Account.objects.values_list("external_id", "name"))
    by_name, twice = once_only((key(name), external_id) for external_id, name in accounts)
    named = open_.map(lambda text: by_name.get(key(text)))
    suggestions: dict[str, str] = {}
    for row in named.index[named.isna()]:
        text = open_[row]
        if key(text) in twice:
            batch.refuse(
                row,
                column,
                text,
                _("several accounts have this name."),
                _("Use the identifier."),
            )
            continue
        if text not in suggestions:
            otherwise = _("Import the accounts first: `maillage import accounts`.")
            candidates = (
                (word for account in accounts for word in account) if len(suggestions) < 20 else ()
            )
            suggestions[text] = suggestion(text, candidates, otherwise=otherwise)
        batch.refuse(row, column, text, _("no account is known by this."), suggestions[text])
    return pd.concat([asked[asked.isin(ids)], named.dropna()]).sort_index()


def once_only[T](pairs: Iterable[tuple[str, T]]) -> tuple[dict[str, T], set[str]]:
    """Split names into those with one bearer and those with several."""
    found: dict[str, T] = {}
    twice: set[str] = set()
    for name, bearer in pairs:
        if name in found:
            twice.add(name)
        found[name] = bearer
    return {name: bearer for name, bearer in found.items() if name not in twice}, twice
