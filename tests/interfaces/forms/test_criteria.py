"""Criteria as a person writes them in a form."""

from __future__ import annotations

import pytest
from django.forms import ValidationError

from maillage.domain.accounts.criteria.presets import presets
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.interfaces.forms.criteria import criteria_of, fields_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"state": "NY, NJ;ny\n"}, [{"field": "state", "is": ["NY", "NJ", "ny"]}]),
        ({"industry": "santé, bank"}, [{"field": "industry", "contains": ["santé", "bank"]}]),
        ({"revenue": "> 500 000"}, [{"field": "revenue", "above": 500_000.0}]),
        ({"revenue": ">=100,000 and <= 500k"},
         [{"field": "revenue", "at_least": 100_000.0, "at_most": 500_000.0}]),
        ({"growth": "> 20 %"}, [{"field": "growth", "above": 0.2}]),
        ({"potential": "≥ 1,5M, < 2.500.000,5"},
         [{"field": "potential", "at_least": 1.5e6, "below": 2_500_000.5}]),
        ({"postal_code": "10001, 112*"},
         [{"any": [{"field": "postal_code", "is": ["10001"]},
                   {"field": "postal_code", "starts_with": ["112"]}]}]),
        ({"postal_code": "07001-08999"},
         [{"field": "postal_code", "from": "07001", "to": "08999"}]),
        ({"status": ["prospect"], "tags": "key"},
         [{"field": "status", "is": ["prospect"]}, {"field": "tags", "has": ["key"]}]),
        ({"sales_cycle": ["short", "long"], "decision": ["committee"]},
         [{"field": "sales_cycle", "is": ["short", "long"]},
          {"field": "decision", "is": ["committee"]}]),
        ({}, []),
    ],
)  # fmt: skip
def test_fields_are_read(fields, parts):
    found = criteria_of(fields)["all"]
    assert sorted(map(str, found)) == sorted(map(str, parts))


@pytest.mark.parametrize(
    "fields",
    [
        {"revenue": "500"}, {"revenue": "> many"}, {"revenue": "> 1 > 2"}, {"growth": "20%"},
        {"advanced": "{"}, {"advanced": "[" * 100_000},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(fields):
    with pytest.raises(ValidationError):
        criteria_of(fields)


def test_every_preset_comes_back_from_its_form():
    for group in presets().values():
        for criteria in group.values():
            again = criterion_of(criteria_of(fields_of(criteria)))
            wanted = criterion_of(criteria if "all" in criteria else {"all": [criteria]})
            assert sorted(map(str, again.parts)) == sorted(map(str, wanted.parts))


@pytest.mark.parametrize(
    "criteria",
    [
        {"none": [{"field": "state", "is": ["NY"]}]},
        {"all": [{"any": [{"field": "state", "is": ["NY"]}, {"field": "tags", "has": ["a"]}]}]},
        {"all": [{"field": "state", "is": ["NY"]}, {"field": "state", "is": ["NJ"]}]},
        {"all": [{"field": "industry", "is": ["a"]}]},
        {"all": [{"field": "city", "contains": ["a"]}]},
        {"all": [{"field": "tags", "has": ["a, b"]}]},
    ],
)
def test_what_the_form_cannot_show_is_shown_as_json(criteria):
    criterion_of(criteria)
    shown = fields_of(criteria)
    assert set(shown) == {"advanced"}
    assert criteria_of(shown) == criteria
