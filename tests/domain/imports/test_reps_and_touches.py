"""Reps with their homes; touches, each counted once (A-04)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.domain.imports import Kind
from maillage.models import Rep, Touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

FRENCH = (
    "Matricule;Nom;Prénom;E-mail;Actif;Ancienneté;ETP;Code postal;Secteurs;Langues;Fuseaux horaires\n"
    "R1;Moreau;Élise;elise@acme.com;oui;Senior;0,8;10001;tech;anglais, français;Eastern\n"
)


def counts(run):
    return (run.created, run.updated, run.unchanged, run.rejected)


def test_a_french_reps_file_end_to_end(take_in):
    assert counts(take_in(Kind.REPS, FRENCH)) == (1, 0, 0, 0)
    rep = Rep.objects.get()
    assert (rep.name, rep.active, rep.seniority, rep.capacity) == (
        "Élise Moreau",
        True,
        "senior",
        0.8,
    )
    assert (rep.state, rep.time_zone, rep.verticals, rep.languages, rep.time_zones) == (
        "NY",
        "America/New_York",
        ["tech"],
        ["anglais", "français"],
        ["America/New_York"],
    )
    assert counts(take_in(Kind.REPS, FRENCH)) == (0, 0, 1, 0)


def test_an_english_reps_file_without_identifiers(take_in):
    content = "Full Name,Email,FTE,Home ZIP\nAda Moss,ada@acme.com,1,02108\n"
    assert counts(take_in(Kind.REPS, content)) == (1, 0, 0, 0)
    assert Rep.objects.get().external_id == "ada@acme.com"
    assert counts(take_in(Kind.REPS, content.replace(",1,", ",0.5,"))) == (0, 1, 0, 0)


def test_capacity_in_hours_is_refused(plan):
    found = plan(Kind.REPS, "Id,Name,FTE\nR1,Ada,35\nR2,Bo,0\n").findings.problems
    assert [(p.row, p.message) for p in found] == [(2, "too large; the limit is 10."), (3, "zero.")]


def test_touches_are_recorded_once(reps, take_in, plan):
    take_in(Kind.ACCOUNTS, "Id,Name\n1,Acme\n2,Beta\n")
    content = (
        "Company / Account,Assigned,Date,Type\n"
        "Acme,Ada Moss,2026-01-05,Call\n2,R2,2026-01-06,E-mail\nAcme,Ada Moss,2026-01-05,Call\n"
    )
    assert plan(Kind.TOUCHES, content).findings.assumptions == {
        "touches that stand in the file more than once": 1
    }
    assert counts(take_in(Kind.TOUCHES, content)) == (2, 0, 1, 0)
    assert counts(take_in(Kind.TOUCHES, content)) == (0, 0, 3, 0)
    found = Touch.objects.order_by("occurred_on").values_list(
        "account__external_id", "rep__external_id", "occurred_on", "kind"
    )
    assert list(found) == [
        ("1", "R1", date(2026, 1, 5), "Call"),
        ("2", "R2", date(2026, 1, 6), "E-mail"),
    ]


def test_real_teams_accounts_and_pipeline_come_in(shared_data, take_in):
    folder = shared_data / "crm" / "maven_crm"
    read = {
        name: (folder / f"{name}.csv").read_text()
        for name in ("sales_teams", "accounts", "sales_pipeline")
    }
    assert counts(take_in(Kind.REPS, read["sales_teams"])) == (35, 0, 0, 0)
    columns = {
        "external_id": "account",
        "name": "account",
        "parent": "subsidiary_of",
        "country": "office_location",
    }
    run = take_in(Kind.ACCOUNTS, read["accounts"], columns=columns, keep_good_rows=True)
    assert counts(run) == (84, 0, 0, 1)
    run = take_in(Kind.TOUCHES, read["sales_pipeline"], keep_good_rows=True)
    assert (run.created > 5000, run.created + run.unchanged + run.rejected) == (True, 8800)
