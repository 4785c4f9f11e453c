"""What HubSpot tells by webhooks: contacts, companies and leads, made and changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from maillage.core.leads.conditions import Value
from maillage.domain.leads.events import NewEvent
from maillage.interfaces.importers.leads.crm import crm_value
from maillage.interfaces.importers.leads.told import wrong
from maillage.models import EventSubject, LeadEvent

MOST: Final = 1_000
LATEST_MS: Final = 253_402_300_799_999
OF: Final = {
    "contact": EventSubject.CONTACT, "0-1": EventSubject.CONTACT,
    "company": EventSubject.COMPANY, "0-2": EventSubject.COMPANY,
    "lead": EventSubject.LEAD, "0-136": EventSubject.LEAD,
}  # fmt: skip
KINDS: Final = {
    "creation": "created", "deletion": "deleted", "privacyDeletion": "deleted",
    "merge": "merged", "restore": "restored",
}  # fmt: skip
TO_COMPANY: Final = "CONTACT_TO_COMPANY"


class HubSpotEvent(BaseModel):
    """An event as HubSpot sends it; it may send more than is read."""

    model_config = ConfigDict(extra="ignore", strict=True)

    eventId: int | str  # noqa: N815 - as HubSpot writes it
    subscriptionType: str = Field(max_length=60)  # noqa: N815
    occurredAt: Annotated[int, Field(ge=0, le=LATEST_MS)]  # noqa: N815
    portalId: int | None = None  # noqa: N815
    objectId: int | None = None  # noqa: N815
    objectTypeId: str = ""  # noqa: N815
    propertyName: str = ""  # noqa: N815
    propertyValue: str | None = None  # noqa: N815
    changeSource: str | None = None  # noqa: N815
    primaryObjectId: int | None = None  # noqa: N815
    newObjectId: int | None = None  # noqa: N815
    mergedObjectIds: list[int] = []  # noqa: N815
    associationType: str = ""  # noqa: N815
    associationRemoved: bool = False  # noqa: N815
    fromObjectId: int | None = None  # noqa: N815
    toObjectId: int | None = None  # noqa: N815


MANY: Final = TypeAdapter(Annotated[list[HubSpotEvent], Field(min_length=1, max_length=MOST)])


def read_hubspot(body: bytes) -> tuple[list[NewEvent], int]:
    """Read what HubSpot tells of people and companies, and count what is of nothing we know.

    Raises
    ------
    InputError
        If it is not what HubSpot sends: ``RowError`` where events of it are not.
    """
    try:
        told = MANY.validate_json(body)
    except ValidationError as error:
        raise wrong(error) from error
    found = [event for each in told if (event := _event(each)) is not None]
    return found, len(told) - len(found)


def _event(told: HubSpotEvent) -> NewEvent | None:
    """Read one event; none where it is of nothing that leads are made of."""
    name, _dot, change = told.subscriptionType.partition(".")
    of = OF.get(told.objectTypeId if name == "object" else name)
    if of is None:
        return None
    if change == "propertyChange" and told.propertyName and told.objectId is not None:
        field = told.propertyName
        return _made(told, of, told.objectId, LeadEvent.FACTS, _property(field, told.propertyValue))
    if change == "associationChange":
        return _association(told, of)
    subject = told.primaryObjectId if change == "merge" else told.objectId
    if change not in KINDS or subject is None:
        return None
    return _made(told, of, subject, KINDS[change], _carried(told))


def _property(name: str, text: str | None) -> dict[str, Value]:
    """Read a field that changed; an empty one is not known any more."""
    kept = "company_id" if name == "associatedcompanyid" else name
    return {kept: crm_value(name, text)}


def _association(told: HubSpotEvent, of: str) -> NewEvent | None:
    """Read for which company a contact works, and since when no more."""
    if told.associationType != TO_COMPANY or told.fromObjectId is None or told.toObjectId is None:
        return None
    company = None if told.associationRemoved else str(told.toObjectId)
    return _made(told, of, told.fromObjectId, LeadEvent.FACTS, {"company_id": company})


def _carried(told: HubSpotEvent) -> dict[str, Value]:
    carried: dict[str, Value] = {}
    if told.changeSource:
        carried["change_source"] = told.changeSource
    if told.mergedObjectIds:
        carried["merged"] = " ".join(map(str, told.mergedObjectIds[:100]))
    if told.newObjectId is not None:
        carried["into"] = str(told.newObjectId)
    return carried


def _made(
    told: HubSpotEvent, of: str, subject: int, kind: str, carried: Mapping[str, Value]
) -> NewEvent:
    at = datetime.fromtimestamp(told.occurredAt / 1000, tz=UTC)
    return NewEvent(_key(told), of, str(subject), kind, at, carried)


def _key(told: HubSpotEvent) -> str:
    """Give an event a key of its own, the same each time it is sent.

    HubSpot's own number may come twice for different events.
    """
    parts = told.model_dump(exclude={"changeSource"}, mode="json")
    own = hashlib.sha256(repr(sorted(parts.items())).encode("utf-8", "replace")).hexdigest()
    return f"{str(told.eventId)[:40]}-{own[:40]}"
