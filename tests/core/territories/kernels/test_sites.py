"""The best centre of every territory against looking at all of them."""

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories.kernels.search import seed_kernels
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
    assert cheapest_sites(label, node, matrix, territories, 0.0).tolist() == expected.tolist()


def test_with_heat_a_centre_is_drawn_by_boltzmanns_law():
    """Chances fall with exp(-cost / temperature), the temperature in mean cost per node."""
    label, node = np.array([0, 0, 0, 1, -1], dtype=np.int32), np.arange(5, dtype=np.int32)
    matrix = np.full((5, 5), 50.0)
    costs = np.array([6.0, 7.0, 9.0])
    matrix[:3, :3] = costs[:, None] / 3
    seed_kernels(1)
    draws = np.array([cheapest_sites(label, node, matrix, 3, 1.5) for _ in range(20_000)])
    assert (draws[:, 1] == 3).all()
    assert (draws[:, 2] == -1).all()
    chances = np.exp(-costs / (1.5 * 6.0 / 3))
    found = np.bincount(draws[:, 0], minlength=3) / len(draws)
    assert found == pytest.approx(chances / chances.sum(), abs=0.015)
