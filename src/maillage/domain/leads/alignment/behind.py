"""The leads or opportunities behind each number, by the name of the number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maillage.domain.leads.alignment.figures import figure
from maillage.domain.leads.alignment.funnel import funnel, step_words
from maillage.domain.leads.alignment.measures import reading_words
from maillage.domain.leads.alignment.periods import Period
from maillage.domain.leads.alignment.promises import both_sides, policy_word
from maillage.domain.leads.alignment.reading import records
from maillage.domain.reviews.indicators.parts import Part
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

OF_DEALS = frozenset({"influence", "cycle", "size", "win_rate", "cac"})
FUNNEL, PROMISES = "funnel", "promises"


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a number: keys of leads, or of opportunities."""

    name: str
    rows: tuple[int, ...]
    deals: bool = False


def behind(key: str, reading: str, *, part: Part, period: Period, now: datetime) -> Behind:
    """Give the rows behind a number.

    Parameters
    ----------
    key, reading
        A figure and one of its readings (the first if empty); ``funnel`` and a step, with
        ``-lost`` or ``-waiting`` for those who did not go on; ``promises`` and a policy with
        ``-late`` or ``-open``.

    Raises
    ------
    NotFoundError
        If there is no such number.
    """
    finders = {FUNNEL: of_funnel, PROMISES: of_promises}
    if key in finders:
        found = finders[key](part, period, now)
        return chosen(found, reading)
    definition, readings, _records = figure(key, part=part, period=period, now=now)
    words = reading_words()[key]
    rows = {
        each.key: Behind(
            _("%(name)s: %(value)s") % {"name": definition.name, "value": words[each.key]},
            each.rows,
            key in OF_DEALS,
        )
        for each in readings
    }
    return chosen(rows, reading or readings[0].key)


def chosen(found: dict[str, Behind], reading: str) -> Behind:
    """Take the rows asked for."""
    if reading not in found:
        raise NotFoundError(
            _("There is no reading %(reading)s of this figure.")
            % {"reading": quoted(reading[:80])},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(found) or "–"},
        )
    return found[reading]


def of_funnel(part: Part, period: Period, now: datetime) -> dict[str, Behind]:
    """The leads of each step, and those that stopped there."""
    words = step_words()
    found: dict[str, Behind] = {}
    for step in funnel(records(part, since=period.since, now=now), period):
        name = words[step.key]
        found[step.key] = Behind(name, step.rows)
        found[f"{step.key}-lost"] = Behind(_("%(step)s, then lost") % {"step": name}, step.lost)
        found[f"{step.key}-waiting"] = Behind(
            _("%(step)s, still open") % {"step": name}, step.waiting
        )
    return found


def of_promises(part: Part, period: Period, now: datetime) -> dict[str, Behind]:
    """The leads of broken promises, and of those that run."""
    found: dict[str, Behind] = {}
    for side in both_sides(part=part, period=period, now=now):
        for each in side.policies:
            name = {"policy": policy_word(each.policy)}
            found[f"{each.policy}-late"] = Behind(_("%(policy)s: late") % name, each.late)
            found[f"{each.policy}-open"] = Behind(_("%(policy)s: running") % name, each.open)
    return found
