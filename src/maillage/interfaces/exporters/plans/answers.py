"""The four questions of a plan, its errors and its benefits in sentences (K-08 to K-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format

from maillage.core.plans.answers import Answers
from maillage.core.plans.checklist import Benefit, Check, Error, Good, State
from maillage.core.plans.matrices import Tier, Worth
from maillage.core.plans.opportunities import Opportunity
from maillage.core.plans.seven import Placed
from maillage.texts import _, number, percent

FIRST = 3
"""Opportunities that are named in an answer."""


def questions(answers: Answers) -> list[tuple[str, str]]:
    """The four questions and what the plan answers."""
    return [
        (_("How many sales are needed?"), deals_said(answers)),
        (_("Where do they come from?"), shares_said(answers)),
        (_("Which clients come first?"), first_said(answers)),
        (_("How is it tracked and adjusted?"), tracked_said(answers)),
    ]


def deals_said(answers: Answers) -> str:
    """How many sales, and of which sources that is not known."""
    known = _("%(count)s on average, from the sources with a funnel.") % {
        "count": few(answers.deals)
    }
    unknown = _("How many is not known for: %(names)s.") % {"names": ", ".join(answers.without)}
    said = [known] if answers.deals else []
    return " ".join([*said, unknown] if answers.without else said)


def shares_said(answers: Answers) -> str:
    """The share and amount of each source."""
    return ", ".join(
        f"{name} {percent(share, 0)} ({number(cents / 100)})"
        for name, share, cents in answers.shares
    )


def first_said(answers: Answers) -> str:
    """The segments in order with their priorities, and the best opportunities."""
    if not answers.first:
        return _("Not known: the plan has no segments.")
    said = [", ".join(map(segment_said, answers.first)) + "."]
    if answers.best:
        names = ", ".join(map(opportunity_said, answers.best[:FIRST]))
        said.append(_("Best opportunities: %(names)s.") % {"names": names})
    return " ".join(said)


def segment_said(placed: Placed) -> str:
    """A segment with its tier, and who comes first in it."""
    segment = placed.segment
    about = [
        *([tier_name(placed.tier)] if placed.tier else []),
        _("accounts: %(count)s") % {"count": number(segment.accounts)},
        *segment.priorities,
    ]
    return f"{segment.name} ({', '.join(about)})"


def opportunity_said(each: Opportunity) -> str:
    """An opportunity with its amount."""
    return f"{each.name} ({number(each.amount)})"


def tracked_said(answers: Answers) -> str:
    """Indicators, reviews, and what is to be put right."""
    names = ", ".join(each.name for each in answers.indicators)
    said = [
        _("Indicators: %(names)s.") % {"names": names} if names else _("No indicator is named."),
        _("Reviews: %(count)s, the first on %(day)s.")
        % {"count": len(answers.reviews), "day": day(answers.reviews[0])}
        if answers.reviews
        else _("No review falls in the year."),
    ]
    if answers.adjust:
        said.append(_("To be put right: %(count)s.") % {"count": len(answers.adjust)})
    return " ".join(said)


def day(on: date) -> str:
    """A day in the reader's format."""
    return str(date_format(on, "SHORT_DATE_FORMAT"))


def few(count: float) -> str:
    """A count, with a decimal where it has one."""
    return number(count, 0 if abs(count - round(count)) < 0.05 else 1)


def tier_name(tier: Tier | str) -> str:
    """What a tier is called."""
    return {Tier.GOLD: _("gold"), Tier.SILVER: _("silver"), Tier.BRONZE: _("bronze")}[Tier(tier)]


def worth_name(worth: Worth | str) -> str:
    """What a field of potential and effort is called."""
    return {
        Worth.QUICK_WIN: _("quick win"),
        Worth.MAJOR_PROJECT: _("major project"),
        Worth.FILL_IN: _("fill-in"),
        Worth.DROP: _("to drop"),
    }[Worth(worth)]


def said_of_check(check: Check) -> str:
    """Say of an error whether it is there, and what tells it."""
    return CHECKS[check.error, check.state]() % {"figure": number(check.figure or 0)}


CHECKS: dict[tuple[Error, State], Callable[[], str]] = {
    (Error.ONLY_GEOGRAPHY, State.FOUND): lambda: _(
        "The territory is only geography: the plan does not say which accounts differ by type or"
        " potential."
    ),
    (Error.ONLY_GEOGRAPHY, State.NOT_KNOWN): lambda: _(
        "Whether the territory is only geography is not known: no segment has a potential."
    ),
    (Error.ONLY_GEOGRAPHY, State.AVOIDED): lambda: _(
        "The territory is more than geography: segments with their potential."
    ),
    (Error.ARBITRARY_SPLIT, State.FOUND): lambda: _(
        "Time is split by habit: evenly, or against what segments return."
    ),
    (Error.ARBITRARY_SPLIT, State.NOT_KNOWN): lambda: _(
        "Whether the split is arbitrary is not known: segments need a potential and a probability."
    ),
    (Error.ARBITRARY_SPLIT, State.AVOIDED): lambda: _(
        "The split rests on figures: each segment has a potential and a probability."
    ),
    (Error.PAST_ONLY, State.FOUND): lambda: _(
        "The plan looks only back: no funnel, no opportunity, no pipeline and no potential."
    ),
    (Error.PAST_ONLY, State.AVOIDED): lambda: _(
        "The plan looks ahead: %(figure)s funnels, opportunities, potentials and pipelines."
    ),
    (Error.FROZEN, State.FOUND): lambda: _(
        "The plan is frozen: a review every %(figure)s weeks, less than once a quarter."
    ),
    (Error.FROZEN, State.AVOIDED): lambda: _(
        "The plan is adjusted: a review every %(figure)s weeks."
    ),
    (Error.SILO, State.FOUND): lambda: _("The plan was built by one side alone."),
    (Error.SILO, State.NOT_KNOWN): lambda: _(
        "Whether rep and manager built the plan together is not known from its figures."
    ),
    (Error.SILO, State.AVOIDED): lambda: _("Rep and manager built the plan together."),
}


def said_of_benefit(good: Good) -> str:
    """Say what a plan is good for, with its figure."""
    if good.figure is None:
        return UNKNOWN[good.benefit]()
    return BENEFITS[good.benefit](good.figure, good.about)


BENEFITS: dict[Benefit, Callable[[float, str], str]] = {
    Benefit.CLARITY: lambda figure, about: (
        _("Clarity: %(share)s of the time goes to %(segment)s.")
        % {"share": percent(figure, 0), "segment": about}
    ),
    Benefit.PRODUCTIVITY: lambda figure, _about: (
        _("Productivity: each hour of selling is to bring %(amount)s.") % {"amount": number(figure)}
    ),
    Benefit.ALIGNMENT: lambda figure, _about: (
        _("Alignment: rep and manager worked on the plan together.")
        if figure
        else _("Alignment: rep and manager did not work on the plan together.")
    ),
    Benefit.TRACKING: lambda figure, _about: (
        _("Tracking: %(count)s indicators with a target.") % {"count": number(figure)}
    ),
    Benefit.PREDICTABILITY: lambda figure, _about: (
        _("Predictability: the funnels reach their targets together with %(odds)s.")
        % {"odds": percent(figure, 0)}
    ),
}

UNKNOWN: dict[Benefit, Callable[[], str]] = {
    Benefit.CLARITY: lambda: _("Clarity: not known, the plan has no segments."),
    Benefit.PRODUCTIVITY: lambda: _("Productivity: not known without hours of selling."),
    Benefit.ALIGNMENT: lambda: _("Alignment: not known from the figures of the plan."),
    Benefit.TRACKING: lambda: _("Tracking: no indicator is named."),
    Benefit.PREDICTABILITY: lambda: _("Predictability: not known without planned activity."),
}
