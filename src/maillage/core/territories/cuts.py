"""Which way to cut the market, after what is sold, how far the company is, and how many sell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maillage.errors import ParameterError
from maillage.texts import _

FEW = 3
MANY = 10


class Cut(StrEnum):
    """The four ways to cut (A-05)."""

    GEOGRAPHY = "geography"
    VERTICAL = "vertical"
    SIZE = "size"
    ACTIVITY = "activity"


class Offer(StrEnum):
    """What is sold."""

    SAME = "same"
    BY_INDUSTRY = "by_industry"
    BY_SIZE = "by_size"


class Stage(StrEnum):
    """How far the company is in its market."""

    ENTERING = "entering"
    GROWING = "growing"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True)
class Advice:
    """One or two ways to cut, the first one leading, and why."""

    cuts: tuple[Cut, ...]
    why: tuple[str, ...]


def recommend(*, offer: Offer, stage: Stage, team: int) -> Advice:
    """Recommend how to cut the market (A-05, A-06).

    The offer chooses the leading cut; a team of more than a few can afford a second one, which the
    stage chooses: an established company separates new accounts from customers, others the large
    accounts from the small.

    Raises
    ------
    ParameterError
        If nobody sells.
    """
    if team < 1:
        raise ParameterError(_("A team has one rep at least."))
    leading, why = _leading(offer)
    if team <= FEW:
        few = _("With %(count)d reps a second criterion would leave books of almost nothing.")
        return Advice((leading,), (why, few % {"count": team}))
    if stage is Stage.ESTABLISHED:
        second = Cut.ACTIVITY
        reason = _("Established: winning new accounts and keeping customers are two professions.")
    elif leading is Cut.SIZE or team < MANY or stage is Stage.ENTERING:
        second = Cut.GEOGRAPHY
        reason = _("Presence on the spot and less travel help while the market is being won.")
    else:
        second = Cut.SIZE
        reason = _("Growing with a large team: large accounts need other reps than small ones.")
    if second is leading:
        return Advice((leading,), (why, reason))
    return Advice((leading, second), (why, reason))


def _leading(offer: Offer) -> tuple[Cut, str]:
    return {
        Offer.SAME: (
            Cut.GEOGRAPHY,
            _("The offer is the same for all: nearness is what sets reps apart."),
        ),
        Offer.BY_INDUSTRY: (
            Cut.VERTICAL,
            _("The offer depends on the industry: reps have to know it."),
        ),
        Offer.BY_SIZE: (
            Cut.SIZE,
            _("The offer depends on the size of the customer: so does the way to sell it."),
        ),
    }[offer]
