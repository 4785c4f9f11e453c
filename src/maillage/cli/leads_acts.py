"""``maillage leads contact``, ``accept``, ``refuse``, …: what people do with stored leads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import person
from maillage.errors import NotFoundError
from maillage.texts import _

if TYPE_CHECKING:
    from maillage.models import Lead

Number = Annotated[int, typer.Argument(metavar=_("LEAD"), help=_("Number of the lead."))]
Note = Annotated[str, typer.Option(help=_("What else there is to say."))]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    described = {
        "contact": (contact, _("Note that you contacted a lead.")),
        "accept": (accept, _("Take a lead on.")),
        "refuse": (refuse, _("Refuse a lead for a reason.")),
        "feedback": (feedback, _("Say how good a lead is.")),
        "call": (call, _("Note a validation call, and what was learnt in it.")),
        "sql": (qualify, _("Make an accepted lead an SQL.")),
        "opportunity": (pursue, _("Make an SQL an opportunity.")),
        "recycle": (recycle, _("Give a refused lead back to marketing.")),
        "assign": (assign, _("Give a lead to a rep by hand.")),
        "account": (account, _("Say which account a lead belongs to.")),
    }
    for name, (command, help_text) in described.items():
        leads.command(name, help=help_text)(command)


def lead_called(number: int) -> Lead:
    """Find a stored lead.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.models import Lead  # noqa: PLC0415 - needs Django set up

    found = Lead.objects.filter(pk=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no lead %(number)d.") % {"number": number},
            remedy=_("The number is in the address of its page."),
        )
    return found


def do(act: Callable[..., Any], number: int, **said: Any) -> None:
    """Do something with a lead in somebody's name, and say where it stands then."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.permissions import Action  # noqa: PLC0415

    by, now = person(Action.WORK_LEADS), timezone.now()
    act(member=by, lead=lead_called(number), now=now, **said)
    found = lead_called(number)
    typer.echo(
        _("%(lead)s: %(life)s. In charge: %(owner)s.")
        % {
            "lead": found,
            "life": found.get_life_display(),
            "owner": found.owner.name if found.owner else "–",
        }
    )


def contact(
    lead: Number,
    *,
    channel: Annotated[str, typer.Option(help=_("phone, email, meeting, chat, linkedin, other."))],
    outcome: Annotated[
        str, typer.Option(help=_("reached, left_message, no_answer, wrong_details."))
    ] = "reached",
    referenced: Annotated[
        bool, typer.Option("--referenced", help=_("You named what the lead had read."))
    ] = False,
    note: Note = "",
) -> None:
    """Note that you contacted a lead."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    said = {"channel": channel, "outcome": outcome, "note": note}
    do(acting.contact, lead, referenced_content=referenced, **said)


def accept(lead: Number) -> None:
    """Take a lead on."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.accept, lead)


def refuse(
    lead: Number,
    *,
    reason: Annotated[str, typer.Option(help=_("no_budget, no_need, timing, other, …"))],
    note: Note = "",
) -> None:
    """Refuse a lead for a reason."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.refuse, lead, reason=reason, note=note)


def feedback(
    lead: Number,
    *,
    quality: Annotated[str, typer.Option(help=_("good, fair or poor."))],
    note: Note = "",
) -> None:
    """Say how good a lead is."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.give_feedback, lead, quality=quality, note=note)


def call(
    lead: Number,
    *,
    role: Annotated[str, typer.Option("--as-role", help=_("marketing, sdr or sales."))] = "sdr",
    yes: Annotated[list[str] | None, typer.Option(help=_("A field that is so."))] = None,
    no: Annotated[list[str] | None, typer.Option(help=_("A field that is not so."))] = None,
    note: Note = "",
) -> None:
    """Note a validation call, and what was learnt in it."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    learnt = dict.fromkeys(yes or [], True) | dict.fromkeys(no or [], False)
    do(acting.record_call, lead, role=role, learnt=learnt, note=note)


def qualify(lead: Number) -> None:
    """Make an accepted lead an SQL."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.make_sql, lead)


def pursue(
    lead: Number,
    *,
    name: Annotated[str, typer.Option(help=_("What the opportunity is called."))] = "",
    amount: Annotated[float | None, typer.Option(help=_("What it is worth."))] = None,
) -> None:
    """Make an SQL an opportunity."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.make_opportunity, lead, name=name, amount=amount)


def recycle(
    lead: Number,
    *,
    back_on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help=_("Day on which it is asked again."))
    ] = "",
    note: Note = "",
) -> None:
    """Give a refused lead back to marketing."""
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up

    do(acting.recycle, lead, back_on=options.day(back_on) if back_on else None, note=note)


def assign(
    lead: Number,
    rep: Annotated[str, typer.Argument(metavar=_("REP"), help=_("Id of the rep."))],
    *,
    reason: Annotated[str, typer.Option(help=_("Why they get it."))] = "",
) -> None:
    """Give a lead to a rep by hand."""
    from maillage.domain.leads import assigning  # noqa: PLC0415 - needs Django set up
    from maillage.domain.people.members import rep_called  # noqa: PLC0415

    do(assigning.assign, lead, rep=rep_called(rep), reason=reason)


def account(
    lead: Number,
    name: Annotated[
        str, typer.Argument(metavar=_("ACCOUNT"), help=_("Its id; none to have it found again."))
    ] = "",
) -> None:
    """Say which account a lead belongs to."""
    from maillage.domain.leads import acting  # noqa: PLC0415 - needs Django set up
    from maillage.models import Account  # noqa: PLC0415

    found = Account.objects.filter(external_id=name).first() if name else None
    if name and found is None:
        raise NotFoundError(_("There is no account %(account)s.") % {"account": name})
    do(acting.fix_account, lead, account=found)
