"""The parts of a market indicators are asked of: all, a rep, a territory, a segment, a channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from maillage.domain.accounts.segments.words import in_none
from maillage.domain.territories.publishing.published import published
from maillage.errors import NotFoundError, PermissionDeniedError
from maillage.models import Membership, Opportunity, Rep, Segmentation, Territory
from maillage.permissions import reads_letter
from maillage.texts import _, quoted

WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the market.

    ``key`` is as people ask for it: ``workspace``, ``rep:R1``, ``territory:7``, ``segment:3-0``
    (segmentation and place in it) or ``channel:new``. ``pk`` is the rep, territory or segmentation,
    ``place`` the segment or channel.
    """

    kind: str
    name: str
    key: str = WORKSPACE
    pk: int = 0
    place: str = ""


def part_asked(asked: str, *, by: Membership | None) -> Part:
    """Find the part asked for; of a member who is a rep, their own where nothing is asked.

    Raises
    ------
    NotFoundError
        If there is none.
    PermissionDeniedError
        If it is a rep the member neither is nor leads.
    """
    kind, _colon, rest = asked.replace("\0", "").partition(":")
    if not asked and by is not None and by.rep is not None:
        return of_rep(by.rep)
    if asked in {"", WORKSPACE}:
        return Part(WORKSPACE, _("All accounts"))
    found = FINDERS[kind](rest) if kind in FINDERS else None
    if found is None:
        raise NotFoundError(
            _("There is no part %(part)s of the market.") % {"part": quoted(asked[:120])},
            remedy=_("Ask for workspace, rep:ID, territory:NUMBER, segment:NUMBER-PLACE or"
                     " channel:NAME."),
        )  # fmt: skip
    if kind == "rep" and by is not None and not reads_letter(by, Rep.objects.get(pk=found.pk)):
        raise PermissionDeniedError(
            _("These are another rep's figures."), remedy=_("Ask who leads them.")
        )
    return found


def of_rep(rep: Rep) -> Part:
    """The part of a rep."""
    return Part("rep", rep.name, f"rep:{rep.external_id}", rep.pk)


def rep_part(rest: str) -> Part | None:
    """Find a rep by id."""
    rep = Rep.objects.filter(external_id=rest).first()
    return of_rep(rep) if rep else None


def territory_part(rest: str) -> Part | None:
    """Find a territory by its number in the database."""
    row = Territory.objects.filter(pk=int(rest)).first() if is_key(rest) else None
    return Part("territory", row.name, f"territory:{row.pk}", row.pk) if row else None


def segment_part(rest: str) -> Part | None:
    """Find a segment by its segmentation and place."""
    number, _dash, place = rest.partition("-")
    row = Segmentation.objects.filter(pk=int(number)).first() if is_key(number) else None
    names = {str(at): each["name"] for at, each in enumerate(row.segments)} if row else {}
    name = (names | in_none()).get(place)
    if row is None or name is None:
        return None
    return Part("segment", f"{row.name}: {name}", f"segment:{row.pk}-{place}", row.pk, place)


def channel_part(rest: str) -> Part | None:
    """Find a channel: the source of opportunities."""
    known = Opportunity.objects.filter(source=rest).exclude(source="").exists()
    return Part("channel", channel_word(rest), f"channel:{rest}", 0, rest) if known else None


FINDERS = {
    "rep": rep_part,
    "territory": territory_part,
    "segment": segment_part,
    "channel": channel_part,
}


def is_key(text: str) -> bool:
    """Whether a text is a number of the database."""
    return text.isascii() and text.isdecimal() and len(text) < 16


def channel_word(source: str) -> str:
    """Name the source of an opportunity; one we do not know keeps its name."""
    return {
        "existing": _("existing customers"),
        "new": _("new customers"),
        "references": _("references"),
        "partner": _("partners"),
    }.get(source, source)


def parts_of(member: Membership | None, on: date) -> Iterator[tuple[str, list[Part]]]:
    """The parts a member may ask of, by kind, with what the kind is called."""
    yield _("All accounts"), [Part(WORKSPACE, _("All accounts"))]
    reps = [
        rep for rep in Rep.objects.filter(active=True) if not member or reads_letter(member, rep)
    ]
    yield _("Reps"), [of_rep(rep) for rep in reps]
    last = published().filter(rolled_back_at=None, effective_on__lte=on).first()
    rows = Territory.objects.filter(scenario=last.scenario) if last else Territory.objects.none()
    yield (
        _("Territories"),
        [Part("territory", row.name, f"territory:{row.pk}", row.pk) for row in rows],
    )
    yield (
        _("Segments"),
        [
            Part(
                "segment",
                f"{row.name}: {each['name']}",
                f"segment:{row.pk}-{place}",
                row.pk,
                str(place),
            )
            for row in Segmentation.objects.all()
            for place, each in enumerate(row.segments)
        ],
    )
    sources = (
        Opportunity.objects.exclude(source="").order_by("source").values_list("source", flat=True)
    )
    yield (
        _("Channels"),
        [
            Part("channel", channel_word(source), f"channel:{source}", 0, source)
            for source in sources.distinct()
        ],
    )
