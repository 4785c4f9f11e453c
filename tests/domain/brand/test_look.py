"""The look of documents: colours that cannot be read are refused, with the reason."""

from __future__ import annotations

import pytest

from maillage.domain.brand.look import ACCENT, COLOUR, Brand, brand_of, contrast
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48),
     ("#ff0000", "#ffffff", 4.0), ("#0000ff", "#ffffff", 8.59)],
)  # fmt: skip
def test_the_contrast_of_two_colours(one, other, expected):
    """Figures of the W3C's examples."""
    assert contrast(one, other) == pytest.approx(contrast(other, one))
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


def test_what_is_left_out_is_the_usual_look():
    assert brand_of(" Nordet ", "", " #0B6E4F ", b"") == Brand("Nordet", COLOUR, "#0b6e4f")
    assert Brand().accent == ACCENT


@pytest.mark.parametrize(
    ("colours", "words"),
    [
        ({"colour": "#777777"}, "#777777 is too light: its contrast with white is 4.5, 4.5 are"),
        ({"colour": "#ffff00"}, "#ffff00 is too light: its contrast with white is 1.1, 4.5 are"),
        ({"accent": "#e8a33d"}, "#e8a33d is too light: its contrast with white is 2.2, 3.0 are"),
        ({"colour": "red"}, "'red' is no colour."),
        ({"colour": "#12345"}, "'#12345' is no colour."),
        ({"colour": "#1f3a5f;x:url(y)"}, "'#1f3a5f;x:url(y)' is no colour."),
        ({"accent": "9" * 10_000}, f"'{'9' * 40}' is no colour."),
        ({"name": "W" * 121}, "too long or cannot be printed"),
        ({"name": "two\nlines"}, "too long or cannot be printed"),
        ({"name": "\x00"}, "too long or cannot be printed"),
        ({"logo": b"<svg/>"}, "The logo is no PNG picture."),
    ],
)
def test_what_cannot_be_read_is_refused(colours, words):
    with pytest.raises(ParameterError) as caught:
        Brand(**colours)
    assert words in str(caught.value)
