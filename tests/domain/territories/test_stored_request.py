"""What was asked is stored whole, and nothing else is read back (B-08)."""

import json
from datetime import date

import pytest

from maillage.domain.territories.request import (
    DesignRequest,
    Homes,
    Level,
    MeasureRequest,
    Source,
    Targets,
)
from maillage.domain.territories.stored_request import request_from, stored
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

FULL = DesignRequest(
    measures=(
        MeasureRequest(Source.ESTABLISHMENTS, 0.2, ("54", "5112")),
        MeasureRequest(Source.POTENTIAL, 0.05),
    ),
    level=Level.COUNTY,
    states=("VT", "NH"),
    territories=4,
    homes=Homes.REPS,
    targets=Targets.CAPACITY,
    contiguity=False,
    split=("50007",),
    keep=(("50001", "R1"),),
    together=(("50003", "50005", "50009"),),
    links=(("50013", "33007"),),
    disruption_cap=0.25,
    disruption_price_km=40.0,
    on=date(2026, 6, 30),
    name="Plan é",
    seed=7,
    effort=0.5,
    prove=True,
)


@pytest.mark.parametrize("request_", [FULL, DesignRequest(target_size=5e6)])
def test_a_request_comes_back_as_it_was(request_):
    assert request_from(json.loads(json.dumps(stored(request_)))) == request_


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"wings": 2}, "A design cannot be asked for 'wings'."),
        ({"measures": 4}, "measures cannot be '4'."),
        ({"measures": [{"source": "gold"}]}, "measures cannot be"),
        ({"measures": [{}]}, "measures cannot be"),
        ({"measures": ["potential"]}, "measures cannot be"),
        ({"measures": [{"source": "potential", "tolerance": "x"}]}, "measures cannot be"),
        ({"level": "moon"}, "level cannot be 'moon'."),
        ({"states": "VT"}, "states cannot be 'VT'."),
        ({"states": [1]}, "states cannot be"),
        ({"states": ["ZZ"]}, "'ZZ' is not the code of a state of the USA."),
        ({"territories": 2.5}, "territories cannot be '2.5'."),
        ({"territories": True}, "territories cannot be 'True'."),
        ({"territories": 0}, "0 territories are asked for."),
        ({"contiguity": "yes"}, "contiguity cannot be 'yes'."),
        ({"keep": [["50001"]]}, "keep cannot be"),
        ({"keep": [["50001", "R1", "R2"]]}, "keep cannot be"),
        ({"on": "yesterday"}, "on cannot be 'yesterday'."),
        ({"on": 5}, "on cannot be '5'."),
        ({"seed": None}, "seed cannot be 'None'."),
        ({"effort": "much"}, "effort cannot be 'much'."),
        ({"disruption_cap": [1]}, "disruption_cap cannot be '[1]'."),
        ({"name": 5}, "name cannot be '5'."),
        ({"name": "a\x00b"}, "holds characters that cannot be printed"),
    ],
)
def test_what_cannot_be_asked_is_named(values, said):
    with pytest.raises(ParameterError) as refusal:
        request_from(values)
    assert said in str(refusal.value)
