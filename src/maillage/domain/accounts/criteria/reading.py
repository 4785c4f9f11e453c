"""Reads the criteria of a rule or segment from JSON, refusing whatever is none, with its place.

::

    {"all": [                                        also "any" and "none"
      {"field": "state", "is": ["NY", "NJ"]},        country, state, county, metro, status,
                                                     sales_cycle, decision
      {"field": "industry", "contains": ["health"]}, industry, segment, city
      {"field": "postal_code", "starts_with": ["100"]},
      {"field": "postal_code", "from": "07001", "to": "08999"},
      {"field": "naics", "within": ["31-33"]},
      {"field": "revenue", "above": 500000},         at_least, above, below, at_most; employees,
                                                     company_revenue, budget, revenue, potential,
                                                     white_space, growth (0.2 for 20 %)
      {"field": "tags", "has": ["key"]}              tags, products, personas, technologies
    ]}
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from maillage.core.accounts import criteria as asked
from maillage.core.geography.states import fold
from maillage.core.market.naics import read_choice
from maillage.errors import InputError
from maillage.models.accounts import Cycle, Decision, Status
from maillage.texts import _, quoted

GROUPS: dict[str, Callable[[tuple[asked.Criterion, ...]], asked.Criterion]] = {
    "all": asked.Every,
    "any": asked.Either,
    "none": asked.Neither,
}
LOW = {"at_least": True, "above": False}
HIGH = {"at_most": True, "below": False}
CHOSEN = {"status": Status, "sales_cycle": Cycle, "decision": Decision}
"""The words that a code is one of."""
DEEPEST = 6
MOST_CONDITIONS = 200
MOST_VALUES = 2_000
LONGEST_VALUE = 120


def criterion_of(criteria: Any) -> asked.Criterion:
    """Read criteria.

    Raises
    ------
    InputError
        Naming what is not understood, and what would be.
    """
    criterion = read_part(criteria, 1)
    count = sum(1 for _each in asked.conditions(criterion))
    if count == 0:
        raise InputError(
            _("A rule without a condition would match every account."),
            remedy=_("Say at least once which accounts it is about."),
        )
    if count > MOST_CONDITIONS:
        raise InputError(
            _("A rule has at most %(most)d conditions.") % {"most": MOST_CONDITIONS},
            remedy=_("Split it into several rules."),
        )
    return criterion


def read_part(part: Any, depth: int) -> asked.Criterion:
    """Read a group or a condition."""
    if depth > DEEPEST:
        raise InputError(
            _("The groups of a rule are at most %(most)d deep.") % {"most": DEEPEST},
            remedy=_("Split it into several rules."),
        )
    if not isinstance(part, Mapping):
        raise wrong(part)
    if len(part) == 1 and (name := next(iter(part))) in GROUPS:
        parts = part[name]
        if not isinstance(parts, list) or not parts or len(parts) > MOST_CONDITIONS:
            raise wrong(part)
        return GROUPS[name](tuple(read_part(each, depth + 1) for each in parts))
    return read_condition(dict(part))


def read_condition(part: dict[str, Any]) -> asked.Criterion:
    """Read a condition on one field."""
    field = part.pop("field", None)
    words = frozenset(str(name) for name in part)
    if isinstance(field, str):
        for fields, known, reader in READERS:
            if field in fields and known(words):
                return reader(field, part)
    raise wrong({"field": field} | part)


def wrong(part: Any) -> InputError:
    """Say that a part of a rule is not understood."""
    return InputError(
        _("A rule cannot say %(part)s.") % {"part": quoted(shortened(part))},
        remedy=_(
            "A condition names a field and what it must be, such as "
            '{"field": "state", "is": ["NY"]}; a group is {"all": [...]}, {"any": [...]} '
            'or {"none": [...]}.'
        ),
    )


def shortened(part: Any) -> str:
    """Write a part on one line."""
    text = str(part)
    return text if len(text) <= 80 else f"{text[:79]}…"


def texts(part: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Read the texts a condition asks for, each once."""
    values = part[name]
    fit = isinstance(values, list) and 0 < len(values) <= MOST_VALUES
    if not fit or not all(isinstance(each, str) and usable(each) for each in values):
        raise InputError(
            _("%(values)s is no list of texts.") % {"values": quoted(shortened(values))},
            remedy=_("Give 1 to %(most)d texts of at most %(longest)d characters.")
            % {"most": MOST_VALUES, "longest": LONGEST_VALUE},
        )
    return tuple(dict.fromkeys(" ".join(each.split()) for each in values))


def usable(text: str) -> bool:
    """Whether a text can be looked for."""
    return bool(fold(text)) and len(text) <= LONGEST_VALUE and text.isprintable()


def read_codes(field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read a condition on a code."""
    values = texts(part, "is")
    known = CHOSEN[field].values if field in CHOSEN else values
    if unknown := set(values) - set(known):
        text = {
            "status": _("%(value)s is no status of an account."),
            "sales_cycle": _("%(value)s is no length of a sales cycle."),
            "decision": _("%(value)s is no kind of decision."),
        }[field]
        raise InputError(
            text % {"value": quoted(min(unknown))},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(known)},
        )
    return asked.OneOf(field, values)


def read_words(field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read a condition on a text: the whole of it, or a word in it."""
    if "is" in part:
        return asked.OneOf(field, texts(part, "is"))
    return asked.Containing(field, texts(part, "contains"))


def read_postal(_field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read a condition on the postal code: a list, beginnings, or a range."""
    if "is" in part:
        return asked.OneOf(asked.POSTAL, texts(part, "is"))
    if "starts_with" in part:
        return asked.StartingWith(texts(part, "starts_with"))
    low, high = (texts({name: [part[name]]}, name)[0].upper() for name in ("from", "to"))
    numbers = asked.is_number(low) and asked.is_number(high)
    backwards = int(low) > int(high) if numbers else low > high or len(low) != len(high)
    if backwards or asked.is_number(low) != asked.is_number(high):
        raise InputError(
            _("No postal code is from %(low)s to %(high)s.")
            % {"low": quoted(low), "high": quoted(high)},
            remedy=_("Give two codes of the same kind, the lower one first."),
        )
    return asked.Within(low, high)


def read_naics(_field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read a condition on the industry's code."""
    return asked.OfIndustry(tuple(read_choice(each) for each in texts(part, "within")))


def read_size(field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read bounds of a number (X-24)."""
    low = next((name for name in LOW if name in part), "")
    high = next((name for name in HIGH if name in part), "")
    least = amount(part[low]) if low else -math.inf
    most = amount(part[high]) if high else math.inf
    included = LOW.get(low, True), HIGH.get(high, False)
    if least > most or (least == most and not all(included)):
        raise InputError(
            _("No number is within these bounds of %(field)s.") % {"field": quoted(field)},
            remedy=_("Give the lower bound first."),
        )
    return asked.Size(field, least, most, *included)


def amount(value: Any) -> float:
    """Read a bound."""
    fit = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e15
    if not fit:
        raise InputError(
            _("%(value)s is no bound.") % {"value": quoted(shortened(value))},
            remedy=_("Give a number."),
        )
    return float(value)


def read_labels(field: str, part: Mapping[str, Any]) -> asked.Criterion:
    """Read a condition on labels."""
    return asked.Labelled(field, texts(part, "has"))


def bounds(words: frozenset[str]) -> bool:
    """Whether words are bounds: at most a lower and an upper one."""
    known = words <= LOW.keys() | HIGH.keys()
    return known and bool(words) and max(len(words & LOW.keys()), len(words & HIGH.keys())) == 1


def one_of(*known: frozenset[str]) -> Callable[[frozenset[str]], bool]:
    """Whether words are one of some sets."""
    return lambda words: words in known


IS = frozenset({"is"})
READERS: tuple[
    tuple[
        tuple[str, ...],
        Callable[[frozenset[str]], bool],
        Callable[[str, Mapping[str, Any]], asked.Criterion],
    ],
    ...,
] = (
    (asked.CODES, one_of(IS), read_codes),
    (asked.WORDS, one_of(IS, frozenset({"contains"})), read_words),
    (
        (asked.POSTAL,),
        one_of(IS, frozenset({"starts_with"}), frozenset({"from", "to"})),
        read_postal,
    ),
    ((asked.NAICS,), one_of(frozenset({"within"})), read_naics),
    (asked.MEASURES, bounds, read_size),
    (asked.LABELS, one_of(frozenset({"has"})), read_labels),
)
