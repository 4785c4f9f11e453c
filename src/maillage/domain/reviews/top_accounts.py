"""The ten accounts a rep holds for the best of the year, beside those the figures tell (N-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from django.db import transaction
from django.db.models import Count, QuerySet

from maillage import audit
from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.accounts.icp.expression import FIT
from maillage.core.reviews.agreement import DEPTH, Agreement, agreement
from maillage.domain.accounts.criteria.table import criteria_table
from maillage.domain.accounts.icp.matching import fits
from maillage.domain.accounts.icp.versions import icp_in_force
from maillage.domain.accounts.remembering import held
from maillage.domain.reviews.indicators.reading import everything, owners_on
from maillage.domain.reviews.points import held_by
from maillage.errors import InputError
from maillage.models import Account, Membership, Rep, Signal, TopAccount, TopList
from maillage.permissions import reads_letter
from maillage.texts import _, language, ngettext, number, quoted

LONGEST_REASON = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
FIT_ORDER = {"yes": 0, "unknown": 1, "no": 2, "": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """An account of a list: its key, its id, its name, and why it is there."""

    pk: int
    external_id: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tops:
    """Both lists of a rep; ``agreed`` is None where one of them is empty."""

    rep: Rep
    year: int
    named: tuple[Place, ...]
    computed: tuple[Place, ...]
    agreed: Agreement | None


@transaction.atomic
def name_top(
    *, rep: Rep, year: int, entries: Sequence[Mapping[str, str]], on: date, by: Membership | str
) -> TopList:
    """Keep what a rep names as their best accounts of a year, in place of what they named before.

    Parameters
    ----------
    entries
        ``account`` (its id) and ``reason``, the best first; at most ten.
    on
        The accounts are those the rep holds on that day.

    Raises
    ------
    InputError
        If an account is not the rep's, or there twice, or there are too many.
    """
    wanted = checked(rep, year, entries, on)
    top, _made = TopList.objects.get_or_create(rep=rep, year=year)
    before = told(top)
    TopAccount.objects.filter(top=top).delete()
    TopAccount.objects.bulk_create(
        TopAccount(top=top, account=account, place=place, reason=reason)
        for place, (account, reason) in enumerate(wanted, start=1)
    )
    top.save()
    audit.record(verb="top.named", subject=top, by=by, before=before, after=told(top))
    return top


def checked(
    rep: Rep, year: int, entries: Sequence[Mapping[str, str]], on: date
) -> list[tuple[Account, str]]:
    """Find the accounts named; refuse what cannot be."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= len(entries) <= DEPTH:
        raise InputError(
            _("A list names 1 to %(most)d accounts for a year.") % {"most": DEPTH},
            remedy=_("Leave out the least promising."),
        )
    own = {each.external_id: each for each in held_by(rep, on)}
    found: dict[str, tuple[Account, str]] = {}
    for entry in entries:
        wanted, reason = entry["account"].strip(), entry.get("reason", "").strip()
        if wanted not in own:
            raise InputError(
                _("%(account)s is no account of %(rep)s.")
                % {"account": quoted(wanted[:100]), "rep": rep},
                remedy=_("Name accounts of their own, by id."),
            )
        if wanted in found:
            raise InputError(_("%(account)s is named twice.") % {"account": own[wanted]})
        if len(reason) > LONGEST_REASON or "\0" in reason:
            raise InputError(
                _("The reason for %(account)s is too long or cannot be read.")
                % {"account": own[wanted]},
                remedy=_("Write at most %(most)d characters.") % {"most": LONGEST_REASON},
            )
        found[wanted] = own[wanted], reason
    return list(found.values())


def read_entries(content: Any) -> list[dict[str, str]]:
    """Read entries from plain values, as JSON holds them.

    Raises
    ------
    InputError
        If they are no list of accounts with reasons.
    """
    known = {"account", "reason"}
    if not isinstance(content, list) or not all(
        isinstance(each, dict)
        and set(each) <= known
        and isinstance(each.get("account"), str)
        and isinstance(each.get("reason", ""), str)
        for each in content
    ):
        raise InputError(
            _("This is no list of accounts."),
            remedy=_('Write it as [{"account": "A1", "reason": "..."}], the best first.'),
        )
    return content


def told(top: TopList) -> list[dict[str, str]]:
    """What the log keeps of a list."""
    rows = TopAccount.objects.filter(top=top).select_related("account")
    return [{"account": each.account.external_id, "reason": each.reason} for each in rows]


def named_by(rep: Rep, year: int) -> tuple[Place, ...]:
    """The accounts a rep named for a year."""
    return tuple(map(place_of, rows_of(year).filter(top__rep=rep)))


def named_in(year: int) -> dict[int, list[Place]]:
    """The same of every rep, by their keys."""
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for each in rows_of(year):
        found[each.top.rep_id].append(place_of(each))
    return found


def rows_of(year: int) -> QuerySet[TopAccount]:
    """The accounts named for a year, in their order."""
    found: QuerySet[TopAccount] = TopAccount.objects.filter(top__year=year)
    return found.select_related("account", "top")


def place_of(named: TopAccount) -> Place:
    """The place of an account that was named."""
    account = named.account
    return Place(account.pk, account.external_id, account.name, named.reason)


def computed_for(rep: Rep, on: date) -> tuple[Place, ...]:
    """The accounts the figures tell: those that fit first, then by what can still be sold.

    Where that is equal, or not known, signals that count and the potential decide.
    """
    return tuple(places(ranked(held_by(rep, on), on).head(DEPTH)))


def computed_of_all(on: date) -> dict[int, tuple[Place, ...]]:
    """The same of every rep, by their keys: one look at all accounts, until something changes."""
    return held(f"best accounts-{language()}", on, lambda: best_of_all(on))


def best_of_all(on: date) -> dict[int, tuple[Place, ...]]:
    """Rank all accounts, and take the first of each owner."""
    table = ranked(Account.objects.all(), on)
    table["owner"] = table["pk"].map(owners_on(everything(on).owners, on))
    first = table.dropna(subset=["owner"]).groupby("owner").head(DEPTH)
    return {int(owner): tuple(places(rows)) for owner, rows in first.groupby("owner")}


def ranked(accounts: QuerySet[Account], on: date) -> pd.DataFrame:
    """Read accounts, the best first."""
    table = criteria_table(
        accounts.order_by("pk"), ["white_space"], on, ["external_id", "name", "potential"]
    )
    version = icp_in_force(on)
    table["fit"] = ""
    if version is not None:
        table["fit"] = table["pk"].map(fits(read_icp(version.criteria), accounts, on=on)[FIT])
    table["signals"] = table["pk"].map(signals_of(accounts, on)).fillna(0).astype(int)
    table["order"] = table["fit"].map(FIT_ORDER)
    return table.sort_values(
        ["order", "white_space", "signals", "potential", "pk"],
        ascending=[True, False, False, False, True],
    )


def places(table: pd.DataFrame) -> Iterator[Place]:
    """The places of accounts, with what put them there."""
    for row in table.itertuples():
        yield Place(int(row.pk), row.external_id, row.name, ", ".join(reasons(row)))


def signals_of(accounts: QuerySet[Account], on: date) -> dict[int, int]:
    """How many signals of each account count on a day."""
    rows = Signal.objects.filter(account__in=accounts, seen_on__lte=on, expires_on__gt=on)
    counted = rows.order_by().values_list("account").annotate(count=Count("pk"))
    return dict(counted)


def reasons(row: Any) -> Iterator[str]:
    """Why the figures put an account where it is."""
    if row.fit == "yes":
        yield _("fits the ideal customer profile")
    if row.fit == "no":
        yield _("does not fit the ideal customer profile")
    if row.white_space == row.white_space:
        yield _("%(amount)s can still be sold") % {"amount": number(row.white_space)}
    else:
        yield _("what can still be sold is not known")
    if row.signals:
        yield ngettext("%(count)d signal", "%(count)d signals", row.signals) % {
            "count": row.signals
        }


def tops_of(rep: Rep, *, year: int, on: date) -> Tops:
    """Both lists of a rep, and how far they agree."""
    return compared(rep, year, named_by(rep, year), computed_for(rep, on))


def compared(rep: Rep, year: int, named: tuple[Place, ...], computed: tuple[Place, ...]) -> Tops:
    """Compare both lists of a rep."""
    agreed = agreement([each.pk for each in named], [each.pk for each in computed])
    return Tops(rep, year, named, computed, agreed)


def tops_shown_to(member: Membership | None, *, year: int, on: date) -> list[Tops]:
    """Both lists of every active rep a member may read of."""
    reps = Rep.objects.filter(active=True)
    seen = [rep for rep in reps if member is None or reads_letter(member, rep)]
    if len(seen) == 1:
        return [tops_of(seen[0], year=year, on=on)]
    named, computed = named_in(year), computed_of_all(on)
    return [
        compared(rep, year, tuple(named.get(rep.pk, ())), computed.get(rep.pk, ())) for rep in seen
    ]


def agreement_words() -> list[str]:
    """Say what the figures of agreement mean."""
    return [
        _("Overlap: accounts in both lists / places of the longer one."),
        _("Rank-biased overlap: the same, with 90 %% of the weight of a place for the next one;"
          " 1 for equal lists, 0 for lists without a common account (Webber, Moffat and Zobel,"
          " 2010).") % {},
    ]  # fmt: skip


def row_of(tops: Tops) -> dict[str, Any]:
    """Both lists as plain values."""

    def plain(places: tuple[Place, ...]) -> list[dict[str, str]]:
        return [
            {"account": each.external_id, "name": each.name, "reason": each.reason}
            for each in places
        ]

    return {
        "rep": tops.rep.external_id,
        "name": tops.rep.name,
        "year": tops.year,
        "named": plain(tops.named),
        "computed": plain(tops.computed),
        "common": tops.agreed.common if tops.agreed else None,
        "overlap": tops.agreed.overlap if tops.agreed else None,
        "rank_biased": tops.agreed.rank_biased if tops.agreed else None,
    }
