"""What each figure of both teams means, exactly, and what is aimed at (I-01 to I-08, E-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from maillage.domain.reviews.indicators.definitions import Definition
from maillage.texts import _, percent

CHANGES: Final = ("cycle", "size", "win_rate", "cac")
"""Figures whose target is a change from one period to the next."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at: a text for people, and a bound of the figure where it is one."""

    text: str
    at_least: float | None = None
    less_than: float | None = None


def aims() -> dict[str, Aim]:
    """Give what is aimed at, by figure."""
    low, high = {"low": percent(0.15, 0), "high": percent(0.25, 0)}, percent(0.2, 0)
    return {
        "response_time": Aim(_("under 1 h"), less_than=1.0),
        "conversion": Aim(_("over %(share)s") % {"share": percent(0.4, 0)}, at_least=0.4),
        "follow_up": Aim(percent(1.0, 0), at_least=1.0),
        "influence": Aim(_("over %(share)s") % {"share": percent(0.7, 0)}, at_least=0.7),
        "cycle": Aim(_("%(low)s to %(high)s shorter") % low),
        "size": Aim(_("%(low)s to %(high)s larger") % {"low": percent(0.1, 0), "high": high}),
        "win_rate": Aim(_("better by %(share)s at least") % {"share": low["low"]}),
        "cac": Aim(_("less by %(share)s at least") % {"share": high}),
        "crm_latency": Aim(
            _("%(share)s within %(minutes)d minutes") % {"share": percent(0.95, 0), "minutes": 5},
            less_than=5.0,
        ),
    }


def definitions() -> dict[str, Definition]:
    """Give the figures by their key, in the order of I-01 to I-08; then E-05."""
    return {each.key: each for each in [*of_leads(), *of_deals()]}


def of_leads() -> list[Definition]:
    """Figures of leads; those that became MQL in the period count in it."""
    leads, bring = _("leads and what was recorded of them"), _("Leads come with their sources.")
    mql = _("leads that became MQL in the period")
    return [
        Definition("response_time", "I-01, X-14", _("Lead response time"),
                   _("time from MQL to the first contact by a person, in the hours of the calendar"
                     " that governs the lead"), _("leads contacted"), mql, leads, "hours", bring),
        Definition("conversion", "I-02, X-13", _("MQL to SQL conversion"),
                   _("those that sales accepted"), _("leads that were MQL"), mql, leads, "percent",
                   bring),
        Definition("follow_up", "I-03, X-14", _("Sales follow-up rate"),
                   _("those contacted within 24 hours"),
                   _("those contacted, or whose 24 hours are over"), mql, leads, "percent", bring),
    ]  # fmt: skip


def of_deals() -> list[Definition]:
    """Figures of opportunities and of costs, and how late the CRM knows."""
    deals = _("opportunities with the day on which they were opened")
    closed, bring = _("closed in the period"), _("Import opportunities with their days.")
    return [
        Definition("influence", "I-04", _("Pipeline influenced by marketing"),
                   _("those with at least one contact by marketing, from a year before the opening"
                     " to the end: what leads of the account did"), _("opportunities"),
                   _("opened in the period"), _("opportunities, events of leads"), "percent",
                   bring),
        Definition("cycle", "I-05", _("Sales cycle"), _("days from opening to closing"),
                   _("opportunities won"), closed, deals, "days", bring),
        Definition("size", "I-06", _("Deal size"), _("amounts"), _("opportunities won"), closed,
                   deals, "money", bring),
        Definition("win_rate", "I-07", _("Win rate"), _("opportunities won"),
                   _("opportunities won or lost"), closed, deals, "percent", bring),
        Definition("cac", "I-08", _("Customer acquisition cost"),
                   _("cost of marketing and sales, by day"),
                   _("accounts won for the first time"), _("the period"),
                   _("costs, opportunities"), "money",
                   _("Costs are recorded of all leads together.")),
        Definition("crm_latency", "E-05, X-27", _("Time until the CRM knows"),
                   _("minutes from a change of status to its arrival in the CRM, of which 95 of"
                     " 100 take no more"), "", _("changes in the period"), _("events of leads"),
                   "minutes", _("Comes with changes of status.")),
    ]  # fmt: skip
