"""The look at connected sets around a heavy unit, against all subsets."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.model import build_model
from maillage.core.territories.pockets import NearestFit, nearest_fit
from tests.core.territories.problems import cloud, examples, grid, line, seeds
from tests.core.territories.twins import pieces_within

pytestmark = pytest.mark.unit


@examples(40)
@given(seeds)
def test_the_verdict_is_that_of_all_connected_sets(seed):
    generator = np.random.default_rng(seed)
    size = int(generator.integers(2, 9))
    model = build_model(cloud(seed % 50, size, 1))
    share = generator.choice([0.0, 0.1, 0.3, 0.45, 0.8], size)
    tolerance = float(generator.choice([0.01, 0.05]))
    sets = [
        (0, *others)
        for count in range(size)
        for others in combinations(range(1, size), count)
        if len(pieces_within(model, {0, *others})) == 1
    ]
    misses = [abs(share[list(chosen)].sum() - 1) for chosen in sets]
    found = nearest_fit(model, share, 0, tolerance)
    if min(misses) <= tolerance + 1e-9:
        assert found is None
    else:
        assert abs(found.share - 1) == pytest.approx(min(misses))
        assert share[list(found.nodes)].sum() == pytest.approx(found.share)
        assert tuple(sorted(found.nodes)) in {tuple(sorted(chosen)) for chosen in sets}


def test_a_unit_between_two_heavy_ones_is_a_pocket():
    model = build_model(line([1, 1, 1], 1))
    assert nearest_fit(model, np.array([0.75, 0.5, 0.75]), 1, 0.05) == NearestFit((1, 2), 1.25)


def test_a_unit_that_fits_alone_is_no_pocket():
    assert nearest_fit(build_model(line([1, 1], 1)), np.array([1.04, 0.5]), 0, 0.05) is None


def test_no_verdict_when_there_are_too_many_sets():
    model = build_model(grid(10, 10, 1))
    assert nearest_fit(model, np.full(100, 0.052), 0, 0.001) is None
