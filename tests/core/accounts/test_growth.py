"""What can still be sold to an account (A-07, K-03), by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from maillage.core.accounts.growth import Growth, growth_of, white_space

pytestmark = pytest.mark.unit

NAN = float("nan")


def test_white_space_is_potential_less_own_sales():
    accounts = pd.DataFrame(
        [
            ("customer", 100.0, 30.0),
            ("customer", 100.0, 130.0),  # never below 0
            ("customer", 100.0, NAN),
            ("dormant", 100.0, NAN),
            ("prospect", 100.0, NAN),  # nothing was sold to it
            ("prospect", 100.0, 5.0),
            ("prospect", NAN, 5.0),
        ],
        columns=["status", "potential", "revenue"],
    )
    expected = [70.0, 0.0, NAN, NAN, 100.0, 95.0, NAN]
    assert np.array_equal(white_space(accounts), expected, equal_nan=True)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (("customer", 100.0, 30.0, 0.2), Growth(100.0, 30.0, 70.0, 0.3, 6.0, exceeded=False)),
        (("customer", 100.0, 130.0, None), Growth(100.0, 130.0, 0.0, 1.3, None, exceeded=True)),
        (("customer", 100.0, None, 0.2), Growth(100.0, None, None, None, None, exceeded=False)),
        (("prospect", 100.0, None, 0.2), Growth(100.0, 0.0, 100.0, 0.0, 0.0, exceeded=False)),
        (("customer", None, 30.0, -0.1), Growth(None, 30.0, None, None, -3.0, exceeded=False)),
        (("customer", 0.0, 0.0, None), Growth(0.0, 0.0, 0.0, None, None, exceeded=False)),
    ],
)
def test_the_growth_of_an_account(known, expected):
    names = ("status", "potential", "revenue", "growth")
    assert growth_of(**dict(zip(names, known, strict=True))) == expected
