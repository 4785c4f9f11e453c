"""Systems that sign what they send are heard, once; what is not signed, not now or not theirs is not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maillage.api.lead_events import MOST_BYTES
from maillage.domain.leads.sources import add_source, switch_source
from maillage.domain.programs.webhooks import signature
from maillage.interfaces.importers.leads.salesforce import ACK
from maillage.models import LeadEvent

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SECRET = "2f9b7c1e-6a54-4f0e-9c39-aa0f00bb1122"
ORGANISATION = "00D000000000001AAA"
AT_MS = 1_772_800_000_123
FACTS = {"kind": "facts", "of": "contact", "subject": "51"}


def path(source, query=""):
    return f"/api/v1/main/lead-webhooks/{source.key}{query}"


def made(kind, key="", **asked):
    return add_source(key=key or kind, name=kind, kind=kind, by="test", **asked)


def stored():
    return list(LeadEvent.objects.values("of", "subject", "kind", "carried"))


# HubSpot


def changed(**changes):
    fields = {
        "eventId": 1, "subscriptionId": 12, "portalId": 62515, "appId": 54321, "attemptNumber": 0,
        "occurredAt": AT_MS, "objectId": 51, "subscriptionType": "contact.propertyChange",
        "propertyName": "jobtitle", "propertyValue": "CIO", "changeSource": "CRM",
    }  # fmt: skip
    return fields | changes


def hubspot(source, body, *, secret=SECRET, uri=None, shift=0.0, method="POST", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int((time.time() + shift) * 1000))
    to = path(source)
    text = method.encode() + (uri or f"http://testserver{to}").encode() + raw + stamp.encode()
    signed = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
    sent = {"X-HubSpot-Request-Timestamp": stamp, "X-HubSpot-Signature-v3": signed} | headers
    return Client().generic("POST", to, raw, "application/json", headers=sent)


@pytest.fixture
def of_hubspot(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    return made("hubspot", secret=SECRET)[0]


def test_hubspot_tells_fields_that_changed(of_hubspot):
    answer = hubspot(of_hubspot, [changed(), changed(propertyName="zip", propertyValue="10001")])
    assert (answer.status_code, answer.json()) == (202, {"new": 2, "known": 0, "ignored": 0})
    found = sorted(stored(), key=lambda each: str(each["carried"]))
    assert found == [
        FACTS | {"carried": {"jobtitle": "CIO"}},
        FACTS | {"carried": {"zip": "10001"}},
    ]
    at = datetime(2026, 3, 6, 12, 26, 40, 123_000, tzinfo=UTC)
    assert set(LeadEvent.objects.values_list("at", flat=True)) == {at}


VALUES = [
    ("numberofemployees", "120", 120.0), ("hs_is_unworked", "true", True), ("phone", "15551234", "15551234"),
    ("jobtitle", "", None), ("jobtitle", None, None), ("annualrevenue", "1" * 40, "1" * 40),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "value"), VALUES)
def test_values_of_hubspot_are_read(of_hubspot, name, text, value):
    hubspot(of_hubspot, [changed(propertyName=name, propertyValue=text)])
    assert LeadEvent.objects.get().carried == {name: value}


KINDS = [
    ({"subscriptionType": "contact.creation"}, ("contact", "51", "created", {"change_source": "CRM"})),
    ({"subscriptionType": "company.deletion", "changeSource": None}, ("company", "51", "deleted", {})),
    ({"subscriptionType": "object.restore", "objectTypeId": "0-136", "changeSource": None}, ("lead", "51", "restored", {})),
    ({"subscriptionType": "contact.merge", "primaryObjectId": 7, "mergedObjectIds": [8, 9], "newObjectId": 10, "changeSource": None},
     ("contact", "7", "merged", {"merged": "8 9", "into": "10"})),
    ({"subscriptionType": "contact.associationChange", "associationType": "CONTACT_TO_COMPANY", "fromObjectId": 7, "toObjectId": 99},
     ("contact", "7", "facts", {"company_id": "99"})),
    ({"subscriptionType": "contact.associationChange", "associationType": "CONTACT_TO_COMPANY", "fromObjectId": 7, "toObjectId": 99, "associationRemoved": True},
     ("contact", "7", "facts", {"company_id": None})),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), KINDS)
def test_hubspot_tells_what_happened(of_hubspot, change, expected):
    assert hubspot(of_hubspot, [changed(**change)]).status_code == 202
    assert [tuple(each.values()) for each in stored()] == [expected]


def test_what_leads_are_not_made_of_is_counted_and_not_kept(of_hubspot):
    others = [
        changed(subscriptionType=each)
        for each in ("deal.creation", "ticket.propertyChange", "contact.newMessage", "x")
    ]
    answer = hubspot(of_hubspot, others)
    assert (answer.status_code, answer.json()) == (200, {"new": 0, "known": 0, "ignored": 4})


def test_what_hubspot_sends_again_counts_once(of_hubspot):
    first = hubspot(of_hubspot, [changed()])
    again = hubspot(of_hubspot, [changed(attemptNumber=3)])
    assert (first.json()["new"], again.json()) == (1, {"new": 0, "known": 1, "ignored": 0})
    other = hubspot(of_hubspot, [changed(objectId=52)])  # with a number HubSpot gave before
    assert other.json()["new"] == 1


def test_hubspot_signs_addresses_in_clear(of_hubspot, settings):
    settings.ADDRESS = "https://sales.example.com"
    query = "?a=%40b%2Fc%20d"
    raw = json.dumps([changed()]).encode()
    stamp = str(int(time.time() * 1000))
    uri = f"https://sales.example.com{path(of_hubspot)}?a=@b/c%20d"
    text = b"POST" + uri.encode() + raw + stamp.encode()
    signed = base64.b64encode(hmac.new(SECRET.encode(), text, hashlib.sha256).digest()).decode()
    headers = {"X-HubSpot-Request-Timestamp": stamp, "X-HubSpot-Signature-v3": signed}
    answer = Client().generic(
        "POST", path(of_hubspot, query), raw, "application/json", headers=headers
    )
    assert answer.status_code == 202


FORGED = {
    "another secret": {"secret": SECRET.upper()},
    "another address": {"uri": "http://testserver/api/v1/main/lead-webhooks/other"},
    "another method": {"method": "PUT"},
    "five minutes ago": {"shift": -302},
    "in five minutes": {"shift": 302},
    "no signature": {"X-HubSpot-Signature-v3": ""},
    "no text": {"X-HubSpot-Signature-v3": "\xff\xfe"},
    "no timestamp": {"X-HubSpot-Request-Timestamp": ""},
    "another timestamp": {"X-HubSpot-Request-Timestamp": str(int(time.time() * 1000) + 60_000)},
    "seconds": {"X-HubSpot-Request-Timestamp": str(int(time.time()))},
    "long timestamp": {"X-HubSpot-Request-Timestamp": "9" * 5_000},
    "no number": {"X-HubSpot-Request-Timestamp": "-1e9"},
}


@pytest.mark.parametrize("how", FORGED.values(), ids=FORGED)
def test_what_hubspot_did_not_sign_now_is_refused(of_hubspot, how):
    assert hubspot(of_hubspot, [changed()], **how).status_code == 401
    assert not LeadEvent.objects.exists()


def test_clocks_may_be_some_minutes_apart(of_hubspot):
    for shift in (-290, 290):
        assert hubspot(of_hubspot, [changed()], shift=shift).status_code in {200, 202}


HOSTILE = {
    "nothing": b"",
    "no list": b"{}",
    "empty": b"[]",
    "deep": b"[" * 100_000,
    "too many": [changed()] * 1_001,
    "no event": [1],
    "no number": [changed(objectId="51")],
    "no instant": [changed(occurredAt=None)],
    "year 10000": [changed(occurredAt=253_402_300_800_000)],
    "year 9999": [changed(occurredAt=253_402_300_799_999)],
    "1970": [changed(occurredAt=0)],
    "before": [changed(occurredAt=-1)],
    "huge": json.dumps([changed()]).replace(str(AT_MS), "9" * 400).encode(),
    "NUL in a name": [changed(propertyName="a\x00")],
    "half of a pair": [changed(propertyValue="\ud800")],
    "no UTF-8": b'[{"eventId": "\xff"}]',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_signed_and_cannot_be_read_is_refused(of_hubspot, body):
    assert hubspot(of_hubspot, body).status_code == 422
    assert not LeadEvent.objects.exists()


def test_a_text_that_cannot_be_kept_as_it_is_keeps_no_other_event_from_being_kept(of_hubspot):
    texts = ("a\x00b, and more than a number", "x" * 9_000, "Acme")
    events = [changed(eventId=place, propertyValue=text) for place, text in enumerate(texts)]
    assert hubspot(of_hubspot, events).status_code == 202
    kept = [list(each.carried.values()) for each in LeadEvent.objects.all()]
    assert sorted(kept) == [["Acme"], ["a b, and more than a number"], ["x" * 8_000]]


def test_ten_megabytes_are_too_much(of_hubspot):
    assert hubspot(of_hubspot, b"x" * (2 * MOST_BYTES)).status_code == 413


# Salesforce

ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>{head}
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">
<OrganizationId>{organisation}</OrganizationId><ActionId>04k000000000001AAA</ActionId>
<SessionId xsi:nil="true"/><EnterpriseUrl>https://x</EnterpriseUrl><PartnerUrl>https://x</PartnerUrl>
{notifications}</notifications></soapenv:Body></soapenv:Envelope>"""
LEAD = """<sf:Id>00Q000000000001AAA</sf:Id><sf:FirstName>Dana</sf:FirstName><sf:Email>d@x.example</sf:Email>
<sf:PostalCode>02139</sf:PostalCode><sf:NumberOfEmployees>120</sf:NumberOfEmployees><sf:Budget__c>true</sf:Budget__c>
<sf:Phone xsi:nil="true"/><sf:SystemModstamp>2026-03-06T12:00:00.000Z</sf:SystemModstamp>"""


def notification(number=1, kind="Lead", fields=LEAD):
    return f"""<Notification><Id>04l{number:015d}</Id>
    <sObject xsi:type="sf:{kind}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">{fields}</sObject>
    </Notification>"""


def message(*notifications, organisation=ORGANISATION, head=""):
    text = "".join(notifications or [notification()])
    return ENVELOPE.format(notifications=text, organisation=organisation, head=head)


@pytest.fixture
def of_salesforce():
    return made("salesforce", organisation=ORGANISATION)


def salesforce(found, body, token=None):
    source, told = found
    query = f"?token={told if token is None else token}"
    return Client().generic("POST", path(source, query), body, "text/xml; charset=utf-8")


def test_salesforce_tells_records_and_is_thanked(of_salesforce):
    answer = salesforce(of_salesforce, message())
    assert (answer.status_code, answer.content.decode()) == (200, ACK)
    kept = LeadEvent.objects.get()
    assert (kept.key, kept.of, kept.subject, kept.kind) == (
        "04l000000000000001", "lead", "00Q000000000001AAA", "facts",
    )  # fmt: skip
    assert kept.at == datetime(2026, 3, 6, 12, tzinfo=UTC)
    assert kept.carried == {
        "first_name": "Dana", "email": "d@x.example", "postal_code": "02139",
        "number_of_employees": 120.0, "budget": True, "phone": None,
    }  # fmt: skip


def test_a_notification_that_comes_again_counts_once(of_salesforce):
    many = [notification(number) for number in range(100)]
    for _again in "12":
        assert salesforce(of_salesforce, message(*many)).content.decode() == ACK
    assert LeadEvent.objects.count() == 100


RECORDS = [
    ("Contact", "<sf:Id>003000000000001AAA</sf:Id><sf:AccountId>001A</sf:AccountId><sf:MailingCity>Boston</sf:MailingCity>",
     ("contact", "003000000000001AAA", "facts", {"company_id": "001A", "city": "Boston"})),
    ("Account", "<sf:Id>001A</sf:Id><sf:BillingState>NY</sf:BillingState>", ("company", "001A", "facts", {"state": "NY"})),
    ("Task", "<sf:Id>00T1</sf:Id><sf:WhoId>00Q000000000001AAA</sf:WhoId><sf:TaskSubtype>Call</sf:TaskSubtype>",
     ("lead", "00Q000000000001AAA", "call", {"who_id": "00Q000000000001AAA", "task_subtype": "Call"})),
    ("Event", "<sf:Id>00U1</sf:Id><sf:WhoId>003000000000001AAA</sf:WhoId><sf:StartDateTime>2099-01-01T00:00:00Z</sf:StartDateTime>",
     ("contact", "003000000000001AAA", "meeting", {"who_id": "003000000000001AAA", "start_date_time": "2099-01-01T00:00:00Z"})),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "expected"), RECORDS)
def test_records_of_salesforce_are_read(of_salesforce, kind, fields, expected):
    assert salesforce(of_salesforce, message(notification(1, kind, fields))).status_code == 200
    assert [tuple(each.values()) for each in stored()] == [expected]


def test_other_records_are_thanked_for_and_not_kept(of_salesforce):
    other = notification(1, "Opportunity", "<sf:Id>006</sf:Id>")
    assert salesforce(of_salesforce, message(other)).content.decode() == ACK
    assert not LeadEvent.objects.exists()


def test_a_message_without_the_token_or_of_others_is_refused(of_salesforce):
    _source, other = made("salesforce", "second", organisation=ORGANISATION)
    _source, rest = made("rest")
    for token in ("", "x", other, rest, of_salesforce[1] + "x"):
        assert salesforce(of_salesforce, message(), token).status_code == 401
    elsewhere = message(organisation="00D000000000002AAA")
    assert salesforce(of_salesforce, elsewhere).status_code == 403
    assert salesforce(of_salesforce, message(organisation="")).status_code == 403
    assert not LeadEvent.objects.exists()
    assert salesforce(of_salesforce, message(organisation=ORGANISATION[:15])).status_code == 200


def test_a_description_that_is_too_long_is_cut_and_acknowledged(of_salesforce):
    body = message(notification(fields=f"{LEAD}<sf:Description>{'x' * 32_000}</sf:Description>"))
    assert salesforce(of_salesforce, body).content.decode() == ACK
    assert LeadEvent.objects.get().carried["description"] == "x" * 8_000


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NO_MESSAGES = {
    "nothing": "",
    "no XML": "{}",
    "cut off": message()[:-20],
    "no notifications": "<a/>",
    "bomb": message(notification(fields="<sf:Id>&b;</sf:Id>"), head=BOMB),
    "a file": message(notification(fields="<sf:Id>&a;</sf:Id>"), head=FILE),
    "a document type": message(head="<!DOCTYPE x>"),
    "deep": "<a>" * 100_000,
    "too many": message(*[notification(number) for number in range(101)]),
    "no record": message("<Notification><Id>04l</Id></Notification>"),
    "no id": message(notification(fields="<sf:Email>a@b.example</sf:Email>")),
    "no date": message(notification(fields=LEAD.replace("2026-03-06T12:00:00.000Z", "soon"))),
    "year 9999": message(notification(fields=LEAD.replace("2026-03", "9999-03"))),
    "year 0": message(notification(fields=LEAD.replace("2026-03", "0000-03"))),
    "NUL": message(notification(fields="<sf:Id>a\x00</sf:Id>")),
    "long name": message(notification(fields=f"{LEAD}<sf:{'X' * 101}>x</sf:{'X' * 101}>")),
}


@pytest.mark.parametrize("body", NO_MESSAGES.values(), ids=NO_MESSAGES)
def test_what_is_no_message_is_refused_and_not_acknowledged(of_salesforce, body):
    answer = salesforce(of_salesforce, body)
    assert answer.status_code == 422
    assert b"Ack" not in answer.content
    assert b"root:" not in answer.content
    assert not LeadEvent.objects.exists()


# any system that signs


def told(**changes):
    at = (timezone.now() - timedelta(hours=1)).isoformat()
    return {"key": "e1", "subject": "L1", "kind": "download", "at": at} | changes


def signed(found, body, *, secret="", shift=0.0, header=None):
    source, own = found
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    made = signature(secret or own, raw, timezone.now() + timedelta(seconds=shift))
    sent = {"Maillage-Signature": made if header is None else header}
    return Client().generic("POST", path(source), raw, "application/json", headers=sent)


@pytest.fixture
def of_system():
    return made("hmac")


def test_a_system_that_signs_tells_one_event_or_several(of_system):
    assert signed(of_system, told()).json() == {"new": 1, "known": 0, "ignored": 0}
    both = {"events": [told(), told(key="e2")]}
    assert signed(of_system, both).json() == {"new": 1, "known": 1, "ignored": 0}
    assert LeadEvent.objects.count() == 2


def test_what_is_replayed_counts_once(of_system):
    body = json.dumps(told()).encode()
    header = signature(of_system[1], body, timezone.now())
    answers = [signed(of_system, body, header=header).status_code for _ in "123"]
    assert answers == [202, 200, 200]
    assert LeadEvent.objects.count() == 1


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "another"}, {"shift": -302}, {"shift": 302}, {"header": ""}, {"header": "t=1"},
        {"header": "t=x,v1=y"}, {"header": "t=" + "9" * 5_000 + ",v1=y"}, {"header": "\xff=\xfe"},
    ],
)  # fmt: skip
def test_what_is_not_signed_now_is_refused(of_system, how):
    assert signed(of_system, told(), **how).status_code == 401
    assert not LeadEvent.objects.exists()


def test_what_is_signed_and_no_event_is_refused(of_system):
    for body in (b"", b"[]", b"[" * 100_000, {"events": []}, told(at="0000-01-01"), told(key="")):
        assert signed(of_system, body).status_code == 422
    assert signed(of_system, b"x" * (2 * MOST_BYTES)).status_code == 413
    assert not LeadEvent.objects.exists()


# all of them


def test_sources_that_are_not_there_or_do_not_sign_are_refused_alike(of_system):
    unknown = type("Source", (), {"key": "unknown"})()
    rest, token = made("rest")
    answers = [signed((each, "x"), told()) for each in (unknown, rest)]
    answers.append(signed(of_system, told(), secret="x"))
    assert {(each.status_code, each.json()["title"]) for each in answers} == {
        (401, "The signature is not that of a source.")
    }
    assert token


def test_a_source_that_is_switched_off_is_refused(of_system):
    switch_source(source=of_system[0], active=False, by="test")
    assert signed(of_system, told()).status_code == 403
    assert signed(of_system, told(), secret="x").status_code == 401
    assert not LeadEvent.objects.exists()
