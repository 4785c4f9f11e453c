"""What sources tell, as it is understood: facts and happenings, and who it is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from maillage.core.accounts.duplicates.contacts import read_domain
from maillage.core.geography.states import country_code, state_code
from maillage.core.geography.zones import time_zone
from maillage.core.leads.conditions import Value
from maillage.core.leads.happenings import Fact, Happening
from maillage.errors import ParameterError

FACTS: Final = "facts"
COMPANY: Final = "company"
DOMAIN: Final = "domain"
EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
LONGEST_EMAIL: Final = 254

ALIASES: Final = {
    "e_mail": "email",
    "email_address": "email",
    "full_name": "name",
    "firstname": "first_name",
    "lastname": "last_name",
    "job_title": "title",
    "jobtitle": "title",
    "company_name": "company",
    "website": "domain",
    "company_domain": "domain",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "postcode": "postal_code",
    "address": "street",
    "region": "state",
    "timezone": "time_zone",
    "mobile": "phone",
}
"""Other names under which sources tell the fields of a person."""
OF_A_COMPANY: Final = {
    "name": "company",
    "phone": "company_phone",
    "email": "company_email",
    "title": "company_title",
}
"""What a company's own fields are called among those of the people who work there."""
LENGTHS: Final = {
    "name": 200,
    "email": LONGEST_EMAIL,
    "phone": 60,
    "title": 200,
    "company": 255,
    "domain": 255,
    "country": 2,
    "state": 3,
    "city": 120,
    "postal_code": 10,
    "street": 255,
    "time_zone": 40,
}
"""Fields of a person, and the most characters of each."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a source told it."""

    source: str
    key: str
    of: str
    kind: str
    at: datetime
    carried: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its own among those of all sources."""
        return f"{self.source}:{self.key}"


def values_of(carried: Any) -> dict[str, Value]:
    """Give what an event carries, each value one that can be compared.

    Of a list or a table only whether there is anything in it is kept.
    """
    if not isinstance(carried, Mapping):
        return {}
    return {str(name): plain_value(value) for name, value in carried.items()}


def plain_value(value: Any) -> Value:
    """Give a value that can be compared."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return True if value else None


def facts_of(told: Told) -> Iterator[Fact]:
    """Give the facts that an event tells, by the names the fields of a person have here."""
    for name, value in values_of(told.carried).items():
        field = ALIASES.get(name.lower(), name)
        if told.of == COMPANY:
            field = OF_A_COMPANY.get(field, field)
        yield Fact(field, value, told.at, told.source)


def happening_of(told: Told) -> Happening:
    """Give what an event says happened; a call is by the role of who made it."""
    carried = values_of(told.carried)
    if carried.get("role") is None and isinstance(carried.get("called_by"), str):
        carried["role"] = carried["called_by"]
    return Happening(told.id, told.kind, told.at, carried, told.source)


def email_of(text: object) -> str:
    """Give an e-mail address as people are known by it; empty where it is none."""
    if not isinstance(text, str):
        return ""
    found = text.strip().lower()
    return found if len(found) <= LONGEST_EMAIL and EMAIL.fullmatch(found) else ""


def emails_of(of: str, subject: str, kind: str, carried: Any) -> Iterator[str]:
    """Give the addresses by which an event names a person."""
    if of == COMPANY:
        return
    if "@" in subject:
        yield from filter(None, [email_of(subject)])
    if kind == FACTS and isinstance(carried, Mapping):
        for name, value in carried.items():
            if value and ALIASES.get(str(name).lower(), name) == "email":
                yield from filter(None, [email_of(value)])


def domains_of(of: str, subject: str, kind: str, carried: Any) -> Iterator[str]:
    """Give the domains of organisations that an event tells of a company, or of where one works.

    Providers of free mail are none.
    """
    texts = [subject] if of == COMPANY else [*emails_of(of, subject, kind, carried)]
    if kind == FACTS:
        told = values_of(carried).items()
        texts += [text_of(each) for name, each in told if ALIASES.get(name.lower(), name) == DOMAIN]
    yield from filter(None, map(domain_of, texts))


def person(facts: Mapping[str, Fact], email: str = "") -> dict[str, str]:
    """Give the fields of a person from what is known, each no longer than can be kept.

    ``email`` is the address they are known by where no fact says it. A domain is that of an
    organisation: providers of free mail have none.
    """
    values = {name: fact.value for name, fact in facts.items()}
    found = {name: text_of(values.get(name)) for name in LENGTHS}
    found["name"] = found["name"] or " ".join(
        filter(None, [text_of(values.get("first_name")), text_of(values.get("last_name"))])
    )
    found["email"] = email_of(found["email"]) or email
    found["domain"] = domain_of(found["domain"]) or domain_of(found["email"])
    country = country_code(found["country"])
    found["country"] = country if len(country) == LENGTHS["country"] else ""
    state = state_code(found["state"], found["country"] or "US")
    found["state"] = state or found["state"].upper()
    if len(found["state"]) > LENGTHS["state"]:
        found["state"] = ""
    found["time_zone"] = zone_of(found["time_zone"])
    return {name: text[: LENGTHS[name]] for name, text in found.items()}


def zone_of(text: str) -> str:
    """Give a time zone; empty where it is none."""
    try:
        return time_zone(text).key if text else ""
    except ParameterError:
        return ""


def text_of(value: Value) -> str:
    """Give a value as a text of one line; yes and no are none."""
    if value is None or isinstance(value, bool):
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return " ".join(text.replace("\0", " ").split())


def domain_of(text: str) -> str:
    """Give the domain of an organisation; empty where there is none."""
    try:
        return read_domain(text) if text else ""
    except (ParameterError, ValueError):
        return ""
