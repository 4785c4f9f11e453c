"""Look-ups on the geography that ships."""

import time

import numpy as np
import pandas as pd
import pytest

from maillage import reference

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def gazetteer():
    return reference.gazetteer()


PLACES = [
    (("1201",), ("01201", "MA", "25003", "America/New_York")),
    (("06901-1234", "Stamford", "Conn."), ("06901", "CT", "09190", "America/New_York")),
    ((None, "Los Angeles", "Californie"), ("", "CA", "06037", "America/Los_Angeles")),
    ((None, "New York City", "NY"), ("", "NY", "36061", "America/New_York")),
    ((None, "St Louis", "Mo."), ("", "MO", "29510", "America/Chicago")),
    ((None, "Pensacola", "Floride"), ("", "FL", "12033", "America/Chicago")),
    (("75001 PARIS", None, None, "France"), ("75001", "11", "75", "Europe/Paris")),
    (("F-69003", None, None, "FR"), ("69003", "84", "69", "Europe/Paris")),
    (("92919 LA DEFENSE CEDEX", None, None, "FR"), ("92919", "11", "92", "Europe/Paris")),
    ((97400, None, None, "FR"), ("97400", "04", "974", "Indian/Reunion")),
    (("20200", None, None, "FR"), ("20200", "94", "2B", "Europe/Paris")),
    (("H2X 1Y4",), ("H2X", "QC", "", "America/Toronto")),
    ((None, "Montréal", "Québec", "Canada"), ("", "QC", "", "America/Toronto")),
    ((None, "Vancouver", "C.-B.", "CA"), ("", "BC", "", "America/Vancouver")),
]


@pytest.mark.parametrize(("typed", "expected"), PLACES)
def test_places(gazetteer, typed, expected):
    place = gazetteer.locate(*typed)
    assert (place.postal_code, place.state, place.county, place.time_zone) == expected
    assert place.problem == ""
    assert np.isfinite([place.latitude, place.longitude]).all()


def test_every_civil_zip_code_is_found(gazetteer):
    zips = reference.table("us_postal")
    places = gazetteer.locate_many(zips[["postal_code"]])
    assert places["county"].tolist() == zips["county"].tolist()
    assert places["latitude"].isna().tolist() == (zips["kind"] == "military").tolist()


def test_every_french_and_canadian_code_is_found(gazetteer):
    codes = pd.concat(
        [
            reference.table("fr_postal")[["postal_code"]].assign(country="FR"),
            reference.table("ca_fsa")[["postal_code"]].assign(country="CA"),
        ]
    )
    places = gazetteer.locate_many(codes)
    assert places["problem"].unique().tolist() == [""]
    assert places["assumed"].map(len).sum() == 0


def test_a_hundred_thousand_rows_in_three_seconds(gazetteer):
    """Half a second when measured; the limit leaves room for a busy machine."""
    zips = reference.table("us_postal").sample(100_000, replace=True, random_state=1)
    typed = zips.rename(columns={"place": "city"})[["postal_code", "city", "state"]]
    started = time.process_time()
    places = gazetteer.locate_many(typed)
    assert time.process_time() - started < 3
    assert places["county"].tolist() == zips["county"].tolist()
