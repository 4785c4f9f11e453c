"""Real leads replayed in order and shuffled: the same scores, promises and figures (Olist)."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Fact, Happening, Lead
from maillage.core.leads.metrics.leads import conversion, rows_of
from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.scoring.many import score_many, table_of
from maillage.core.leads.scoring.presets import SEED
from maillage.core.leads.sla.board import board, kept
from maillage.core.leads.sla.policies import Basis, Direction, Policy, Target
from tests.core.leads.clocks import NEW_YORK

pytestmark = pytest.mark.unit
NOW = datetime(2019, 1, 1, tzinfo=UTC)
SIGNED = Policy(
    "signed",
    Direction.SALES_TO_MARKETING,
    "mql",
    "sql",
    Target(timedelta(days=30), Basis.ELAPSED),
)


def told(folder: Path) -> list[tuple[str, object]]:
    """Every fact and event of the funnel, one after another."""
    found: list[tuple[str, object]] = []
    with (folder / "olist_marketing_qualified_leads_dataset.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["first_contact_date"]).replace(hour=13, tzinfo=UTC)
            lead = row["mql_id"]
            found += [
                (lead, Happening(f"{lead}-mql", "mql", at)),
                (lead, Happening(f"{lead}-page", "pricing_page_view", at)),
                (lead, Fact("icp_match", row["origin"] in {"paid_search", "organic_search"}, at)),
            ]
    with (folder / "olist_closed_deals_dataset.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.strptime(row["won_date"], "%d-%m-%Y %H:%M").replace(tzinfo=UTC)
            found.append((row["mql_id"], Happening(f"{row['mql_id']}-won", "sql", at)))
    return found


def leads_of(messages: list[tuple[str, object]]) -> list[Lead]:
    kept_by: dict[str, tuple[list[Fact], list[Happening]]] = {}
    for lead, message in messages:
        facts, happenings = kept_by.setdefault(lead, ([], []))
        (facts if isinstance(message, Fact) else happenings).append(message)
    return [Lead(name, *kept_by[name]) for name in sorted(kept_by)]


def test_a_real_funnel_in_order_and_shuffled_gives_the_same(shared_data):
    messages = told(shared_data / "crm" / "olist")
    mixed = messages + messages[::7]
    random.Random(1).shuffle(mixed)
    clock, answers = Clock(NEW_YORK), []
    for order in (messages, mixed):
        leads = leads_of(order)
        scores = score_many(SEED, table_of(leads, NOW))
        owed = board(leads[::20], [SIGNED], clock, NOW)
        rate = conversion(rows_of(leads, NOW)).sql
        answers.append((scores.total.tolist(), scores.band.tolist(), owed, rate))
    assert answers[0] == answers[1]
    assert answers[0][3] == Rate(842, 8000)
    assert kept(answers[0][2], "signed").of == 400
