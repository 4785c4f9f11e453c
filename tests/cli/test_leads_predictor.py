"""`maillage leads predictor`: learnt, listed, switched on and off."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.errors import InputError, NotFoundError, ParameterError, PermissionDeniedError
from tests.cli.doors import doors
from tests.domain.leads.past import past_leads
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_version_is_learnt_listed_switched_on_and_off(monkeypatch):
    run = doors(monkeypatch, leads.register)
    assert "No predictive score was learnt yet." in run("leads", "predictor", "list")
    with pytest.raises(InputError, match="100 of each"):
        run("leads", "predictor", "learn", "origin=creation")
    past_leads()
    said = run("leads", "predictor", "learn", "origin=creation", "--method", "logistic")
    assert said.startswith("Version 1 is learnt: AUC 0.")
    assert run("leads", "predictor", "on", 1) == "Version 1 predicts open leads.\n"
    (row,) = run.json("leads", "predictor", "list")
    assert (row["version"], row["active"], row["method"]) == (1, True, "logistic")
    assert (row["fields"], row["learnt_from"]) == ("origin", 210)
    assert run("leads", "predictor", "off", 1) == "Version 1 is off.\n"
    with pytest.raises(ParameterError, match="'origin' names no field"):
        run("leads", "predictor", "learn", "origin")
    with pytest.raises(ParameterError, match="would tell the outcome"):
        run("leads", "predictor", "learn", "quality=outcome")
    with pytest.raises(NotFoundError):
        run("leads", "predictor", "on", 2)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "predictor", "on", 1)
