"""What the fields of imported files are called, for those who choose them on a page."""

from __future__ import annotations

from maillage.domain.imports.batch import Kind
from maillage.interfaces.importers.opportunities import ENTERED
from maillage.texts import _


def label_of(kind: str, field: str) -> str:
    """Name a field in the reader's language."""
    if field.startswith(ENTERED):
        return _("Day of stage %(stage)s") % {"stage": field.removeprefix(ENTERED)}
    return (_of_all() | _of_one(kind)).get(field, field)


def _of_one(kind: str) -> dict[str, str]:
    """Name the fields that mean something of their own in one kind of file."""
    if kind == Kind.REPS:
        return {"state": _("State"), "manager": _("Manager")}
    if kind == Kind.SIGNALS:
        return {"kind": _("Kind: intent or technology"), "name": _("What was seen")}
    if kind == Kind.OWNERS:
        return {"starts_on": _("From day")}
    return {}


def _of_all() -> dict[str, str]:
    return _of_places() | _of_companies() | _of_people() | _of_sales()


def _of_places() -> dict[str, str]:
    return {
        "country": _("Country"), "state": _("State"), "city": _("City"),
        "postal_code": _("Postal code"), "street": _("Street"), "latitude": _("Latitude"),
        "longitude": _("Longitude"), "time_zone": _("Time zone"),
        "time_zones": _("Time zones of customers"),
    }  # fmt: skip


def _of_companies() -> dict[str, str]:
    return {
        "external_id": _("Identifier"), "name": _("Name"), "status": _("Status"),
        "parent": _("Parent account"), "domain": _("Domain"), "phone": _("Phone"),
        "industry": _("Industry"), "naics": _("NAICS code"), "segment": _("Segment"),
        "employees": _("Employees"), "revenue": _("Your sales to it"),
        "company_revenue": _("Revenue of the company"), "budget": _("Budget"),
        "potential": _("Potential"), "visits_per_year": _("Visits a year"),
        "growth": _("Growth"), "sales_cycle": _("Sales cycle"), "decision": _("Who decides"),
        "tags": _("Tags"), "products": _("Products"), "personas": _("Personas"),
        "technologies": _("Technologies"), "keywords": _("Keywords"),
        "linkedin_url": _("LinkedIn page"), "owner": _("Owner"),
    }  # fmt: skip


def _of_people() -> dict[str, str]:
    return {
        "first_name": _("First name"), "email": _("E-mail"), "active": _("Active"),
        "seniority": _("Seniority"), "capacity": _("Capacity"), "verticals": _("Verticals"),
        "languages": _("Languages"), "manager": _("Manager"),
    }  # fmt: skip


def _of_sales() -> dict[str, str]:
    return {
        "account": _("Account"), "rep": _("Rep"), "locked": _("Locked"), "reason": _("Reason"),
        "occurred_on": _("Day"), "kind": _("Kind"), "strength": _("Strength"),
        "seen_on": _("Seen on"), "source": _("Source"), "expires_on": _("Counts until"),
        "product": _("Product"), "amount": _("Amount"), "stage": _("Stage"),
        "stage_on": _("In this stage since"), "opened_on": _("Opened on"),
        "expected_on": _("Expected on"), "closed_on": _("Closed on"), "outcome": _("Outcome"),
        "lost_reason": _("Why it was lost"), "starts_on": _("From day"),
    }  # fmt: skip
