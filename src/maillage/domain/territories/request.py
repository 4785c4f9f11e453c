"""What a person asks of a design run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from maillage.core.geography.states import US_STATES
from maillage.errors import ParameterError

NOT_CONTIGUOUS = ("AK", "HI", "PR", "GU", "VI", "AS", "MP")
CONTIGUOUS_STATES = tuple(sorted(set(US_STATES) - set(NOT_CONTIGUOUS)))
DEFAULT_TOLERANCE = 0.10


class Level(StrEnum):
    """What the basic units are."""

    COUNTY = "county"
    POSTAL = "postal"
    ACCOUNT = "account"


class Homes(StrEnum):
    """Where the centres of the territories are."""

    FREE = "free"
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
        if (self.source is Source.ESTABLISHMENTS) != bool(self.industries):
            raise ParameterError(
                f"The measure {self.source.value} is given industries {list(self.industries)}.",
                remedy="Name NAICS codes with --naics for establishments, and only for them.",
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

    def __post_init__(self) -> None:
        """Check what can be checked without data."""
        if self.territories is not None and self.target_size is not None:
            raise ParameterError(
                "Both a number of territories and a target size are given.",
                remedy="Give one of the two.",
            )
        if self.target_size is not None and not self.target_size > 0:
            raise ParameterError("The target size must be above zero.")
        if self.split and self.level is not Level.COUNTY:
            raise ParameterError(
                "Counties can only be split when the units are counties.",
                remedy="Design with county units, or leave --split out.",
            )
        if not self.states:
            raise ParameterError("No state is chosen.", remedy="Name at least one.")
        if not 0 < self.effort <= 100:
            raise ParameterError("The effort must be above 0 and at most 100.")

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
