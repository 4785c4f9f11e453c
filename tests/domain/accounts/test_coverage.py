"""The detectors run on the workspace (A-04, A-14, A-20)."""

from __future__ import annotations

import pytest

from maillage.domain.accounts.coverage import coverage_report
from tests.domain.accounts.factories import TODAY, make_account, make_book, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_every_detector_finds_its_accounts():
    make_book()
    report = coverage_report(on=TODAY)
    found = {finding.code: (finding.count, finding.ids) for finding in report.findings}
    assert found == {
        "no_owner": (2, ("A2", "A3")),
        "never_approached": (1, ("A3",)),
        "double_contact": (1, ("A1",)),
        "potential_ratio": (1, ("R2", "R1")),
        "stale": (2, ("A2", "A4")),
        "sole_owner": (0, ()),
    }


def test_books_are_those_of_active_reps():
    make_book()
    make_rep(4)
    report = coverage_report(on=TODAY)
    assert report.reps.to_numpy().tolist() == [
        ["R1", "Rep 1", 1, 100.0],
        ["R2", "Rep 2", 1, 400.0],
        ["R4", "Rep 4", 0, 0.0],
    ]
    assert report.finding("potential_ratio").ids == ("R2", "R4")


def test_one_rep_with_the_whole_country_is_found():
    """A-20."""
    rep = make_rep(1)
    for number, state in enumerate(["NY", "CA", "TX"], start=1):
        own(make_account(number, state=state), rep)
    report = coverage_report(on=TODAY)
    assert report.finding("sole_owner").ids == ("R1",)
    assert report.rows("sole_owner")["accounts"].tolist() == [3]


def test_rows_behind_a_finding_come_richest_first():
    make_book()
    report = coverage_report(on=TODAY)
    assert report.rows("stale")["external_id"].tolist() == ["A4", "A2"]
    assert report.rows("stale", limit=1)["external_id"].tolist() == ["A4"]
    assert report.rows("potential_ratio")["rep_id"].tolist() == ["R2", "R1"]


def test_windows_are_settings():
    make_book()
    report = coverage_report(on=TODAY, window_days=29, stale_days=3650)
    assert report.finding("double_contact").count == 0
    assert report.finding("stale").count == 0


def test_an_empty_workspace_has_nothing_to_report():
    report = coverage_report(on=TODAY)
    assert [finding.count for finding in report.findings] == [0, 0, 0, 0, 0, 0]
