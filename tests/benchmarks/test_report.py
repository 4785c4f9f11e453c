"""Benchmarks write their own section of the document and nothing else."""

import importlib.metadata
import re

import pytest
from benchmarks.report import header, publish, with_section

pytestmark = pytest.mark.unit

DOCUMENT = """# Benchmarks

<!-- benchmark: one -->
old one
<!-- end of benchmark: one -->

Words in between.

<!-- benchmark: two -->
old two
<!-- end of benchmark: two -->
"""


def test_only_the_own_section_is_replaced():
    assert with_section(DOCUMENT, "one", "new") == DOCUMENT.replace("old one", "new")
    assert with_section(DOCUMENT, "two", "new") == DOCUMENT.replace("old two", "new")


def test_the_same_table_again_changes_nothing():
    once = with_section(DOCUMENT, "one", "new")
    assert with_section(once, "one", "new") == once


def test_text_that_looks_like_a_pattern_is_taken_as_it_is():
    body = r"\1 \g<0> $ 100 % (a|b)"
    assert with_section(DOCUMENT, "one", body) == DOCUMENT.replace("old one", body)


def test_a_new_section_is_added_at_the_end():
    added = with_section(DOCUMENT, "three", "new")
    assert added == (
        DOCUMENT + "\n<!-- benchmark: three -->\nnew\n<!-- end of benchmark: three -->\n"
    )
    assert with_section(added, "three", "newer") == added.replace("new\n", "newer\n")


def test_a_name_that_begins_another_is_another_section():
    long = with_section(DOCUMENT, "one more", "more")
    assert with_section(long, "one", "new") == long.replace("old one", "new")


@pytest.mark.parametrize("marker", ["<!-- benchmark: one -->", "<!-- end of benchmark: one -->"])
def test_a_marker_without_its_fellow_is_refused(marker):
    with pytest.raises(ValueError, match="'one' of the document has one marker only"):
        with_section(DOCUMENT.replace(marker, ""), "one", "new")


def test_a_section_twice_is_refused():
    with pytest.raises(ValueError, match="'one' 2 times"):
        with_section(DOCUMENT + DOCUMENT, "one", "new")


def test_a_table_stands_below_its_versions(tmp_path):
    path = tmp_path / "benchmarks.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    publish("one", "case  WSSD\nA     7\n", ("numpy", "pytest"), document=path)
    table = f"```text\n{header(('numpy', 'pytest'))}\ncase  WSSD\nA     7\n```"
    assert path.read_text(encoding="utf-8") == DOCUMENT.replace("old one", table)


def test_the_header_has_versions_python_and_cores_and_no_date():
    version = re.escape(importlib.metadata.version("numpy"))
    assert re.fullmatch(rf"numpy {version}; Python 3\.\d+\.\S+; \d+ cores", header(("numpy",)))
