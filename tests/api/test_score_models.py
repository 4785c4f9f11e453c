"""Score models through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.core.leads.scoring.presets import RECOMMENDED
from maillage.domain.leads.written import WrittenModel
from maillage.models import ScoreModel
from tests.api.caller import ROOT, Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_version_is_written_tried_changed_and_activated():
    caller = Caller(member("marketing"))
    presets = caller.get("/score-models/presets")
    assert WrittenModel.model_validate(presets["recommended"]).read() == RECOMMENDED
    made = caller.send("POST", "/score-models", {"model": presets["seed"], "note": "as is"}, 201)
    assert (made["version"], made["state"], made["note"]) == (2, "draft", "as is")
    sent = {"model": presets["recommended"]}
    assert caller.send("PUT", "/score-models/2", sent)["model"]["name"] == "recommended"
    tried = caller.get("/score-models/2/what-if")
    assert (tried["leads"], tried["after"]) == (0, {"mql": 0, "sql": 0})
    assert caller.send("POST", "/score-models/what-if", sent)["leads"] == 0
    assert caller.get("/score-models/2/differences", other=1) == [
        {"place": "mql › gates › 1", "before": "", "after": "icp_match = yes"}
    ]
    begun = caller.send("POST", "/score-models/2/activate", {})
    assert (begun["state"], begun["activated_by"]) == ("in_force", "Marketing 0")
    assert begun["effective_from"] <= timezone.now().isoformat()
    caller.send("PUT", "/score-models/2", sent, 409)
    caller.send("DELETE", "/score-models/2", None, 409)
    assert [each["state"] for each in caller.get("/score-models")["items"]] == ["in_force", "past"]
    file = caller.client.get(f"{ROOT}/exports/score-models.csv").content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in file.splitlines()][1:] == [
        ["2", "Recommended model"],
        ["1", "Starting model"],
    ]


def test_what_cannot_be_is_refused_and_nothing_is_stored():
    caller = Caller(member("marketing"))
    model = caller.get("/score-models/presets")["seed"]
    wrong = [
        model | {"stages": [{"name": "mql", "at_least": 96}]},
        model | {"stages": model["stages"][::-1]},
        model | {"dimensions": []},
        model | {"colour": 1},
        {},
    ]
    for each in wrong:
        caller.send("POST", "/score-models", {"model": each}, 422)
        caller.send("POST", "/score-models/what-if", {"model": each}, 422)
    caller.send("POST", "/score-models", {"model": model}, 201)
    past = {"effective_from": "2020-01-01T00:00:00Z"}
    caller.send("POST", "/score-models/2/activate", past, 422)
    caller.send("POST", "/score-models/2/activate", {"effective_from": "2020-01-01"}, 422)
    caller.send("DELETE", "/score-models/2", None, 204)
    caller.get("/score-models/2", 404)
    caller.get("/score-models/1/differences", 404, other=9)
    assert ScoreModel.objects.count() == 1
