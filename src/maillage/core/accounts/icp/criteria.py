"""The criteria of an ideal customer profile, read from JSON (C-01).

::

    {"company_revenue": {"from": 5000000, "to": 50000000},   the company's sales per year
     "employees": {"from": 50, "to": 200},                   both bounds belong to the range
     "industries": ["5415", "31-33"],                        NAICS codes, their parts included
     "excluded": ["92"],                                     the same; [] says that none is
     "technologies": ["SAP"], "personas": ["CFO"],           one of them is enough
     "budget": 20000,                                        at least, per year
     "country": "US", "states": ["NY"], "metros": ["41860"]} a state or a metropolitan area

Both ranges, the industries and the exclusions have to be there; the rest may be left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maillage.core.geography.states import country_code, fold, state_code
from maillage.core.market.naics import ALL, ancestors, chosen
from maillage.errors import InputError
from maillage.texts import _, quoted


class IcpCriterion(StrEnum):
    """What a profile may ask for, in the usual order."""

    REVENUE = "company_revenue"
    EMPLOYEES = "employees"
    INDUSTRY = "industry"
    EXCLUSION = "exclusion"
    TECHNOLOGY = "technology"
    BUDGET = "budget"
    GEOGRAPHY = "geography"
    PERSONA = "persona"


NEEDED = ("company_revenue", "employees", "industries", "excluded")
LISTS = ("industries", "excluded", "technologies", "states", "metros", "personas")
KNOWN = frozenset({*NEEDED, *LISTS, "budget", "country"})
MOST_VALUES = 200
LONGEST_VALUE = 120
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Span:
    """A range of numbers; both bounds belong to it, and an open one is infinite or 0."""

    low: float = 0.0
    high: float = math.inf

    def stored(self) -> dict[str, float | None]:
        """Give the range as JSON."""
        return {"from": self.low, "to": self.high if math.isfinite(self.high) else None}


@dataclass(frozen=True, slots=True)
class Icp:
    """An ideal customer profile; an empty tuple of optional values asks nothing.

    Technologies and personas are compared without accents and case.
    """

    company_revenue: Span
    employees: Span
    industries: tuple[str, ...]
    excluded: tuple[str, ...]
    technologies: tuple[str, ...] = ()
    budget: float | None = None
    country: str = "US"
    states: tuple[str, ...] = ()
    metros: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[IcpCriterion, ...]:
        """The criteria that say something, in their usual order."""
        silent = {
            IcpCriterion.INDUSTRY: self.industries == (ALL,),
            IcpCriterion.EXCLUSION: not self.excluded,
            IcpCriterion.TECHNOLOGY: not self.technologies,
            IcpCriterion.BUDGET: self.budget is None,
            IcpCriterion.PERSONA: not self.personas,
        }
        return tuple(name for name in IcpCriterion if not silent.get(name, False))

    def stored(self) -> dict[str, Any]:
        """Give the profile as the JSON it can be read from."""
        return {
            "company_revenue": self.company_revenue.stored(),
            "employees": self.employees.stored(),
            "budget": self.budget,
            "country": self.country,
        } | {name: [each or "all" for each in getattr(self, name)] for name in LISTS}


def read_icp(written: Any) -> Icp:
    """Read a profile.

    Raises
    ------
    InputError
        If a range or the list of exclusions is missing, or a value cannot be.
    """
    if not isinstance(written, Mapping):
        raise InputError(
            _("These are no criteria of an ideal customer profile."),
            remedy=_("Give an object with: %(names)s.") % {"names": ", ".join(NEEDED)},
        )
    check_names(written)
    texts = {name: read_texts(name, written.get(name)) for name in LISTS}
    country = read_country(written.get("country") or "US")
    return Icp(
        company_revenue=read_span("company_revenue", written["company_revenue"]),
        employees=read_span("employees", written["employees"]),
        industries=chosen(texts["industries"]),
        excluded=read_excluded(texts["excluded"], chosen(texts["industries"])),
        technologies=texts["technologies"],
        budget=read_budget(written.get("budget")),
        country=country,
        states=read_states(texts["states"], country),
        metros=read_metros(texts["metros"]),
        personas=texts["personas"],
    )


def check_names(written: Mapping[str, Any]) -> None:
    """Refuse unknown criteria, and the absence of one that is needed."""
    unknown = sorted(str(name) for name in written if name not in KNOWN)
    if unknown:
        raise InputError(
            _("%(name)s is no criterion of an ideal customer profile.")
            % {"name": quoted(unknown[0][:LONGEST_VALUE])},
            remedy=_("Use: %(names)s.") % {"names": ", ".join(sorted(KNOWN))},
        )
    missing = [name for name in NEEDED if written.get(name) is None]
    if missing:
        raise InputError(
            _("The ideal customer profile does not say %(name)s.") % {"name": missing[0]},
            remedy=_(
                "Give the ranges of sales and of employees, the industries, and those excluded;"
                " an empty list says that none is."
            ),
        )


def read_span(name: str, written: Any) -> Span:
    """Read a range with at least one bound."""
    if not isinstance(written, Mapping) or not written.keys() <= {"from", "to"}:
        raise wrong_span(name, written)
    low, high = (written.get(side) for side in ("from", "to"))
    numbers = [0.0 if low is None else low, math.inf if high is None else high]
    if not all(is_amount(each) or each == math.inf for each in numbers) or low == math.inf:
        raise wrong_span(name, written)
    span = Span(*(float(each) for each in numbers))
    if span.low > span.high or span == Span():
        raise wrong_span(name, written)
    return span


def wrong_span(name: str, written: Any) -> InputError:
    """Build the answer to what is no range."""
    return InputError(
        _("%(value)s is no range of %(name)s.")
        % {"value": quoted(str(written)[:LONGEST_VALUE]), "name": name},
        remedy=_("Give from and to, the lower one first; one of them may be left open."),
    )


def is_amount(value: Any) -> bool:
    """Whether a value is a number that a range or a budget can have."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value <= LARGEST


def read_budget(written: Any) -> float | None:
    """Read the least budget per year; None asks for none."""
    if written is None:
        return None
    if not is_amount(written) or written == 0:
        raise InputError(
            _("%(value)s is no budget.") % {"value": quoted(str(written)[:LONGEST_VALUE])},
            remedy=_("Give the least amount per year, or nothing."),
        )
    return float(written)


def read_texts(name: str, written: Any) -> tuple[str, ...]:
    """Read a list of texts, each once."""
    values = [] if written is None else written
    fit = isinstance(values, list | tuple) and len(values) <= MOST_VALUES
    if not fit or not all(is_text(each) for each in values):
        raise InputError(
            _("%(name)s is no list of short texts.") % {"name": name},
            remedy=_("Give at most %(most)d texts of at most %(long)d characters.")
            % {"most": MOST_VALUES, "long": LONGEST_VALUE},
        )
    distinct = {fold(each) or each: each.strip() for each in reversed(values)}
    return tuple(reversed(distinct.values()))


def is_text(value: Any) -> bool:
    """Whether a value is a text that can be shown and compared."""
    if not isinstance(value, str) or not value.strip().isprintable():
        return False
    return bool(value.strip()) and len(value) <= LONGEST_VALUE


def read_excluded(typed: tuple[str, ...], industries: tuple[str, ...]) -> tuple[str, ...]:
    """Read the excluded industries; those that leave nothing of the wanted ones are refused."""
    codes = chosen(typed) if typed else ()
    hidden = [code for code in industries if {code, *ancestors(code)} & set(codes)]
    if len(hidden) == len(industries):
        raise InputError(
            _("The exclusions leave nothing of the industries wanted."),
            remedy=_("Exclude parts of them, or other industries."),
        )
    return codes


def read_country(written: Any) -> str:
    """Read the country."""
    code = country_code(written)
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise InputError(
            _("%(value)s is not a known country.")
            % {"value": quoted(str(written)[:LONGEST_VALUE])},
            remedy=_("Use its two-letter code, for example US, CA or FR."),
        )
    return code


def read_states(typed: tuple[str, ...], country: str) -> tuple[str, ...]:
    """Read states and provinces by name or code."""
    if country not in {"US", "CA"}:
        return tuple(dict.fromkeys(each.upper() for each in typed))
    codes = [state_code(each, country) for each in typed]
    wrong = [each for each, code in zip(typed, codes, strict=True) if not code]
    if wrong:
        raise InputError(
            _("%(state)s is no state or province of %(country)s.")
            % {"state": quoted(wrong[0]), "country": country},
            remedy=_("Use two letters, such as TX."),
        )
    return tuple(dict.fromkeys(codes))


def read_metros(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Read codes of metropolitan areas."""
    wrong = [code for code in typed if not (code.isascii() and code.isdigit() and len(code) == 5)]
    if wrong:
        raise InputError(
            _("%(code)s is no code of a metropolitan area.") % {"code": quoted(wrong[0])},
            remedy=_("Use the five digits of its CBSA code, such as 41860."),
        )
    return typed
