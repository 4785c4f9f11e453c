"""What Salesforce tells by outbound messages: records as they are, up to 100 in a SOAP message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from maillage.core.leads.conditions import Value
from maillage.domain.leads.checking import FILE
from maillage.domain.leads.events import NewEvent
from maillage.errors import CellProblem, InputError, RowError
from maillage.interfaces.importers.leads.crm import crm_value
from maillage.models import EventSubject, LeadEvent
from maillage.texts import _

OUTBOUND: Final = "http://soap.sforce.com/2005/09/outbound"
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
MOST: Final = 100
OF: Final = {
    "Lead": EventSubject.LEAD,
    "Contact": EventSubject.CONTACT,
    "Account": EventSubject.COMPANY,
}
ACTIVITIES: Final = {"Task", "Event"}
WHO: Final = {"00Q": EventSubject.LEAD, "003": EventSubject.CONTACT}
NAMES: Final = {"account_id": "company_id", "converted_contact_id": "contact_id"}
ADDRESS: Final = re.compile(r"^(mailing|billing)_(?=street|city|state|postal_code|country)")
CHANGED: Final = ("SystemModstamp", "LastModifiedDate", "CreatedDate")
SHORT_ID: Final = 15
ACK: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="{ENVELOPE}">'
    f'<soapenv:Body><notificationsResponse xmlns="{OUTBOUND}"><Ack>true</Ack>'
    "</notificationsResponse></soapenv:Body></soapenv:Envelope>"
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says: which organisation sends it, and its events."""

    organisation: str
    events: tuple[NewEvent, ...]
    ignored: int


def read_outbound(body: bytes, now: datetime) -> Message:
    """Read an outbound message; a record that tells no date is as it is now.

    Raises
    ------
    InputError
        If it is none: ``RowError`` where notifications of it cannot be read.
    """
    message = _parsed(body).find(f".//{{{OUTBOUND}}}notifications")
    if message is None:
        raise _no_message(_("it has no notifications"))
    told = message.findall(f"{{{OUTBOUND}}}Notification")
    if not 0 < len(told) <= MOST:
        raise _no_message(_("it has %(count)d notifications") % {"count": len(told)})
    events, problems = list[NewEvent](), list[CellProblem]()
    for row, each in enumerate(told, 1):
        try:
            events += _events(each, now)
        except ValueError as error:
            problems.append(_problem(row, error))
    if problems:
        raise RowError(FILE, problems)
    organisation = message.findtext(f"{{{OUTBOUND}}}OrganizationId") or ""
    return Message(organisation, tuple(events), len(told) - len(events))


def same_organisation(one: str, other: str) -> bool:
    """Whether two ids, of 15 or 18 characters, are of the same organisation."""
    return len(one) >= SHORT_ID and one[:SHORT_ID] == other[:SHORT_ID]


def _parsed(body: bytes) -> Any:
    """Parse XML that declares nothing: no entities, no document type, nothing from elsewhere."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _no_message(str(error)[:200]) from error
    if root.getroottree().docinfo.doctype:
        raise _no_message(_("it declares a document type"))
    return root


def _no_message(reason: str) -> InputError:
    return InputError(
        _("This is no outbound message of Salesforce: %(reason)s.") % {"reason": reason},
        remedy=_("Send SOAP with 1 to %(most)d notifications.") % {"most": MOST},
    )


def _problem(row: int, error: ValueError) -> CellProblem:
    return CellProblem(
        row, "Notification", str(error)[:200], _("It cannot be read."), _("Check the message.")
    )


def _events(notification: Any, now: datetime) -> Iterator[NewEvent]:
    """Read a notification; nothing where it is of nothing that leads are made of."""
    key = (notification.findtext(f"{{{OUTBOUND}}}Id") or "").strip()
    record = notification.find(f"{{{OUTBOUND}}}sObject")
    if record is None or not key:
        raise ValueError("Id, sObject")
    kind = (record.get(TYPE) or "").rpartition(":")[2]
    fields = {etree.QName(each).localname: each.text for each in record if not len(each)}
    if kind in OF:
        at = next((fields[name] for name in CHANGED if fields.get(name)), None)
        carried = dict(_facts(fields))
        yield NewEvent(key, OF[kind], _id(fields, "Id"), LeadEvent.FACTS, _moment(at, now), carried)
    elif kind in ACTIVITIES and (fields.get("WhoId") or "")[:3] in WHO:
        yield _activity(key, kind, fields, now)


def _activity(key: str, kind: str, fields: dict[str, str | None], now: datetime) -> NewEvent:
    """Read a task or an event: a call, an e-mail, a meeting with a person."""
    who = _id(fields, "WhoId")
    what = fields.get("TaskSubtype") or ("meeting" if kind == "Event" else "task")
    at = fields.get("CompletedDateTime") or fields.get("StartDateTime") or fields.get("CreatedDate")
    moment = min(_moment(at, now), now)
    return NewEvent(key, WHO[who[:3]], who, _snake(what), moment, dict(_facts(fields)))


def _id(fields: dict[str, str | None], name: str) -> str:
    found = (fields.get(name) or "").strip()
    if not found:
        raise ValueError(name)
    return found


def _facts(fields: dict[str, str | None]) -> Iterator[tuple[str, Value]]:
    for name, text in fields.items():
        snake = ADDRESS.sub("", _snake(name.removesuffix("__c")))
        if name not in {"Id", *CHANGED}:
            yield NAMES.get(snake, snake), crm_value(snake, text)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace(" ", "_").lower()


def _moment(text: str | None, now: datetime) -> datetime:
    if not text:
        return now
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
