"""What a person asks of a design run."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from maillage.core.geography.states import US_STATES
from maillage.errors import ParameterError
from maillage.texts import _, number, quoted

NOT_CONTIGUOUS = ("AK", "HI", "PR", "GU", "VI", "AS", "MP")
CONTIGUOUS_STATES = tuple(sorted(set(US_STATES) - set(NOT_CONTIGUOUS)))
DEFAULT_TOLERANCE = 0.10
MOST_TERRITORIES = 5_000
LONGEST_NAME = 100
EARLIEST_YEAR = 1900
SEEDS = 2**32
UNPRINTABLE = re.compile("[\\x00-\\x1f\\x7f\\ud800-\\udfff]")


class Level(StrEnum):
    """What the basic units are."""

    COUNTY = "county"
    POSTAL = "postal"
    ACCOUNT = "account"


class Homes(StrEnum):
    """Where the centres of the territories are."""

    FREE = "free"
    UNITS = "units"
    REPS = "reps"


class Targets(StrEnum):
    """How much each territory should hold."""

    EQUAL = "equal"
    CAPACITY = "capacity"


class Source(StrEnum):
    """Where a measure comes from: one of these names."""

    POTENTIAL = "potential"
    REVENUE = "revenue"
    ACCOUNTS = "accounts"
    EMPLOYEES = "employees"
    WORKLOAD = "workload"
    ESTABLISHMENTS = "establishments"
    POPULATION = "population"


MARKET_SOURCES = (Source.ESTABLISHMENTS, Source.POPULATION)


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """A measure to balance and how closely; ``industries`` are NAICS codes for establishments."""

    source: Source
    tolerance: float = DEFAULT_TOLERANCE
    industries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Establishments need industries, and only they do."""
        counted = self.source is Source.ESTABLISHMENTS
        if counted and not self.industries:
            raise ParameterError(
                _("The measure establishments needs industries."),
                remedy=_("Add --naics, for example --naics 54."),
            )
        if self.industries and not counted:
            raise ParameterError(
                _("The measure %(measure)s has no industries.") % {"measure": self.source.value},
                remedy=_("Name NAICS codes for establishments only."),
            )


@dataclass(frozen=True)
class DesignRequest:
    """Everything a person may ask of a design run.

    ``territories`` defaults to one per active rep; ``target_size`` derives it from the first
    measure. ``split`` names counties to be cut into their postal codes. ``keep`` locks units to
    reps; ``together`` keeps units in one territory; ``links`` adds neighbours (ferries, bridges).
    ``disruption_cap`` is the largest share of what is owned today that may change owner;
    ``disruption_price_km`` how much nearer an account must come to change.
    """

    measures: tuple[MeasureRequest, ...] = (MeasureRequest(Source.POTENTIAL),)
    level: Level = Level.COUNTY
    states: tuple[str, ...] = CONTIGUOUS_STATES
    territories: int | None = None
    target_size: float | None = None
    homes: Homes = Homes.FREE
    targets: Targets = Targets.EQUAL
    contiguity: bool = True
    split: tuple[str, ...] = ()
    keep: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    disruption_cap: float | None = None
    disruption_price_km: float = 0.0
    on: date = field(default_factory=date.today)
    name: str = ""
    seed: int = 0
    effort: float = 1.0
    prove: bool = False

    def __post_init__(self) -> None:
        """Check what can be checked without data."""
        for message, remedy in objections(self):
            raise ParameterError(message, remedy=remedy)

    @property
    def anchored(self) -> bool:
        """Whether each territory belongs to a given rep from the start."""
        return (
            self.homes is Homes.REPS
            or self.targets is Targets.CAPACITY
            or self.disruption_cap is not None
            or self.disruption_price_km > 0
            or bool(self.keep)
        )


def objections(request: DesignRequest) -> Iterator[tuple[str, str]]:
    """What cannot be asked whatever the data, and what to ask instead."""
    yield from objections_to_size(request)
    yield from objections_to_units(request)
    yield from objections_to_limits(request)
    yield from objections_to_name(request.name)


def objections_to_size(request: DesignRequest) -> Iterator[tuple[str, str]]:
    """Whether the number or size of the territories makes sense."""
    count, size = request.territories, request.target_size
    if not request.measures:
        yield _("No measure is chosen."), _("Name at least one to balance.")
    if count is not None and size is not None:
        yield (
            _("Both a number of territories and a target size are given."),
            _("Give one of the two."),
        )
    if count is not None and not 1 <= count <= MOST_TERRITORIES:
        yield (
            _("%(count)s territories are asked for.") % {"count": str(count)[:20]},
            _("Ask for 1 to %(most)s.") % {"most": number(MOST_TERRITORIES)},
        )
    if size is not None and not 0 < size < math.inf:
        yield _("The target size is %(size)g.") % {"size": size}, _("Give an amount above zero.")


def objections_to_units(request: DesignRequest) -> Iterator[tuple[str, str]]:
    """Whether states, splits and what is kept go together."""
    if not request.states:
        yield _("No state is chosen."), _("Name at least one.")
    for state in sorted(set(request.states) - set(US_STATES)):
        yield (
            _("%(state)s is not the code of a state of the USA.") % {"state": quoted(state)},
            _("Give two capitals, such as TX."),
        )
    if request.split and request.level is not Level.COUNTY:
        yield (
            _("Counties can only be split when the units are counties."),
            _("Design with county units, or leave --split out."),
        )
    named = {unit for pairs in (request.keep, request.links) for pair in pairs for unit in pair}
    for county in request.split:
        if county in named.union(*request.together):
            yield (
                _("The county %(county)s is split, but something else is asked for it as a whole.")
                % {"county": county},
                _("Name its parts, which look like %(county)s/90001, or do not split it.")
                % {"county": county},
            )
    for unit, times in Counter(unit for unit, _rep in set(request.keep)).items():
        if times > 1:
            yield (
                _("The unit %(unit)s is kept for %(count)d different reps.")
                % {"unit": unit, "count": times},
                _("Keep it for one."),
            )


def objections_to_limits(request: DesignRequest) -> Iterator[tuple[str, str]]:
    """Whether every number lies in its range."""
    cap, price = request.disruption_cap, request.disruption_price_km
    if cap is not None and not 0 <= cap <= 1:
        yield (
            _("The cap on disruption is %(cap)g.") % {"cap": cap},
            _("Give a share between 0 and 1, such as 0.2."),
        )
    if not 0 <= price < math.inf:
        yield (
            _("The price of disruption is %(price)g km.") % {"price": price},
            _("Give a distance of 0 or more."),
        )
    if not 0 < request.effort <= 100:
        yield (
            _("The effort is %(effort)g.") % {"effort": request.effort},
            _("Give a number above 0 and at most 100."),
        )
    if not 0 <= request.seed < SEEDS:
        yield (
            _("The seed is %(seed)s.") % {"seed": str(request.seed)[:20]},
            _("Give a whole number from 0 to %(most)s.") % {"most": number(SEEDS - 1)},
        )
    if request.on.year < EARLIEST_YEAR:
        yield _("Nobody owned accounts on %(day)s.") % {"day": request.on}, _("Check the year.")


def objections_to_name(name: str) -> Iterator[tuple[str, str]]:
    """Whether every file and database can hold the name."""
    if len(name) > LONGEST_NAME:
        yield (
            _("The name %(name)s… has %(count)s characters.")
            % {"name": quoted(name[:20]), "count": number(len(name))},
            _("Give at most %(most)d.") % {"most": LONGEST_NAME},
        )
    if UNPRINTABLE.search(name):
        yield (
            _("The name %(name)s holds characters that cannot be printed.")
            % {"name": quoted(name)},
            _("Leave them out."),
        )
