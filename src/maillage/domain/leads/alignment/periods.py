"""Of which days figures are asked, and of which part of the leads."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from maillage.domain.accounts.segments.placing import accounts_in
from maillage.domain.reviews.indicators.asking import months_before
from maillage.domain.reviews.indicators.parts import (
    WORKSPACE,
    Part,
    of_rep,
    rep_part,
    segment_part,
)
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Lead, LeadSource, Opportunity, Rep, Segmentation
from maillage.texts import _, quoted

LONGEST = 366 * 3
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both included; of the last one no more than has passed."""

    since: date
    until: date

    @property
    def begins(self) -> datetime:
        """The first instant."""
        return timezone.make_aware(datetime.combine(self.since, time.min))

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return timezone.make_aware(datetime.combine(self.until + timedelta(days=1), time.min))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    @property
    def before(self) -> Period:
        """As many days that come right before it; of whole months as many months."""
        if self.since.day == 1 and self.until == month_of(self.until).until:
            months = 12 * (self.until.year - self.since.year) + self.until.month - self.since.month
            first = months_before(self.since, months + 2)[0]
            return Period(first, self.since - timedelta(days=1))
        return Period(self.since - timedelta(days=self.days), self.since - timedelta(days=1))


def month_of(day: date) -> Period:
    """Give the month of a day."""
    last = monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last))


def period_asked(since: date | None, until: date | None, today: date) -> Period:
    """Give the period asked for: the month of ``until``, or of today, where no beginning is given.

    Raises
    ------
    ParameterError
        If it ends before it begins, has not begun, or is longer than three years.
    """
    if since is None:
        since = (until or today).replace(day=1)
    found = Period(since, until or max(since, month_of(today).until))
    if (
        not FIRST_YEAR <= since.year <= found.until.year <= LAST_YEAR
        or not 1 <= found.days <= LONGEST
        or since > today
    ):
        raise ParameterError(
            _("From %(since)s to %(until)s is no period that can be counted.")
            % {"since": found.since.isoformat(), "until": found.until.isoformat()},
            remedy=_("Begin on a day that has come, and end within three years after it."),
        )
    return found


def months_until(until: date, count: int) -> list[Period]:
    """Give the months up to the one of a day, in order."""
    return [month_of(each) for each in months_before(until.replace(day=1), count)]


def part_of_leads(asked: str) -> Part:
    """Find the part of the leads that is asked for; everybody may see all of them (E-08, F-02).

    Raises
    ------
    NotFoundError
        If there is none.
    """
    kind, _colon, rest = asked.replace("\0", "").partition(":")
    if asked in {"", WORKSPACE}:
        return Part(WORKSPACE, _("All leads"))
    finders = {"rep": rep_part, "source": source_part, "segment": segment_part}
    found = finders[kind](rest) if kind in finders else None
    if found is None:
        raise NotFoundError(
            _("There is no part %(part)s of the leads.") % {"part": quoted(asked[:120])},
            remedy=_("Ask for workspace, rep:ID, source:KEY or segment:NUMBER-PLACE."),
        )
    return found


def source_part(rest: str) -> Part | None:
    """Find a source of leads by its key."""
    row = LeadSource.objects.filter(key=rest).first()
    return of_source(row) if row else None


def of_source(row: LeadSource) -> Part:
    """The leads that a source told of."""
    return Part("source", row.name, f"source:{row.key}", row.pk)


def parts_of_leads() -> Iterator[tuple[str, list[Part]]]:
    """The parts that can be asked for, by kind, with what the kind is called."""
    yield _("All leads"), [Part(WORKSPACE, _("All leads"))]
    yield _("Reps"), [of_rep(rep) for rep in Rep.objects.filter(active=True)]
    yield _("Sources of leads"), [of_source(row) for row in LeadSource.objects.all()]
    yield (
        _("Segments"),
        [
            Part(
                "segment",
                _("%(name)s: %(value)s") % {"name": row.name, "value": each["name"]},
                f"segment:{row.pk}-{place}",
            )
            for row in Segmentation.objects.all()
            for place, each in enumerate(row.segments)
        ],
    )


def leads_in(part: Part, on: date) -> QuerySet[Lead]:
    """The leads of a part, none that turned out to be another."""
    rows: QuerySet[Lead] = Lead.objects.filter(merged_into=None)
    if part.kind == "rep":
        return rows.filter(owner=part.pk)
    if part.kind == "source":
        return rows.filter(pk__in=told_by(part.pk))
    if part.kind == "segment":
        return rows.filter(account__pk__among=in_segment(part, on))
    return rows


def deals_in(part: Part, on: date) -> QuerySet[Opportunity]:
    """The opportunities of a part: of a source, those of accounts and leads it told of."""
    rows: QuerySet[Opportunity] = Opportunity.objects.all()
    if part.kind == "rep":
        return rows.filter(rep=part.pk)
    if part.kind == "source":
        heard = Lead.objects.filter(pk__in=told_by(part.pk))
        accounts = heard.filter(account__isnull=False).values("account")
        deals = heard.filter(opportunity__isnull=False).values("opportunity")
        return rows.filter(Q(account__in=accounts) | Q(pk__in=deals))
    if part.kind == "segment":
        return rows.filter(account__pk__among=in_segment(part, on))
    return rows


def told_by(source: int) -> QuerySet[Lead]:
    """The keys of the leads that a source told of."""
    rows: QuerySet[Lead] = Lead.objects.filter(identities__source=source).values("pk")
    return rows


def in_segment(part: Part, on: date) -> list[int]:
    """The keys of the accounts of a segment."""
    return accounts_in(Segmentation.objects.get(pk=part.pk), part.place, on)
