"""Costs by period: kept once, never counted twice, read from files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from maillage.domain.leads.costs import Cost, record_costs, remove_cost
from maillage.errors import ConflictError, InputError, MappingError, RowError
from maillage.interfaces.importers.leads.costs import read_costs
from maillage.models import AcquisitionCost, Event
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


def test_a_period_is_kept_once_and_replaced():
    marketing = member("marketing")
    record_costs(costs=[Cost("marketing", *MARCH, Decimal(100))], by=marketing)
    record_costs(
        costs=[Cost("marketing", *MARCH, Decimal("120.50")), Cost("sales", *MARCH, Decimal(7)),
               Cost("marketing", *APRIL, Decimal(0))], by=marketing,
    )  # fmt: skip
    found = AcquisitionCost.objects.values_list("kind", "starts_on", "amount")
    assert list(found) == [
        ("marketing", MARCH[0], Decimal("120.50")),
        ("sales", MARCH[0], Decimal(7)),
        ("marketing", APRIL[0], Decimal(0)),
    ]
    remove_cost(cost=AcquisitionCost.objects.get(kind="sales"), by=marketing)
    verbs = Event.objects.filter(verb__startswith="costs").order_by("pk")
    assert [each.verb for each in verbs] == ["costs.recorded", "costs.recorded", "costs.removed"]
    assert AcquisitionCost.objects.count() == 2


@pytest.mark.parametrize(
    ("costs", "error", "message"),
    [
        ([], InputError, "0 costs cannot be recorded"),
        ([Cost("rent", *MARCH, Decimal(1))], InputError, "'rent' is no kind"),
        ([Cost("sales", *MARCH[::-1], Decimal(1))], InputError, "are none"),
        ([Cost("sales", *MARCH, Decimal(-1))], InputError, "'-1' is no cost"),
        ([Cost("sales", *MARCH, Decimal("NaN"))], InputError, "'NaN' is no cost"),
        (
            [Cost("sales", *MARCH, Decimal(1)), Cost("sales", MARCH[1], APRIL[1], Decimal(1))],
            ConflictError,
            "overlap those from 03/01/2026 to 03/31/2026",
        ),
    ],
)
def test_what_is_no_cost_is_refused_and_nothing_is_kept(costs, error, message):
    with pytest.raises(error, match=message):
        record_costs(costs=costs, by="")
    assert not AcquisitionCost.objects.exists()


def test_costs_are_read_from_a_file_in_english_and_french(tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text(
        "Nature;Du;Au;Montant\nVentes;2026-03-01;2026-03-31;1 234,50\n"
        "Marketing;2026-03-01;2026-03-31;7\n", "utf-8",
    )  # fmt: skip
    assert read_costs(file) == [
        Cost("sales", *MARCH, Decimal("1234.50")),
        Cost("marketing", *MARCH, Decimal(7)),
    ]


def test_wrong_cells_are_told_at_once(tmp_path):
    file = tmp_path / "costs.csv"
    file.write_text("kind,from,to,amount\nrent,soon,2026-03-31,-1\nsales,2026-03-01,,nan\n")
    with pytest.raises(RowError) as told:
        read_costs(file)
    assert [(each.row, each.column) for each in told.value.problems] == [
        (2, "kind"), (2, "from"), (2, "amount"), (3, "to"), (3, "amount"),
    ]  # fmt: skip
    file.write_text("kind,from,to\nsales,2026-03-01,2026-03-31\n")
    with pytest.raises(MappingError, match="amount"):
        read_costs(file)
