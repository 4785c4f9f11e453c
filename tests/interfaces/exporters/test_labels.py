"""What codes of the data are called on paper."""

import pytest
from django.utils import translation

from maillage.interfaces.exporters.labels import measure_label

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "english", "french"),
    [
        ("potential", "Potential", "Potentiel"),
        ("establishments", "Establishments", "Établissements"),
        ("revenue", "Revenue", "Chiffre d’affaires"),
        ("population", "Population", "Population"),
        ("field_visits", "Field visits", "Field visits"),
        ("CAC", "CAC", "CAC"),
        ("", "", ""),
    ],
)
def test_a_measure_begins_with_a_capital_in_both_languages(name, english, french):
    with translation.override("en"):
        assert measure_label(name) == english
    with translation.override("fr"):
        assert measure_label(name) == french
