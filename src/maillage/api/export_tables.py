"""The tables of the lists that are exported: who may see each, and how its rows are made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from maillage.api.consulting import shown as challenges_shown
from maillage.api.export_alignment import alignment_asked, behind_alignment_asked
from maillage.api.export_leads import LEADS
from maillage.api.export_listed import Rows, Table, listed
from maillage.api.export_query import ExportQuery
from maillage.api.export_terms import TERMS
from maillage.api.ownership import every_rule, tested
from maillage.api.people import members_of
from maillage.api.rep_plans import listed_plans
from maillage.api.reviews import found_reviews
from maillage.api.scenarios import seen
from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.market.priority import EQUAL_WEIGHTS
from maillage.domain.accounts.claims import claims_shown_to
from maillage.domain.accounts.holdings import accounts_at, books
from maillage.domain.accounts.icp.matching import fit_rows
from maillage.domain.accounts.icp.versions import icp_in_force, versions
from maillage.domain.accounts.proposals.finding import ADDRESSES, SITES
from maillage.domain.accounts.segments.placing import placed_accounts
from maillage.domain.accounts.segments.reading import segments_of
from maillage.domain.imports.history import imports
from maillage.domain.market.asking import average_asked, market_asked
from maillage.domain.market.levels import market_map
from maillage.domain.market.priority import prioritise
from maillage.domain.people.members import rep_called
from maillage.domain.plans.attaining import attained
from maillage.domain.plans.objectives import year_of
from maillage.domain.reviews.comparing import compare_reps
from maillage.domain.reviews.indicators.asking import indicator, indicators, month_asked
from maillage.domain.reviews.indicators.parts import part_asked
from maillage.domain.reviews.pay.earning import earned_by, reps_paid
from maillage.domain.reviews.pay.schemes import scheme_in_force
from maillage.domain.reviews.top_accounts import tops_shown_to
from maillage.domain.reviews.wins import wins_shown_to
from maillage.domain.territories.comments import comments_on, names_of
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.finding import units_found
from maillage.domain.territories.lifecycle import visible_scenarios
from maillage.domain.territories.publishing.published import published
from maillage.errors import InputError
from maillage.interfaces.exporters.scenario_tables import move_table, unit_table
from maillage.interfaces.lists import (
    Listing,
    accounts,
    decisions,
    duplicates,
    icp,
    market,
    objectives,
    opportunities,
    ownership,
    people,
    priority,
    proposals,
    recognition,
    reviews,
    segments,
)
from maillage.interfaces.lists import imports as import_lists
from maillage.interfaces.lists import indicators as indicator_lists
from maillage.interfaces.lists import scenarios as scenario_lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import (
    Event,
    Merge,
    Opportunity,
    Publication,
    Rep,
    Segmentation,
    Transfer,
)
from maillage.permissions import Action
from maillage.texts import _


def accounts_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The accounts on a day; the owner is named by id."""
    if query.owner:
        query.owner = str(rep_called(query.owner).pk)
    more = market.market_filters({"zone": query.zone, "market": query.market})
    listing = accounts.accounts(str, query.day, list(Rep.objects.all()), more=more)
    return listing, accounts_at(query.day)


def tested_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The accounts behind a finding of a test of the rules."""
    finding = query.finding if query.finding in ownership.findings() else "changes"
    test = tested(query.on, query.rule)
    return ownership.tested(str, test, finding), FrameRows(test.rows(finding))


def parts_of(model: Any, query: ExportQuery) -> Any:
    """The accounts of the transfer or publication that is asked for."""
    found = get_object_or_404(model.objects.all(), pk=number_of(query))
    return found.accounts.select_related("account", "from_rep", "to_rep")


def fitting_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The accounts by how they fit a version of the ideal customer profile."""
    version = get_object_or_404(versions(), number=number_of(query))
    profile = read_icp(version.criteria)
    return icp.fitting(str, profile), FrameRows(fit_rows(profile, query.day))


def proposals_asked(kind: str, query: ExportQuery) -> tuple[Listing, Any]:
    """What is proposed for accounts."""
    return proposals.proposals(kind, str), proposals.listed(kind, query.state)


def segmented_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The accounts by the segment they are in."""
    segmentation = get_object_or_404(Segmentation.objects.all(), pk=number_of(query))
    rows = placed_accounts(segments_of(segmentation.segments), query.day)
    return segments.in_segments(str, segmentation), FrameRows(rows)


def zones_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The zones by priority, all criteria of equal weight; see GET /market/priority for others."""
    found = prioritise(level=query.level, weights=EQUAL_WEIGHTS, on=query.day)
    listed = priority.zones(str, str, keep=found.keep, spread=found.spread)
    return listed, priority.rows_of(found.zones)


def market_zones_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """The zones of a market."""
    choice = market_asked(
        industries=query.naics,
        states=[query.state] if query.state else None,
        size=query.employees,
        icp=query.icp,
    )
    found = market_map(
        choice=choice,
        level=query.level,
        vintage=query.vintage,
        quotients=True,
        average=average_asked(typed=query.average, choice=choice),
    )
    return market.zones(found, None, str), market.rows_of(found)


def indicators_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """The indicators of a part of the market in a month."""
    today = timezone.localdate()
    part, month = part_asked(query.part, by=request.member), month_asked(query.month, today)
    found = indicators(part=part, month=month, today=today)
    return indicator_lists.indicators(found), indicator_lists.rows_of(found)


def behind_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """The accounts or opportunities behind an indicator."""
    today = timezone.localdate()
    part, month = part_asked(query.part, by=request.member), month_asked(query.month, today)
    _definition, counted = indicator(query.indicator, part=part, month=month, today=today)
    return indicator_lists.behind(counted, accounts_at(today), Opportunity.objects.all(), str)


def compared_asked(_request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """Reps compared by deals for their potential."""
    found = compare_reps(until=query.day)
    return indicator_lists.compared(str), indicator_lists.compared_rows(found)


def objectives_asked(query: ExportQuery) -> tuple[Listing, Any]:
    """What each part of the company holds, plans and sold in the year of a day."""
    year = year_of(query.day)
    rows = attained(year=year, on=query.day) if year else []
    return objectives.objectives(), objectives.rows_of(rows)


def tops_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """How far the best accounts reps named agree with those of the figures."""
    found = tops_shown_to(request.member, year=query.day.year, on=query.day)
    return recognition.tops(str), recognition.tops_rows(found)


def pay_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """What reps earned since the year began."""
    stored = scheme_in_force(query.day)
    found = earned_by(reps=reps_paid(request.member), stored=stored, on=query.day)
    return recognition.pay(str), recognition.pay_rows(found)


def wins_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """The wins of the last 90 days."""
    found = wins_shown_to(request.member, days=90, on=query.day)
    return recognition.wins(str), recognition.wins_rows(found)


def number_of(query: ExportQuery) -> int:
    """Which one is asked for.

    Raises
    ------
    InputError
        If it is not said.
    """
    if query.of is None:
        raise InputError(_("Of which one is not said."), remedy=_("Add of=NUMBER to the address."))
    return query.of


def challenges_asked(request: HttpRequest, _query: ExportQuery) -> tuple[Listing, Any]:
    """The challenges a caller may see."""
    rows = challenges_shown(request)
    scenarios = rows.order_by("scenario").values_list("scenario", "scenario__name").distinct()
    return decisions.challenges(str, [*scenarios]), rows


def scenarios_asked(request: HttpRequest, _query: ExportQuery) -> tuple[Listing, Any]:
    """The scenarios a caller may see."""
    rows = visible_scenarios(member=request.member).select_related("owner__user", "base")
    return scenario_lists.scenarios(str, {}), rows


def comments_asked(request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """What was said of a scenario."""
    scenario = seen(request, number_of(query))
    rows = comments_on(scenario=scenario)
    names = names_of(scenario, rows)

    def about(row: Any) -> str:
        return f"{row.get_subject_display()} {names.get((row.subject, row.reference), '')}"

    return scenario_lists.comments(about, str, []), rows


def units(request: HttpRequest, query: ExportQuery) -> tuple[str, Rows]:
    """The units of a scenario."""
    scenario = seen(request, number_of(query))
    bench = bench_of(scenario)
    places = units_found(
        bench, words=query.q, territory=query.territory, state=query.state, sort=query.sort
    )
    return scenario.name, unit_table(bench, places)


def moves(request: HttpRequest, query: ExportQuery) -> tuple[str, Rows]:
    """The accounts a scenario moves against today."""
    scenario = seen(request, number_of(query))
    return scenario.name, move_table(scenario)


TABLES: dict[str, tuple[Action, Table]] = {
    "accounts": (Action.VIEW, listed(lambda _request, query: accounts_asked(query))),
    "reps": (
        Action.VIEW,
        listed(lambda _request, query: (accounts.books(str, 0.0), books(on=query.day))),
    ),
    "letters": (
        Action.VIEW_DRAFTS,
        listed(
            lambda _request, query: (
                ownership.letters(str),
                books(on=query.day).filter(active=True),
            )
        ),
    ),
    "rules": (
        Action.VIEW,
        listed(lambda _request, _query: (ownership.rules(None, ""), every_rule())),
    ),
    "tested": (Action.VIEW_DRAFTS, listed(lambda _request, query: tested_asked(query))),
    "duplicates": (
        Action.EDIT_ACCOUNTS,
        listed(lambda _request, query: (duplicates.pairs(str), duplicates.listed(query.state))),
    ),
    "merges": (
        Action.EDIT_ACCOUNTS,
        listed(lambda _request, _query: (duplicates.merges(str), Merge.objects.defer("steps"))),
    ),
    "imports": (
        Action.IMPORT,
        listed(lambda _request, _query: (import_lists.imports(str), imports())),
    ),
    "addresses": (
        Action.EDIT_ACCOUNTS,
        listed(lambda _request, query: proposals_asked(ADDRESSES, query)),
    ),
    "sites": (
        Action.EDIT_ACCOUNTS,
        listed(lambda _request, query: proposals_asked(SITES, query)),
    ),
    "transfers": (
        Action.VIEW_DRAFTS,
        listed(lambda _request, _query: (ownership.transfers(str), Transfer.objects.all())),
    ),
    "transferred": (
        Action.VIEW_DRAFTS,
        listed(lambda _request, query: (ownership.transferred(str), parts_of(Transfer, query))),
    ),
    "claims": (
        Action.VIEW,
        listed(lambda request, _query: (ownership.claims(str), claims_shown_to(request.member))),
    ),
    "icp": (
        Action.VIEW,
        listed(lambda _request, query: (icp.versions(str, icp_in_force(query.day)), versions())),
    ),
    **LEADS,
    **TERMS,
    "market": (Action.VIEW, listed(lambda _request, query: market_zones_asked(query))),
    "segmentations": (
        Action.VIEW,
        listed(
            lambda _request, _query: (segments.segmentations(str, ""), Segmentation.objects.all())
        ),
    ),
    "segmented": (Action.VIEW, listed(lambda _request, query: segmented_asked(query))),
    "opportunities": (
        Action.VIEW,
        listed(
            lambda _request, query: (
                opportunities.opportunities(str, query.day),
                opportunities.all_opportunities(),
            )
        ),
    ),
    "zones": (Action.VIEW, listed(lambda _request, query: zones_asked(query))),
    "fitting": (Action.VIEW, listed(lambda _request, query: fitting_asked(query))),
    "scenarios": (Action.VIEW, listed(scenarios_asked)),
    "units": (Action.VIEW, units),
    "comments": (Action.VIEW, listed(comments_asked)),
    "moves": (Action.VIEW, moves),
    "challenges": (Action.VIEW, listed(challenges_asked)),
    "objectives": (Action.VIEW_DRAFTS, listed(lambda _request, query: objectives_asked(query))),
    "plans": (Action.VIEW, listed(lambda request, query: listed_plans(request, query.year))),
    "publications": (
        Action.VIEW,
        listed(lambda _request, _query: (decisions.publications(str), published())),
    ),
    "published": (
        Action.VIEW_DRAFTS,
        listed(
            lambda _request, query: (
                decisions.published_accounts(str, rolled_back=True),
                parts_of(Publication, query),
            )
        ),
    ),
    "reviews": (
        Action.VIEW_DRAFTS,
        listed(lambda _request, query: (reviews.reviews(str, query.day), found_reviews())),
    ),
    "indicators": (Action.VIEW, listed(indicators_asked)),
    "behind": (Action.VIEW, listed(behind_asked)),
    "alignment": (Action.VIEW, listed(alignment_asked)),
    "behind_alignment": (Action.VIEW, listed(behind_alignment_asked)),
    "compared": (Action.HOLD_REVIEWS, listed(compared_asked)),
    "tops": (Action.VIEW, listed(tops_asked)),
    "pay": (Action.VIEW, listed(pay_asked)),
    "wins": (Action.VIEW, listed(wins_asked)),
    "people": (
        Action.MANAGE_PEOPLE,
        listed(lambda request, _query: (people.members(str), members_of(request))),
    ),
    "events": (
        Action.VIEW_LOG,
        listed(lambda _request, query: (people.events([query.verb]), Event.objects.all())),
    ),
}
"""Each list, who may see it, and how its rows are made."""
