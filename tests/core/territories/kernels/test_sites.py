"""The best centre of every territory against looking at all of them."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.kernels.sites import cheapest_sites
from tests.core.territories.problems import examples, seeds

pytestmark = pytest.mark.unit


@examples(60)
@given(seeds)
def test_the_cheapest_member_is_chosen_and_the_first_of_equals(seed):
    generator = np.random.default_rng(seed)
    nodes, units, territories = 9, 12, 4
    label = generator.integers(-1, territories, nodes).astype(np.int32)
    node = generator.integers(0, nodes, units).astype(np.int32)
    matrix = generator.integers(0, 6, (units, nodes)).astype(np.float64)
    expected = np.full(territories, -1)
    for number in range(territories):
        own = [site for site in range(units) if label[node[site]] == number]
        if own:
            expected[number] = min(own, key=lambda site: matrix[site, label == number].sum())
    assert cheapest_sites(label, node, matrix, territories).tolist() == expected.tolist()
