"""The form of a plan stands for the plan, keeps what it does not show, and loses nothing typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from maillage.interfaces.forms.plans.plan import PlanForm
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from maillage.interfaces.importers.plans.schema import WrittenPlan

pytestmark = pytest.mark.unit


@pytest.fixture
def stored():
    return read_plan(EXAMPLE).model_dump(mode="json")


def typed(form):
    """What a browser sends when nothing is changed."""
    sent = QueryDict(mutable=True)
    for part in parts_of(form):
        for bound in part:
            value = bound.value()
            widget = bound.field.widget
            shown = widget.format_value(value) if hasattr(widget, "format_value") else value
            shown = shown[0] if isinstance(shown, list) else shown
            sent[bound.html_name] = "" if shown is None else str(shown)
    return sent


def parts_of(form):
    yield form.head
    for rows in form.lists.values():
        for row in rows.rows:
            yield row
            yield from getattr(row, "stages", rows.__class__(rows.kind, "x", [])).rows


def plain(plan):
    """A plan without the difference between 0.4 and 0.40."""
    return WrittenPlan.model_validate(plan).model_dump()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_shown_and_sent_back_is_the_same_plan(stored, language):
    with override(language):
        form = PlanForm(typed(PlanForm(plan=stored)), plan=stored)
        assert form.is_valid(), (form.problems, form.head.errors)
        assert plain(form.written) == plain(stored)
        assert form.found.steps[1].chance.planned == 96


def test_what_the_form_does_not_show_is_kept(stored):
    opportunity = {"segment": "Gold", "name": "Mill", "amount": 50_000, "probability": 0.5,
                   "horizon": "project", "account": 12}  # fmt: skip
    stored["opportunities"] = [opportunity, opportunity | {"name": "Mine", "account": 13}]
    sent = typed(PlanForm(plan=stored))
    del sent["opportunities-0-was"]
    for name in [each for each in sent if each.startswith("opportunities-0-")]:
        del sent[name]
    form = PlanForm(sent, plan=stored)
    assert form.is_valid()
    assert [(each.name, each.account) for each in form.written.opportunities] == [("Mine", 13)]


def test_shares_that_make_no_whole_are_said_where_they_stand(stored):
    sent = typed(PlanForm(plan=stored))
    sent["sources-0-share"] = "45"
    form = PlanForm(sent, plan=stored)
    assert not form.is_valid()
    assert form.faults == {"sources": "The shares sum to 95.00%. 5.00% is missing."}
    assert form.lists["sources"].rows[0]["share"].value() == "45"


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("objective", "a lot", ("head", "objective")),
        ("objective", "0", ("head", "objective")),
        ("objective", "", ("head", "objective")),
        ("confidence", "100", ("head", "confidence")),
        ("time_zone", "Québec", ("head", "time_zone")),
        ("pipeline__monthly", "0", ("head", "pipeline__monthly")),
        ("sources-1-name", "", ("sources", "name")),
        ("sources-1-share", "140", ("sources", "share")),
        ("sources-1-share", "-1", ("sources", "share")),
        ("sources-1-so_far__won", "3", ("sources", "so_far__on")),
        ("sources-1-deal__mean", "0", ("sources", "deal__mean")),
        ("segments-0-accounts", "1.5", ("segments", "accounts")),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays(stored, field, value, where):
    sent = typed(PlanForm(plan=stored))
    sent[field] = value
    form = PlanForm(sent, plan=stored)
    assert not form.is_valid()
    named, name = where
    part = form.head if named == "head" else form.lists[named].rows[int(field.split("-")[1])]
    assert part.errors[name]
    assert form.found is None
    assert part[field.split("-")[-1]].value() == value


def test_a_stage_without_a_rate_is_said_at_the_stage(stored):
    sent = typed(PlanForm(plan=stored))
    sent["sources-1-stages-0-rate"] = ""
    form = PlanForm(sent, plan=stored)
    assert not form.is_valid()
    assert form.lists["sources"].rows[1].stages.rows[0].errors["rate"] == ["This is needed."]


def test_a_half_funnel_is_said(stored):
    sent = typed(PlanForm(plan=stored))
    sent["sources-1-deal__mean"] = ""
    form = PlanForm(sent, plan=stored)
    assert not form.is_valid()
    assert form.problems[0].startswith("The funnel of 'New clients' is not complete.")


def test_rows_come_and_go(stored):
    sent = typed(PlanForm(plan=stored))
    form = PlanForm(sent, plan=stored)
    form.add_row("sources")
    form.add_row("sources-3-stages")
    form.remove_row("sources-1")
    form.add_row("nothing")
    form.remove_row("nothing-3")
    sources = form.lists["sources"].rows
    assert [row.prefix for row in sources] == ["sources-0", "sources-2", "sources-3"]
    assert len(sources[-1].stages.rows) == 1


def test_opportunities_choose_among_the_segments_as_typed(stored):
    sent = typed(PlanForm(plan=stored))
    sent["segments-0-name"] = "Platinum"
    form = PlanForm(sent, plan=stored)
    form.add_row("opportunities")
    field = form.lists["opportunities"].rows[0].fields["segment"]
    assert [value for value, _name in field.choices] == ["", "Platinum", "Silver", "Bronze"]


def test_new_rows_and_numbers_are_read(stored):
    sent = typed(PlanForm(plan=stored))
    for name, value in {
        "opportunities-7-name": "Mill", "opportunities-7-segment": "Gold",
        "opportunities-7-amount": "50,000", "opportunities-7-probability": "30 %",
        "opportunities-7-horizon": "project", "blocks-0-segment": "Gold",
        "blocks-0-weekday": "1", "blocks-0-starts": "09:00", "blocks-0-hours": "2.5",
        "products-0-name": "Support", "products-0-share": "100",
        "segments-0-priorities": "Acme\r\n\r\nGlobex",
    }.items():  # fmt: skip
        sent[name] = value
    form = PlanForm(sent, plan=stored)
    assert form.is_valid(), (form.problems, [row.errors for row in form.lists["blocks"].rows])
    written = form.written
    assert (written.opportunities[0].amount, written.opportunities[0].probability) == (50_000, 0.3)
    assert (written.blocks[0].weekday, written.blocks[0].starts) == (1, "09:00")
    assert written.products[0].share == Decimal(1)
    assert written.segments[0].priorities == ["Acme", "Globex"]


@pytest.mark.parametrize(
    "junk", [{"sources-99999-name": "x"}, {"sources-x-name": "x"}, {"segments-0-was": "10" * 30},
             {"opportunities-0-name": "\x00"}, {"sources-1-stages-9-name": "late"}]
)  # fmt: skip
def test_what_no_page_sends_breaks_nothing(stored, junk):
    sent = typed(PlanForm(plan=stored))
    for name, value in junk.items():
        sent[name] = value
    PlanForm(sent, plan=stored).is_valid()
