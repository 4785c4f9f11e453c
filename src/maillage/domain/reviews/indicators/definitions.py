"""What each indicator means, exactly: numerator, denominator, window, source (J-01 to J-05)."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator.

    ``unit`` is percent, money, count, rate (a number with a decimal) or days; ``missing`` says what
    brings it where it is not recorded.
    """

    key: str
    requirement: str
    name: str
    numerator: str
    denominator: str
    window: str
    source: str
    unit: str
    missing: str

    @property
    def sentence(self) -> str:
        """The whole definition on one line."""
        divided = f" / {self.denominator}" if self.denominator else ""
        return f"{self.numerator}{divided} · {self.window} · {self.source}"


def definitions() -> dict[str, Definition]:
    """Give all indicators by their key, in the order of J-01 to J-05."""
    found = [*of_the_territory(), *of_the_plan(), *of_the_impact()]
    return {each.key: each for each in found}


def of_the_territory() -> list[Definition]:
    """J-01: how a territory is worked."""
    month, touches, deals = _("the month"), _("accounts, owners, contacts"), _("opportunities")
    bring_touches, bring_deals = bring("touches"), bring("deals")
    return [
        Definition("coverage", "J-01", _("Account coverage"), _("accounts contacted"),
                   _("accounts"), month, touches, "percent", bring_touches),
        Definition("travel_time", "J-01", _("Mean travel time"), _("minutes on the road"),
                   _("visits"), month, _("tours"), "rate", bring("tours")),
        Definition("visit_frequency", "J-01", _("Visit frequency"), _("visits and meetings"),
                   _("accounts × months"), month, touches, "rate", bring("visits")),
        Definition("response_rate", "J-01", _("Response rate"),
                   _("calls and e-mails answered within 14 days"), _("calls and e-mails"), month,
                   touches, "percent", bring("replies")),
        Definition("revenue", "J-01", _("Sales"), _("amounts of the opportunities won"), "", month,
                   deals, "money", bring_deals),
        Definition("cost_per_visit", "J-01", _("Cost per visit"), _("travel expenses"),
                   _("visits"), month, _("expenses"), "money", bring("expenses")),
        Definition("nps", "J-01", _("Net promoter score"), _("promoters less detractors"),
                   _("answers to a survey"), month, _("surveys"), "rate", bring("surveys")),
        Definition("lead_conversion", "J-01", _("Pace from lead to opportunity"),
                   _("days from the MQL to the opportunity that came of it, the median"), "", month,
                   _("leads, opportunities"), "days", bring("leads")),
    ]  # fmt: skip


def of_the_plan() -> list[Definition]:
    """J-02 and J-03: how the plan of a rep is followed."""
    month, touches, deals = _("the month"), _("accounts, owners, contacts"), _("opportunities")
    last_day, bring_deals = _("the last day of the month"), bring("deals")
    return [
        Definition("contacted_planned", "J-02", _("Accounts contacted against planned"),
                   _("accounts with planned visits that were contacted"),
                   _("planned visits a year × days / 365, at most 1 an account"), month, touches,
                   "percent", bring("planned")),
        Definition("proposals", "J-02, J-03", _("Proposals sent"),
                   _("opportunities that entered a stage of proposal, the first time"), "", month,
                   _("stages of opportunities"), "count", bring("proposals")),
        Definition("conversion", "J-02, J-03", _("Transformation ratio"), _("opportunities won"),
                   _("opportunities closed"), month, deals, "percent", bring_deals),
        Definition("pipeline_value", "J-02, J-03", _("Value of the active pipeline"),
                   _("amounts of the open opportunities"), "", last_day, deals, "money",
                   bring_deals),
        Definition("pipeline_count", "J-03", _("Open opportunities"), _("open opportunities"), "",
                   last_day, deals, "count", bring_deals),
        Definition("follow_up", "J-03", _("Follow-up frequency"),
                   _("contacts with accounts that have an open opportunity"),
                   _("such accounts × months"), month, _("contacts, opportunities"), "rate",
                   bring_deals),
    ]  # fmt: skip


def of_the_impact() -> list[Definition]:
    """J-04 and J-05: what it brings, for what could be brought."""
    year, touches, deals = _("365 days"), _("accounts, owners, contacts"), _("opportunities")
    month, bring_touches, bring_deals = _("the month"), bring("touches"), bring("deals")
    return [
        Definition("attainment", "J-04", _("Quota attainment"),
                   _("amounts won since the year began"),
                   _("objective of the accepted plan, else what was handed down"),
                   _("the year of the objective, so far"), _("opportunities, plans, objectives"),
                   "percent",
                   bring("objective")),
        Definition("coverage_rate", "J-04", _("Coverage rate"),
                   _("potential of the accounts contacted"), _("potential of the accounts"), year,
                   touches, "percent", bring_touches),
        Definition("access_days", "J-04", _("Access time to priority opportunities"),
                   _("days from the opening to the first contact, the median, where the account is"
                     " in the richest fifth"), "", month, _("contacts, opportunities"), "days",
                   bring_deals),
        Definition("overlaps", "J-04", _("Overlaps"), _("accounts contacted by two reps or more"),
                   _("accounts contacted"), year, touches, "percent", bring_touches),
        Definition("travel_cost", "J-04", _("Travel cost"), _("travel expenses"), "", month,
                   _("expenses"), "money", bring("expenses")),
        Definition("customer_time", "J-04", _("Time with customers"), _("hours with customers"),
                   _("hours worked"), month, _("calendars"), "percent", bring("calendars")),
        Definition("for_potential", "J-05", _("Sales for the potential"),
                   _("amounts of the opportunities won"), _("potential of the accounts"), year,
                   deals, "percent", bring_deals),
    ]  # fmt: skip


def bring(source: str) -> str:
    """Say what brings figures that are not recorded."""
    return {
        "touches": _("Import contacts with accounts."),
        "visits": _("Import contacts of the kinds visit and meeting."),
        "replies": _("Import contacts of the kind reply."),
        "planned": _("Import accounts with their visits per year, and contacts."),
        "deals": _("Import opportunities with their amounts, and contacts."),
        "proposals": _("Import opportunities with the days of their stages."),
        "objective": _("Accept a plan or hand an objective down, and import opportunities."),
        "tours": _("Comes with tours."),
        "expenses": _("Comes with expenses of tours."),
        "surveys": _("Comes with surveys of customers."),
        "leads": _("Make opportunities of leads."),
        "calendars": _("Comes with calendars of reps."),
    }[source]
