"""Industry codes (A-13)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.market.naics import ancestors, children, chosen, match, parent, read_code
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

PADDED = {
    "------": "",
    "00": "",
    "11----": "11",
    "31----": "31-33",
    "31-33": "31-33",
    "44----": "44-45",
    "48-49": "48-49",
    "113///": "113",
    "1131//": "1131",
    "11331/": "11331",
    "113310": "113310",
    "113---": "113",
    "1131--": "1131",
    "99----": "99",
}


@pytest.mark.parametrize(("written", "code"), PADDED.items())
def test_official_padding_is_read(written, code):
    assert read_code(written) == code


@pytest.mark.parametrize("written", ["", "-", "abc", "1", "1133101", "00001", "34-35", "41", "5 4"])
def test_what_is_not_a_code_is_refused(written):
    assert read_code(written) is None


def test_a_code_climbs_to_all_industries():
    assert ancestors("325412") == ["32541", "3254", "325", "31-33", ""]
    assert ancestors("31-33") == [""]
    assert ancestors("") == []


def test_manufacturing_has_the_parts_of_three_numbers():
    assert children("31-33", ["311", "325", "3254", "337", "441"]) == ["311", "325", "337"]
    assert match(["311", "325412", "441", "31-33"], ["31-33"]) == ["31-33", "311", "325412"]


def test_overlapping_choices_count_once():
    assert chosen(["54", "5415", "541511", "31"]) == ("31-33", "54")
    assert chosen(["all", "54"]) == ("",)
    assert chosen(["NAICS 5415", "5415"]) == ("5415",)


def test_an_unknown_industry_is_refused_with_what_to_type():
    with pytest.raises(ParameterError) as caught:
        chosen(["software"])
    assert str(caught.value) == (
        "'software' is not a NAICS code. "
        "Use 2 to 6 digits (54, 5415, 541511), a range (31-33) or 'all'."
    )


def test_at_least_one_industry_is_needed():
    with pytest.raises(ParameterError):
        chosen([])


@given(st.from_regex(r"(11|2[1-3]|3[1-3]|42|4[4589]|5[1-6]|6[12]|7[12]|81)\d{0,4}", fullmatch=True))
def test_every_code_has_a_parent_until_all(code):
    read = read_code(code)
    assert parent(read) == ancestors(read)[0]
    assert ancestors(read)[-1] == ""
    assert read_code(code.ljust(6, "/")) == read
