"""Lists of challenges, and of what was published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import (
    Challenge,
    ChallengeReason,
    ChallengeState,
    Letter,
    Publication,
)
from maillage.texts import _

CHALLENGES = {
    ChallengeState.OPEN: "warn",
    ChallengeState.ACCEPTED: "good",
    ChallengeState.REFUSED: "bad",
    ChallengeState.WITHDRAWN: "",
}
LETTERS = {
    Letter.State.SENT: "good",
    Letter.State.FAILED: "bad",
    Letter.State.NO_ADDRESS: "warn",
    Letter.State.SENDING: "warn",
}


def challenges(link: Callable[[Any], str], scenarios: list[tuple[int, str]]) -> Listing:
    """What reps challenge."""
    return Listing(
        name="challenges",
        caption=_("Challenges"),
        order="-at",
        search=("reference__icontains", "text__icontains", "rep__name__icontains"),
        placeholder=_("Rep, account or words"),
        empty={
            "icon": "hand",
            "title": _("No challenge"),
            "text": _(
                "Reps challenge moves on the page of their future territory, while a scenario"
                " is open to them."
            ),
        },
        columns=[
            Column("reference", _("What"), str, ("subject", "reference"), link=link),
            Column("rep", _("Rep"), lambda row: row.rep.name, ("rep__name",)),
            Column(
                "proposed",
                _("Goes to"),
                lambda row: row.proposed.name if row.proposed else "",
                ("proposed__name",),
            ),
            Column("wanted", _("Should go to"), lambda row: row.wanted.name, ("wanted__name",)),
            Column("code", _("Reason"), lambda row: row.get_code_display(), ("code",)),
            Column("text", _("In words"), lambda row: row.text),
            Column("scenario", _("Scenario"), lambda row: row.scenario.name, ("scenario__name",)),
            Column(
                "state", _("State"), lambda row: row.get_state_display(), ("state",), show=state
            ),
            Column("at", _("When"), lambda row: row.at, ("at",)),
        ],
        filters=[
            Filter(
                "state",
                _("State"),
                [("", _("All")), *ChallengeState.choices],
                lambda chosen: Q(state=chosen),
            ),
            Filter(
                "code",
                _("Reason"),
                [("", _("All")), *ChallengeReason.choices],
                lambda chosen: Q(code=chosen),
            ),
            Filter(
                "scenario",
                _("Scenario"),
                [("", _("All")), *((str(pk), name) for pk, name in scenarios)],
                lambda chosen: Q(scenario=int(chosen)),
            ),
        ],
    )


def state(row: Challenge) -> Cell:
    """How far a challenge is, as a badge."""
    return Cell(row.get_state_display(), badge=CHALLENGES[ChallengeState(row.state)])


def publications(link: Callable[[Any], str]) -> Listing:
    """What was put into force."""
    return Listing(
        name="publications",
        caption=_("Publications"),
        order="-at",
        search=("scenario__name__icontains", "by__user__name__icontains"),
        placeholder=_("Scenario or person"),
        empty={
            "icon": "flag",
            "title": _("Nothing was published yet"),
            "text": _("A scenario is published once the steering committee approved it."),
        },
        columns=[
            Column(
                "scenario", _("Scenario"), lambda row: row.scenario.name, ("scenario__name",),
                link=link,
            ),
            Column("from", _("In force from"), lambda row: row.effective_on, ("effective_on",)),
            Column(
                "accounts",
                _("Accounts that change owner"),
                lambda row: row.figures.get("owner_changes", 0),
                number=True,
            ),
            Column(
                "potential",
                _("Their potential"),
                lambda row: row.figures.get("potential", 0.0),
                number=True,
            ),
            Column("state", _("State"), force_text, ("rolled_back_at",), show=force),
            Column("by", _("Published by"), lambda row: str(row.by), ("by__user__name",)),
            Column("at", _("When"), lambda row: row.at, ("at",)),
        ],
    )  # fmt: skip


def force_text(row: Publication) -> str:
    """Whether a publication holds, in words."""
    if row.rolled_back_at:
        return _("rolled back")
    if replaced(row):
        return _("superseded")
    return _("in force") if row.effective_on <= timezone.localdate() else _("to come")


def replaced(row: Publication) -> bool:
    """Whether one published since has begun, or begins before this one would."""
    latest = max(timezone.localdate(), row.effective_on)
    return row.replaced_on is not None and row.replaced_on <= latest


def force(row: Publication) -> Cell:
    """Whether a publication holds, as a badge."""
    holds = not row.rolled_back_at and not replaced(row)
    shown = "good" if row.effective_on <= timezone.localdate() else "accent"
    return Cell(force_text(row), badge=shown if holds else "")


def published_accounts(link: Callable[[Any], str], *, rolled_back: bool) -> Listing:
    """The accounts a publication changed; which were given back, once it was rolled back."""
    restored = Column("restored", _("Given back"), lambda row: row.restored, ("restored",))
    choices = [("", _("All")), ("yes", _("yes")), ("no", _("no"))]
    return Listing(
        name="accounts",
        caption=_("Accounts it changed"),
        order="name",
        search=(
            "account__name__icontains",
            "account__external_id__iexact",
            "account__city__icontains",
            "from_rep__name__icontains",
            "to_rep__name__icontains",
        ),
        placeholder=_("Account, city or rep"),
        columns=[
            Column("name", _("Account"), lambda row: row.account.name, ("account__name",),
                   link=link),
            Column("city", _("City"), lambda row: row.account.city, ("account__city",)),
            Column("from", _("From"), lambda row: row.from_rep.name if row.from_rep else "",
                   ("from_rep__name",)),
            Column("to", _("To"), lambda row: row.to_rep.name if row.to_rep else "",
                   ("to_rep__name",)),
            Column("potential", _("Potential"), lambda row: row.account.potential,
                   ("account__potential",), number=True),
            *([restored] if rolled_back else []),
        ],
        filters=[
            Filter(
                "restored",
                _("Given back"),
                choices,
                lambda chosen: Q(restored=chosen == "yes"),
            )
        ]
        if rolled_back
        else [],
    )  # fmt: skip
