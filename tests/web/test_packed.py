"""What the map asks is packed once, and sent again only where it changed."""

import gzip
import json

import pytest

from maillage.domain.territories.editing.moves import move_units
from tests.domain.territories.today import ADDISON, owned_today, today
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def by():
    owned_today()
    return member("operations")


def test_a_state_is_sent_again_only_after_a_change(client, by):
    scenario = today(by)
    signed_in(client, by)
    url = f"/main/scenarios/{scenario.pk}/state.json"
    packed = client.get(url, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    plain = client.get(url)
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    known = {"if-none-match": plain["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
    moved = client.get(url, headers=known)
    at = plain.json()["units"].index(ADDISON)
    before, after = plain.json(), moved.json()
    assert (before["labels"][at], after["labels"][at]) == (1, 2)
    assert (before["undo"], after["undo"]) == (False, True)
    assert after["measures"] == before["measures"]


def test_each_reader_gets_the_map_in_their_language(client, by):
    scenario = today(by)
    signed_in(client, by)
    for url in (f"/main/scenarios/{scenario.pk}/state.json", "/main/map.json"):
        labels = [
            client.get(url, headers={"accept-language": code}).json()["measures"][0]["label"]
            for code in ("en", "fr", "en")
        ]
        assert labels[0] == labels[2] != labels[1]
