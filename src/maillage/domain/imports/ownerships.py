"""Plans owners in time: at any date an account has one accountable owner (B-01)."""

from __future__ import annotations

from datetime import date

import pandas as pd
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch
from maillage.domain.imports.periods import Period, Step, Wanted, next_step, stored_periods
from maillage.domain.imports.plan import CHANGE_COLUMNS, OwnershipPlan

OPENED = ("account", "rep", "starts_on", "ends_on", "locked", "reason")
CLOSED = ("ownership", "ends_on")
CORRECTED = ("ownership", "rep", "starts_on", "locked", "reason")


def plan_ownerships(batch: Batch, wanted: pd.DataFrame) -> tuple[OwnershipPlan, pd.DataFrame]:
    """Compare wanted owners with the stored ones; return what to do and the changes it makes.

    ``wanted`` has the columns of :class:`Wanted`, ``None`` where the file says nothing. An owner
    who starts before the next one is history up to that day; one who starts while another answers
    for the account takes over from then on, or corrects the entry if it is the same day.
    """
    history = stored_periods(wanted["account"].unique().tolist())
    parts: dict[Step, dict[int, tuple[Wanted, Period | None]]] = {step: {} for step in Step}
    for row, *values in wanted.itertuples(name=None):
        want = Wanted(*values)
        step, period = next_step(want, history.get(want.account, []))
        parts[step][row] = (want, period)
        if step is Step.REFUSE and period is not None:
            refuse_overlap(batch, row, want, period)
    taken_over = parts[Step.TAKE_OVER]
    opened = parts[Step.OPEN] | parts[Step.INSERT] | taken_over
    corrected = parts[Step.CORRECT] | parts[Step.EXTEND] | parts[Step.AMEND]
    plan = OwnershipPlan(
        opened=frame(OPENED, {row: opening(*found) for row, found in opened.items()}),
        closed=frame(
            CLOSED,
            {
                row: (period.pk, want.starts_on)
                for row, (want, period) in taken_over.items()
                if period
            },
        ),
        corrected=frame(CORRECTED, {row: correction(*found) for row, found in corrected.items()}),
    )
    return plan, owner_changes(parts)


def frame(columns: tuple[str, ...], records: dict[int, tuple[object, ...]]) -> pd.DataFrame:
    """Put records under their rows of the file."""
    table = pd.DataFrame.from_records(
        list(records.values()), columns=list(columns), index=pd.Index(list(records), dtype=int)
    )
    return table.astype(object).where(table.notna(), None).sort_index()


def opening(want: Wanted, period: Period | None) -> tuple[object, ...]:
    """Describe a new ownership, which ends where the next one in time starts."""
    ends_on = period.starts_on if period and period.starts_on > want.starts_on else None
    locked, reason = bool(want.locked), want.reason or ""
    return want.account, want.rep, want.starts_on, ends_on, locked, reason


def correction(want: Wanted, period: Period | None) -> tuple[object, ...]:
    """Describe the complete new state of an ownership that is corrected."""
    assert period is not None
    return (
        period.pk,
        want.rep,
        min(want.starts_on, period.starts_on),
        period.locked if want.locked is None else want.locked,
        period.reason if want.reason is None else want.reason,
    )


def refuse_overlap(batch: Batch, row: int, want: Wanted, period: Period) -> None:
    """Refuse an owner who would start while a former one still answered for the account."""
    assert period.ends_on is not None
    batch.refuse(
        row,
        "starts_on",
        want.starts_on.isoformat(),
        _("%(owner)s answered for the account on this date.") % {"owner": period.owner},
        _("Start before %(start)s, or on %(end)s or later.")
        % {
            "start": date_format(period.starts_on, "Y-m-d"),
            "end": date_format(period.ends_on, "Y-m-d"),
        },
    )


def owner_changes(
    parts: dict[Step, dict[int, tuple[Wanted, Period | None]]],
) -> pd.DataFrame:
    """List what changes for accounts: another owner, a first one, an earlier start."""
    changes: list[tuple[object, ...]] = []
    for step in (Step.OPEN, Step.INSERT, Step.TAKE_OVER, Step.CORRECT):
        for row, (want, period) in parts[step].items():
            former = period.owner if period and step in (Step.TAKE_OVER, Step.CORRECT) else None
            changes.append((row, want.account, "owner", former, want.owner_text))
    for row, (want, period) in parts[Step.EXTEND].items():
        was = period.starts_on if period else None
        changes.append((row, want.account, "starts_on", was, want.starts_on))
    table = pd.DataFrame(changes, columns=list(CHANGE_COLUMNS), dtype=object)
    return table.sort_values("row", ignore_index=True)


def wanted_owners(
    rows: pd.DataFrame, accounts: pd.Series, reps: pd.Series, starts_on: date
) -> pd.DataFrame:
    """Bring the rows that name an owner into the shape :func:`plan_ownerships` compares."""
    chosen = rows.loc[accounts.index.intersection(reps.index)]
    blank = pd.Series(None, index=chosen.index, dtype=object)
    starts = chosen.get("starts_on", blank)
    columns = {
        "account": accounts.loc[chosen.index],
        "rep": reps.loc[chosen.index],
        "owner_text": chosen["owner"],
        "starts_on": starts.where(starts.notna(), starts_on),
        "dated": starts.notna(),
        "locked": chosen.get("locked", blank),
        "reason": chosen.get("reason", blank),
    }
    table = pd.DataFrame(columns, index=chosen.index, dtype=object)
    return table.where(table.notna(), None)
