"""A plan as it is written, in a file or by a program."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from maillage.core.geography.zones import time_zone
from maillage.core.leads.calendars import check_holidays
from maillage.core.plans.ahead import SoFar
from maillage.core.plans.conversion import Conversion
from maillage.core.plans.examining import Activity, Count, Indicator, Plan, Stream
from maillage.core.plans.findings import Pipeline, Segment
from maillage.core.plans.funnel import Rep, Source
from maillage.core.plans.matrices import POTENTIAL, PROBABILITY, Bounds
from maillage.core.plans.odds import Deals
from maillage.core.plans.opportunities import Horizon, Opportunity
from maillage.core.plans.week import Block, minutes_of
from maillage.core.plans.year import EVEN, Frequency, Per, SalesYear
from maillage.errors import ParameterError
from maillage.texts import _, quoted

LARGEST = 10**13
Name = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=12)]
Probability = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=0, le=1)]
Number = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]

StepName = Literal[
    "objectives", "sources", "segments", "opportunities", "time", "indicators", "review"
]


class Written(BaseModel):
    """What is written; a word we do not know is an error, not a setting that does nothing."""

    model_config = ConfigDict(extra="forbid")


class WrittenFrequency(Written):
    """So many times per week, month, quarter or year."""

    count: Number
    per: Per

    def read(self) -> Frequency:
        """Read it."""
        return Frequency(self.count, self.per)


class WrittenActivity(WrittenFrequency):
    """What is done regularly."""

    name: Name


class WrittenDeal(Written):
    """What a sale is worth: its mean, and its coefficient of variation."""

    mean: float = Field(gt=0, le=LARGEST)
    cv: float = Field(1.0, ge=0, le=20)


class WrittenConversion(Written):
    """The share that goes on, and of how many that was counted."""

    rate: Rate
    trials: float | None = Field(None, gt=0, le=1e9)


class WrittenSoFar(Written):
    """What a source brought until a day."""

    on: date
    done: int = Field(ge=0, le=10**6)
    resolved: int = Field(ge=0, le=10**6)
    won: int = Field(ge=0, le=10**6)
    sold: Amount


class WrittenSource(Written):
    """Where sales come from."""

    name: Name
    share: Share
    planned: WrittenFrequency | None = None
    deal: WrittenDeal | None = None
    stages: list[Name] = Field([], max_length=12)
    conversions: list[WrittenConversion] = Field([], max_length=11)
    lag_weeks: float = Field(0, ge=0, le=104)
    hours: list[Number] = Field([], max_length=12)
    so_far: WrittenSoFar | None = None

    def read(self, objective: float) -> Stream:
        """Read it; the target of its funnel is its share of the objective.

        Raises
        ------
        ParameterError
            If a funnel is half there.
        """
        if not (self.stages or self.conversions or self.deal):
            if self.planned or self.so_far or self.hours:
                raise self.half()
            return Stream(self.name, self.share)
        if (
            self.deal is None
            or not self.conversions
            or len(self.stages) != len(self.conversions) + 1
        ):
            raise self.half()
        links = zip(self.stages, self.stages[1:], self.conversions, strict=False)
        source = Source(
            self.name,
            float(self.share) * objective,
            Deals(self.deal.mean, self.deal.cv),
            tuple(Conversion(one, other, each.rate, each.trials) for one, other, each in links),
            self.lag_weeks,
            tuple(self.hours),
        )
        planned = self.planned and self.planned.read()
        so_far = SoFar(**self.so_far.model_dump()) if self.so_far else None
        return Stream(self.name, self.share, source, planned, so_far)

    def half(self) -> ParameterError:
        """Say what a funnel needs."""
        return ParameterError(
            _("The funnel of %(source)s is not complete.") % {"source": quoted(self.name)},
            remedy=_(
                "Give the mean deal, the stages from the planned activity to the sale, and one"
                " conversion between each stage and the next; or none of them."
            ),
        )


class WrittenSegment(Written):
    """A group of accounts, its share of sales and of time."""

    name: Name
    accounts: int = Field(ge=0, le=10**9)
    sales: Share
    time: Share
    potential: Amount | None = Field(None, description="What it could buy in the year, in all.")
    probability: Probability | None = Field(None, description="Of closing.")
    effort_hours: Number | None = Field(None, description="Hours of selling in the year.")
    priorities: list[Name] = Field(
        [], max_length=50, description="The accounts or sectors that come first."
    )

    def read(self) -> Segment:
        """Read it."""
        return Segment(
            self.name, self.accounts, float(self.sales), float(self.time), self.potential,
            self.probability, self.effort_hours, tuple(self.priorities),
        )  # fmt: skip


class WrittenBounds(Written):
    """What is middle, bounds included: above is high, below low."""

    low: Amount
    high: Amount

    def read(self) -> Bounds:
        """Read it."""
        return Bounds(self.low, self.high)


class WrittenProduct(Written):
    """A product, or a line of them, and its share of the objective."""

    name: Name
    share: Share


class WrittenOpportunity(Written):
    """An opportunity of a segment: a quick win or a long project."""

    segment: Name
    name: Name
    amount: Amount
    probability: Probability
    effort_hours: Number | None = None
    horizon: Horizon
    account: int | None = Field(None, ge=1, description="The account it is at.")

    def read(self) -> Opportunity:
        """Read it."""
        return Opportunity(**self.model_dump())


class WrittenBlock(Written):
    """Time that is kept for a segment every week."""

    segment: Name
    weekday: int = Field(ge=0, le=6, description="0 is Monday.")
    starts: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="09:00")
    hours: float = Field(gt=0, le=24, multiple_of=0.5)

    def read(self) -> Block:
        """Read it."""
        return Block(self.segment, self.weekday, minutes_of(self.starts), round(self.hours * 60))


class WrittenIndicator(Written):
    """What is watched; a rate or a level has no period."""

    name: Name
    target: Amount
    per: Per | None = None
    unit: str = Field("", max_length=40)

    def read(self) -> Indicator:
        """Read it."""
        return Indicator(self.name, self.target, self.unit, self.per)


class WrittenPipeline(Written):
    """Open opportunities."""

    worth: Amount
    win_rate: Rate
    monthly: float = Field(gt=0, le=LARGEST)
    months: float = Field(1, gt=0, le=120)


class WrittenCount(Written):
    """A number reached by a day, and what the plan implies for the year."""

    name: Name
    on: date
    reached: Number
    yearly: float = Field(gt=0, le=1e6)


class WrittenSale(Written):
    """What the whole plan sold by a day."""

    on: date
    amount: Amount


class WrittenPlan(Written):
    """A plan for a year. Shares are from 0 to 1."""

    name: str = Field("", max_length=200)
    objective: Decimal = Field(gt=0, le=LARGEST, decimal_places=2)
    currency: str = Field("", max_length=10)
    starts_on: date
    worked_weeks: float = Field(45, gt=0, le=52)
    seasonality: list[Number] = Field(list(EVEN), min_length=12, max_length=12)
    began_on: date | None = Field(None, description="The day the rep began.")
    ramp_months: float = Field(0, ge=0, le=60)
    weekly_hours: float | None = Field(None, gt=0, le=168)
    confidence: float = Field(0.8, ge=0.01, le=0.99)
    sources: list[WrittenSource] = Field(min_length=1, max_length=50)
    segments: list[WrittenSegment] = Field([], max_length=200)
    activities: list[WrittenActivity] = Field([], max_length=200)
    pipeline: WrittenPipeline | None = None
    counts: list[WrittenCount] = Field([], max_length=200)
    sold: WrittenSale | None = None
    quarters: list[Share] = Field(
        [], max_length=4, description="The share of the objective of each quarter."
    )
    products: list[WrittenProduct] = Field([], max_length=200)
    opportunities: list[WrittenOpportunity] = Field([], max_length=1000)
    blocks: list[WrittenBlock] = Field(
        [], max_length=200, description="The week; from the shares of time where it is left out."
    )
    indicators: list[WrittenIndicator] = Field([], max_length=200)
    potential_bounds: WrittenBounds = Field(
        WrittenBounds(low=POTENTIAL.low, high=POTENTIAL.high),
        description="A middle potential of one account.",
    )
    probability_bounds: WrittenBounds = Field(
        WrittenBounds(low=PROBABILITY.low, high=PROBABILITY.high),
        description="A middle probability of closing.",
    )
    review_weeks: int = Field(6, ge=1, le=52, description="Weeks from one review to the next.")
    time_zone: str = Field("", max_length=64, description="Of the rep, such as America/Toronto.")
    holidays: str = Field(
        "", pattern=r"^([A-Z]{2}(-[A-Z0-9]{1,6})?)?$",
        description="Whose public holidays have no blocks: FR, CA-QC; by the time zone if empty.",
    )  # fmt: skip
    steps_note: dict[StepName, Annotated[str, Field(max_length=4000)]] = Field(
        {}, description="What was agreed on a step."
    )

    def read(self) -> Plan:
        """Read it.

        Raises
        ------
        ParameterError
            If it contradicts itself.
        """
        objective = float(self.objective)
        if self.time_zone:
            time_zone(self.time_zone)
        if self.holidays:
            country, _dash, state = self.holidays.partition("-")
            check_holidays(country, state, ())
        return Plan(
            objective=int(self.objective * 100),
            year=SalesYear(self.starts_on, self.worked_weeks, tuple(self.seasonality)),
            streams=[each.read(objective) for each in self.sources],
            rep=Rep(self.began_on, self.ramp_months),
            segments=[each.read() for each in self.segments],
            activities=[Activity(each.name, each.read()) for each in self.activities],
            pipeline=Pipeline(**self.pipeline.model_dump()) if self.pipeline else None,
            weekly_hours=self.weekly_hours,
            counts=[Count(**each.model_dump()) for each in self.counts],
            sold=(self.sold.on, self.sold.amount) if self.sold else None,
            confidence=self.confidence,
            quarters=self.quarters,
            products=self.read_products(),
            opportunities=[each.read() for each in self.opportunities],
            blocks=[each.read() for each in self.blocks],
            indicators=[each.read() for each in self.indicators],
            review_weeks=self.review_weeks,
            potential_bounds=self.potential_bounds.read(),
            probability_bounds=self.probability_bounds.read(),
        )

    def read_products(self) -> dict[str, Decimal]:
        """The share of each product; one that comes twice is refused."""
        found: dict[str, Decimal] = {}
        for each in self.products:
            if each.name in found:
                raise ParameterError(_("%(name)s comes twice.") % {"name": quoted(each.name)})
            found[each.name] = each.share
        return found
