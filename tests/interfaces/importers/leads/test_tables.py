"""Leads, events and deals in files: what is read, and every wrong cell at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import openpyxl
import pytest

from maillage.core.leads.happenings import Fact
from maillage.errors import MappingError, ParameterError, RowError
from maillage.interfaces.importers.leads.tables import (
    joined,
    read_deals,
    read_events,
    read_leads,
)

pytestmark = pytest.mark.integration
NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)
ZONE = "America/New_York"


@pytest.fixture
def write(tmp_path):
    def file(text: str):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_cells_of_leads_are_yes_no_numbers_texts_or_not_known(write):
    file = write(
        "Lead ID,ICP match,Budget confirmed,Employees,Code,Country,Source\nA,yes,non,50,007,US,crm\nB,,,,,,\n"
    )
    found = read_leads(file, ZONE, NOW)
    assert found["A"][:5] == [
        Fact("icp_match", True, NOW, "crm"),
        Fact("budget_confirmed", False, NOW, "crm"),
        Fact("employees", 50.0, NOW, "crm"),
        Fact("code", "007", NOW, "crm"),
        Fact("country", "US", NOW, "crm"),
    ]
    assert found["B"] == []


def test_events_carry_what_their_other_columns_say_and_times_have_a_zone(write):
    file = write(
        "lead;event;at;source;role\nA;Validation call;2026-03-06T16:50;crm;sdr\n"
        "A;Validation call;2026-03-06T16:50;crm;sdr\nA;view;2026-03-06T16:50:00+01:00;;\n"
    )
    found = read_events(file, ZONE)["A"]
    assert [(each.kind, each.at, each.source, dict(each.carried)) for each in found[1:]] == [
        ("validation_call", datetime(2026, 3, 6, 21, 50, tzinfo=UTC), "crm", {"role": "sdr"}),
        ("view", datetime(2026, 3, 6, 15, 50, tzinfo=UTC), "", {}),
    ]
    lead = joined({}, {"A": found})[0]
    assert len(lead.past(NOW + timedelta(days=90))) == 2


def test_events_with_ids_of_their_own(write):
    file = write("lead,event,at,event id\nA,view,2026-03-06T16:50,1\nA,view,2026-03-06T16:50,2\n")
    assert [each.id for each in read_events(file, ZONE)["A"]] == ["1", "2"]


def test_every_wrong_cell_is_told_with_its_row_value_and_remedy(write):
    file = write(
        "lead,event,at\n,view,2026-03-06\nA,,2026-03-06\nA,view,yesterday\nA,view,\n"
        "A,view,2026-02-30\nA,view,0001-01-01\nA,view,9999-12-31\n"
    )
    with pytest.raises(RowError) as caught:
        read_events(file, ZONE)
    told = [(each.row, each.column, each.value, each.message) for each in caught.value.problems]
    assert told == [
        (2, "lead", "", "It is empty."),
        (3, "event", "", "It is empty."),
        (4, "at", "yesterday", "It is no instant."),
        (5, "at", "", "It is no instant."),
        (6, "at", "2026-02-30", "It is no instant."),
        (7, "at", "0001-01-01", "The year is not between 1971 and 2099."),
        (8, "at", "9999-12-31", "The year is not between 1971 and 2099."),
    ]
    assert caught.value.problems[2].remedy == "Write it as 2026-03-06T16:50:00-05:00."


def test_a_file_without_its_columns_is_refused(write):
    with pytest.raises(MappingError, match="no column was recognised as event"):
        read_events(write("lead,what,at\nA,b,2026-01-01\n"), ZONE)
    with pytest.raises(MappingError, match="no column was recognised as lead"):
        read_leads(write("what\nA\n"), ZONE, NOW)
    with pytest.raises(ParameterError, match="not a time zone"):
        read_leads(write("lead,a\nA,b\n"), "Mars/Base", NOW)


def test_deals_are_read_and_an_open_one_has_no_end(write):
    file = write(
        "Opened,Closed,Won,Amount,Marketing touches\n2026-01-01T00:00Z,2026-01-31T00:00Z,yes,1 200.50,2\n"
        "2026-01-01T00:00Z,,,,\n"
    )
    found = read_deals(file, ZONE)
    assert found.won.tolist() == [True, False]
    assert found.amount.tolist() == [1200.5, 0]
    assert found.touches.tolist() == [2, 0]
    assert found.opened.tolist() == [datetime(2026, 1, 1)] * 2  # noqa: DTZ001 - arrays are in UTC
    assert np.isnat(found.closed).tolist() == [False, True]


def test_wrong_cells_of_deals_are_told_at_once(write):
    file = write(
        "opened,closed,won,amount,touches\n2026-02-01,2026-01-01,yes,-5,x\n2026-02-01,,no,nan,1.5\n,,no,1,\n"
    )
    with pytest.raises(RowError) as caught:
        read_deals(file, ZONE)
    told = [(each.row, each.column, each.message) for each in caught.value.problems]
    assert told == [
        (2, "closed", "Before the opening."),
        (2, "amount", "It is no amount."),
        (2, "touches", "It is no whole number."),
        (3, "amount", "It is no amount."),
        (3, "touches", "It is no whole number."),
        (4, "opened", "It is no instant."),
    ]


def test_dates_of_workbooks_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["lead", "event", "at", "pages"])
    book.active.append(["A", "mql", datetime(2026, 3, 6, 16, 50), 3])  # noqa: DTZ001 - as in Excel
    book.active.append([12, "mql", "2026-03-06T16:50:00-05:00", None])
    book.save(tmp_path / "events.xlsx")
    found = read_events(tmp_path / "events.xlsx", ZONE)
    wanted = datetime(2026, 3, 6, 21, 50, tzinfo=UTC)
    assert {lead: each[0].at for lead, each in found.items()} == {"A": wanted, "12": wanted}
    assert found["A"][0].carried == {"pages": 3}
