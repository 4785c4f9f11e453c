"""The words for what happened, whom it was about, and how accounts were touched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import maillage
from maillage.domain.words import subject_word, touch_word, verb_word

SAYS = re.compile(r'(?:verb=|\b(?:note|record)\(\w+, )"([\w.]+)"')
SOURCES = sorted(Path(maillage.__file__).parent.joinpath("domain").rglob("*.py"))
VERBS = sorted({verb for path in SOURCES for verb in SAYS.findall(path.read_text("utf-8"))})
STEP = re.compile(r'\bkind(?:: str)? = "(\w+)"|\bkind="(\w+)"')
EDITING = [
    path for path in SOURCES if "editing" in path.parts or path.stem in {"merging", "running"}
]
KINDS = {one or other for path in EDITING for one, other in STEP.findall(path.read_text("utf-8"))}
NOT_STEPS = {"design", "frontier", "stable"}


def test_verbs_are_found_in_the_sources():
    assert {"account.given", "claim.opened", "scenario.published"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_everything_the_log_says_has_a_word(verb):
    assert verb_word(verb) != verb
    with translation.override("fr"):
        assert "." not in verb_word(verb)


def test_every_step_of_editing_has_a_word():
    assert {"move", "request", "exception", "merge"} <= KINDS
    steps = sorted(KINDS - NOT_STEPS)
    assert [kind for kind in steps if verb_word(f"scenario.{kind}") == f"scenario.{kind}"] == []


def test_a_change_that_was_undone_or_done_again_is_named():
    assert verb_word("scenario.move.undone") == "units moved: undone"
    assert verb_word("scenario.lock.redone") == "units locked: done again"
    assert verb_word("transfer.undone") == "transfer undone"


def test_words_follow_the_reader():
    with translation.override("fr"):
        assert verb_word("account.given") == "compte attribué"
        assert subject_word("importrun") == "import"
        assert touch_word("visit") == "visite"


def test_what_is_not_known_keeps_its_code():
    assert verb_word("plugin.ran") == "plugin.ran"
    assert verb_word("plugin.undone") == "plugin.undone"
    assert subject_word("thing") == "thing"
    assert touch_word("Fax") == "Fax"
