"""Which way to cut the market: by what is sold, the company's stage, its team and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maillage.core.territories.cut_evidence import Cut, Evidence
from maillage.errors import ParameterError
from maillage.texts import _, number, percent

FEW = 3
MANY = 10
OFFERED, STAGED, NEUTRAL = 1.0, 0.5, 0.5
LEAST = 0.2


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
class Weighed:
    """One way to cut: what offer and stage give it, what the accounts do, and all its points."""

    cut: Cut
    asked: float
    points: float
    evidence: Evidence | None = None

    def stored(self) -> dict[str, float | str | None]:
        """Give it as plain values, what is not measured as None."""
        found = self.evidence
        return {
            "cut": self.cut.value,
            "asked": self.asked,
            "carried": found.carried if found else None,
            "known": found.known if found else None,
            "figure": found.figure if found else None,
            "points": self.points,
            "says": figure_said(found) if found else None,
        }

    @property
    def borne(self) -> bool:
        """Whether the accounts carry it at all, as far as they say."""
        return self.evidence is None or self.evidence.carried >= LEAST


@dataclass(frozen=True, slots=True)
class Advice:
    """One or two ways to cut, the first one leading, and why; ``weighed`` has all four."""

    cuts: tuple[Cut, ...]
    why: tuple[str, ...]
    weighed: tuple[Weighed, ...]

    def stored(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "cuts": [cut.value for cut in self.cuts],
            "why": list(self.why),
            "weighed": [each.stored() for each in self.weighed],
        }


def recommend(*, offer: Offer, stage: Stage, team: int, found: tuple[Evidence, ...] = ()) -> Advice:
    """Recommend how to cut the market (A-05, A-06).

    The cut the offer asks for has 1 point, the one the stage asks for half a point more, and each
    cut as much as the accounts carry it, from 0 to 1 (one half without accounts). Cuts that they
    carry less than one fifth are left out. Most points lead; a team of more than a few can afford
    a second cut, the next one if it has half the points of the first.

    Parameters
    ----------
    offer, stage, team
        What is sold, how far the company is, how many sell.
    found
        What :func:`maillage.core.territories.cut_evidence.evidence` measures of the accounts.

    Raises
    ------
    ParameterError
        If nobody sells.
    """
    if team < 1:
        raise ParameterError(_("A team has one rep at least."))
    offered, why = of_offer(offer)
    staged, reason = of_stage(stage, offered, team)
    weighed = weigh(offered, staged, found)
    ranked = sorted((each for each in weighed if each.borne), key=lambda each: -each.points)
    leading = ranked[0].cut if ranked else offered
    cuts = [leading]
    if team > FEW and len(ranked) > 1 and ranked[1].points >= ranked[0].points / 2:
        cuts.append(ranked[1].cut)
    if team <= FEW:
        few = _("With %(count)d reps a second criterion would leave books of almost nothing.")
        reason = few % {"count": team}
    elif staged not in cuts:
        text = _("The stage alone would ask for: %(asked)s. The accounts carry it too little.")
        reason = text % {"asked": cut_names()[staged]}
    reasons = (why, *against(offered, leading), reason)
    told = (each.evidence for each in weighed if each.cut in cuts)
    figures = tuple(figure_said(each) for each in told if each is not None)
    return Advice(tuple(cuts), (*reasons, *figures), weighed)


def weigh(offered: Cut, staged: Cut, found: tuple[Evidence, ...]) -> tuple[Weighed, ...]:
    """Give each cut its points."""
    measured = {each.cut: each for each in found}
    weighed = []
    for cut in Cut:
        asked = OFFERED * (cut is offered) + STAGED * (cut is staged)
        carried = measured[cut].carried if cut in measured else NEUTRAL
        weighed.append(Weighed(cut, asked, asked + carried, measured.get(cut)))
    return tuple(weighed)


def against(offered: Cut, leading: Cut) -> tuple[str, ...]:
    """Say that the accounts speak for another cut than the offer, where they do."""
    if offered is leading:
        return ()
    names = cut_names()
    text = _("The offer alone would ask for: %(asked)s. The accounts speak for: %(cut)s.")
    return (text % {"asked": names[offered], "cut": names[leading]},)


def of_offer(offer: Offer) -> tuple[Cut, str]:
    """The cut the offer asks for, and why."""
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


def of_stage(stage: Stage, offered: Cut, team: int) -> tuple[Cut, str]:
    """The cut the stage and the team ask for beside that of the offer, and why."""
    if stage is Stage.ESTABLISHED:
        return Cut.ACTIVITY, _(
            "Established: winning new accounts and keeping customers are two professions."
        )
    if offered is Cut.SIZE or team < MANY or stage is Stage.ENTERING:
        return Cut.GEOGRAPHY, _(
            "Presence on the spot and less travel help while the market is being won."
        )
    return Cut.SIZE, _("Growing with a large team: large accounts need other reps than small ones.")


def cut_names() -> dict[Cut, str]:
    """Name the cuts."""
    return {
        Cut.GEOGRAPHY: _("by place"),
        Cut.VERTICAL: _("by industry"),
        Cut.SIZE: _("by size of account"),
        Cut.ACTIVITY: _("new accounts apart from customers"),
    }


def figure_said(found: Evidence) -> str:
    """Say what was measured."""
    text = {
        Cut.GEOGRAPHY: _(
            "The potential lies as if in %(figure)s states of equal weight; the place of"
            " %(known)s of it is known."
        ),
        Cut.VERTICAL: _(
            "The potential lies as if in %(figure)s industries of equal weight; the industry of"
            " %(known)s of it is known."
        ),
        Cut.SIZE: _("The largest fifth of the accounts holds %(figure)s of the potential."),
        Cut.ACTIVITY: _("Accounts that have bought hold %(figure)s of the potential."),
    }[found.cut]
    spread = found.cut in {Cut.GEOGRAPHY, Cut.VERTICAL}
    figure = number(found.figure, 1) if spread else percent(found.figure, 0)
    return text % {"figure": figure, "known": percent(found.known, 0)}
