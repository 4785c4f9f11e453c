"""Weights of Splink beside the grade; `duplicates.py --fit --with splink` writes this file."""

from typing import Final

START: Final = -0.019
GRADE: Final = 0.972
WEIGHTS: Final[dict[str, float]] = {
    "mw_name": 0.034,
    "mw_tf_adj_name": 0.142,
    "mw_domain": 0.044,
    "mw_tf_adj_domain": 0.496,
    "mw_phone": 0.307,
    "mw_tf_adj_phone": 1.626,
    "mw_street": -0.001,
    "mw_place": -0.019,
    "mw_tf_adj_place": 0.229,
}
"""Logarithms of odds for a match weight of one."""
