"""The look of a workspace: kept, logged, and of that workspace alone."""

from __future__ import annotations

import pytest
from django_scopes import scope

from maillage.domain.brand.keeping import brand_in_force, change_brand, told
from maillage.domain.brand.look import Brand
from maillage.interfaces.importers.logos import logo_of
from maillage.models import Branding, Event
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><rect width="9" height="9"/></svg>'


def test_a_look_is_kept_once_and_logged():
    assert brand_in_force() == Brand()
    first = Brand("Nordet", "#0b6e4f", "#c2612c", logo_of(SVG))
    who = member("operations")
    change_brand(brand=first, by=who)
    assert brand_in_force() == first
    second = Brand("Suroît", first.colour, first.accent)
    change_brand(brand=second, by=who)
    assert (brand_in_force(), Branding.objects.count()) == (second, 1)
    event = Event.objects.filter(verb="brand.changed").order_by("-pk").first()
    assert (event.before, event.after) == (told(first), told(second))
    assert (len(told(first)["logo"]), told(second)["logo"]) == (16, "")


def test_another_workspace_has_its_own():
    change_brand(brand=Brand("Nordet"), by="command line")
    with scope(workspace=other_workspace()):
        assert brand_in_force() == Brand()
