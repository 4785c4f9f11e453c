"""The look that a workspace gives its documents."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction

from maillage import audit
from maillage.domain.brand.look import Brand
from maillage.models import Branding, Membership


def brand_in_force() -> Brand:
    """Give the look of the workspace; where none was chosen, the usual one."""
    found = Branding.objects.first()
    if found is None:
        return Brand()
    return Brand(found.name, found.colour, found.accent, bytes(found.logo))


@transaction.atomic
def change_brand(*, brand: Brand, by: str | Membership) -> Brand:
    """Give the documents of the workspace another look; a brand is checked when it is made."""
    before = brand_in_force()
    kept = Branding.objects.first() or Branding()
    kept.name, kept.colour, kept.accent = brand.name, brand.colour, brand.accent
    kept.logo = brand.logo
    kept.save()
    audit.record(verb="brand.changed", subject=kept, by=by, before=told(before), after=told(brand))
    return brand


def told(brand: Brand) -> dict[str, Any]:
    """What the log keeps of a look: of the logo, its fingerprint."""
    logo = hashlib.sha256(brand.logo).hexdigest()[:16] if brand.logo else ""
    return {"name": brand.name, "colour": brand.colour, "accent": brand.accent, "logo": logo}
