"""`maillage plan`: plans of reps in the workspace, written, discussed and accepted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli import tracking
from maillage.cli.acting import member, person
from maillage.cli.answers import (
    AsJson,
    On,
    amount,
    day_of,
    ending,
    show_json,
    show_rows,
    write_file,
)
from maillage.cli.plan_files import PlanFile, read_any
from maillage.cli.workspace import HELP_FLAGS, open_workspace
from maillage.errors import NotFoundError
from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.models import RepPlan

Number = Annotated[int, typer.Argument(metavar=_("NUMBER"), help=_("Its number in the list."))]
Seen = Annotated[
    int | None,
    typer.Option(help=_("The version you looked at; refused where there is a later one.")),
]
Objective = Annotated[
    str | None, typer.Option(help=_("Objective of the year; what was handed down if left out."))
]
Text = Annotated[str, typer.Option(help=_("What you say with it."))]
Reason = Annotated[str, typer.Option(help=_("Why."))]


def register(plan_app: typer.Typer) -> None:
    """Add the commands to those of plans."""
    texts = {
        "list": (listed, _("List the plans of reps, with their states and odds.")),
        "show": (show, _("Show a plan, or with --json all it says.")),
        "load": (load, _("Store a plan from a file: begin one, or write its next version.")),
        "begin": (begin, _("Begin the plan of a rep with a proposal made from their accounts.")),
        "file": (file, _("Write a stored plan as a document, calculator, calendar or file.")),
        "versions": (versions, _("List the versions of a plan with what changed.")),
        "restore": (restore, _("Write what an earlier version said as a new one.")),
        "copy": (copy, _("Begin another year with what a plan says.")),
        "propose": (propose, _("Propose a plan to who leads the rep.")),
        "discuss": (discuss, _("Send a proposed plan back, and say why.")),
        "accept": (accept, _("Accept a proposed plan: it is in force.")),
        "reopen": (reopen, _("Begin to write an accepted plan anew.")),
        "notes": (notes, _("List what was said of a plan, or say something.")),
    }
    for name, (command, text) in texts.items():
        plan_app.command(name, help=text)(command)
    tracking.register(plan_app)

    @plan_app.callback()
    def prepare(context: typer.Context) -> None:
        """Open the workspace where plans are stored; a file needs none."""
        stored = {*texts, *tracking.NAMES}
        asked = context.invoked_subcommand in stored and not HELP_FLAGS & set(sys.argv)
        if asked and context.obj is not None:
            open_workspace(context)


def row_of(plan: RepPlan) -> dict[str, Any]:
    """A plan as plain values."""
    return {
        "id": plan.pk,
        "rep": plan.rep.external_id,
        "of": plan.rep.name,
        "name": plan.name,
        "starts_on": plan.starts_on,
        "state": plan.state,
        "shown": plan.get_state_display(),
        "version": plan.version,
        "in_force": plan.in_force,
        "objective": float(plan.objective),
        "currency": plan.currency,
        "odds": plan.odds,
        "likely": None if plan.odds is None else percent(plan.odds, 0),
        "findings": plan.findings,
    }


def heads() -> dict[str, str]:
    """The columns of a list of plans."""
    return {
        "id": _("Number"),
        "of": _("Of"),
        "starts_on": _("From"),
        "shown": _("State"),
        "objective": _("Objective"),
        "likely": _("Odds"),
        "findings": _("To look at"),
    }


def listed(
    *,
    state: Annotated[
        str, typer.Option(help=_("draft, proposed, discussed or accepted; all if left out."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List the plans of reps, with their states and odds."""
    from maillage.domain.plans.queries import plans_shown_to  # noqa: PLC0415 - needs Django set up

    plans = plans_shown_to(member())
    rows = [row_of(each) for each in (plans.filter(state=state) if state else plans)]
    none = _("There is no plan yet: see `maillage plan load --help`.")
    show_rows(rows, heads(), as_json=as_json, empty=none)


def plan_called(number: int) -> RepPlan:
    """Find a plan that whoever acts may read.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.domain.plans.queries import plans_shown_to  # noqa: PLC0415 - needs Django set up

    found = plans_shown_to(member()).filter(pk=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no plan %(number)d.") % {"number": number},
            remedy=_("`maillage plan list` lists them."),
        )
    return found


def tell(plan: RepPlan, *, as_json: bool) -> None:
    """Say what a plan is now."""
    if as_json:
        show_json(row_of(plan))
        return
    said = _("Plan %(number)d of %(rep)s, version %(version)d: %(state)s.")
    values = {"number": plan.pk, "rep": plan.rep, "version": plan.version}
    typer.echo(said % (values | {"state": plan.get_state_display()}))


def show(plan: Number, *, as_json: AsJson = False) -> None:
    """Show a plan."""
    found = plan_called(plan)
    if as_json:
        show_json(row_of(found) | {"content": found.content, "reason": found.reason})
        return
    show_rows([row_of(found)], heads(), as_json=False, empty="")
    if found.reason:
        typer.echo(_("Why: %(reason)s") % {"reason": found.reason})


def load(
    file: PlanFile,
    *,
    rep: Annotated[str, typer.Option(help=_("Id of a rep; yourself if left out."))] = "",
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Store a plan from a file."""
    from maillage.domain.people.members import rep_called  # noqa: PLC0415 - needs Django set up
    from maillage.domain.plans.writing import create_plan, write_plan  # noqa: PLC0415
    from maillage.models import RepPlan  # noqa: PLC0415
    from maillage.permissions import Action, own_rep  # noqa: PLC0415

    by = person(Action.WRITE_PLAN)
    whose = rep_called(rep) if rep else own_rep(by)
    written = read_any(file)
    there = RepPlan.objects.filter(rep=whose, starts_on=written.starts_on).first()
    if there is None:
        tell(create_plan(rep=whose, written=written, by=by), as_json=as_json)
    else:
        number = there.version if seen is None else seen
        tell(write_plan(plan=there, written=written, seen=number, by=by), as_json=as_json)


def begin(
    *,
    rep: Annotated[str, typer.Option(help=_("Id of a rep; yourself if left out."))] = "",
    on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help=_("First day of the year."))],
    objective: Objective = None,
    as_json: AsJson = False,
) -> None:
    """Begin the plan of a rep with a proposal made from their accounts."""
    from maillage.domain.people.members import rep_called  # noqa: PLC0415 - needs Django set up
    from maillage.domain.plans.beginning import begun_plan  # noqa: PLC0415
    from maillage.domain.plans.writing import check_writes, create_plan  # noqa: PLC0415
    from maillage.interfaces.importers.plans.stored import stored_plan  # noqa: PLC0415
    from maillage.permissions import Action, own_rep  # noqa: PLC0415

    by = person(Action.WRITE_PLAN)
    whose = rep_called(rep) if rep else own_rep(by)
    check_writes(by, whose)
    given = amount(objective) if objective else None
    content = begun_plan(rep=whose, starts_on=day_of(on), objective=given)
    tell(create_plan(rep=whose, written=stored_plan(content), by=by), as_json=as_json)


def file(
    plan: Number,
    out: Annotated[
        Path,
        typer.Argument(
            metavar=_("FILE"), help=_("File to write: DOCX, PDF, PPTX, XLSX, ICS, TOML or JSON.")
        ),
    ],
    *,
    version: Annotated[
        int | None, typer.Option(help=_("Number of a version; the latest if left out."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))] = False,
) -> None:
    """Write a stored plan as a file, of the kind its name ends in."""
    from maillage.domain.plans.writing import version_called  # noqa: PLC0415 - needs Django set up
    from maillage.interfaces.exporters.plans.stored_files import content_of, kinds  # noqa: PLC0415

    made, found = kinds(), plan_called(plan)
    kind = ending(out, tuple(made))
    said = found.content if version is None else version_called(found, version).content
    write_file(out, content_of(found, made[kind], said), force=force)


def versions(plan: Number, *, as_json: AsJson = False) -> None:
    """List the versions of a plan with what changed."""
    from maillage.domain.plans.differences import in_words  # noqa: PLC0415 - needs Django set up

    rows = [
        {
            "number": each.number,
            "by": str(each.by) if each.by else None,
            "at": each.at,
            "accepted_by": str(each.accepted_by) if each.accepted_by else None,
            "changes": [in_words(change) for change in each.changes],
            "changed": "\n".join(map(in_words, each.changes)),
        }
        for each in plan_called(plan).versions.select_related("by__user", "accepted_by__user")
    ]
    columns = {
        "number": _("Version"),
        "by": _("By"),
        "at": _("When"),
        "accepted_by": _("Accepted by"),
        "changed": _("What changed"),
    }
    show_rows(rows, columns, as_json=as_json, empty="")


def restore(
    plan: Number,
    version: Annotated[int, typer.Argument(metavar=_("VERSION"), help=_("Its number."))],
    *,
    seen: Seen = None,
    as_json: AsJson = False,
) -> None:
    """Write what an earlier version said as a new one."""
    from maillage.domain.plans.writing import restore_version  # noqa: PLC0415 - needs Django
    from maillage.interfaces.importers.plans.stored import stored_plan  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = person(Action.WRITE_PLAN), plan_called(plan)
    done = restore_version(
        plan=found, number=version, seen=looked_at(found, seen), read=stored_plan, by=by
    )
    tell(done, as_json=as_json)


def copy(
    plan: Number,
    *,
    on: On = None,
    objective: Annotated[
        str | None, typer.Option(help=_("Objective of the year; as before if left out."))
    ] = None,
    handed_down: Annotated[
        bool, typer.Option("--handed-down", help=_("Take what was handed down to the rep."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Begin another year with what a plan says, from a day."""
    from maillage.domain.plans.targets import target_handed_down  # noqa: PLC0415 - needs Django
    from maillage.domain.plans.writing import copy_plan  # noqa: PLC0415
    from maillage.interfaces.importers.plans.stored import stored_plan  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by, found, day = person(Action.WRITE_PLAN), plan_called(plan), day_of(on)
    target = target_handed_down(found.rep, day) if handed_down else None
    given = amount(objective) if objective else None
    made = copy_plan(
        plan=found, starts_on=day, read=stored_plan, by=by,
        objective=target.amount if target else given, currency=target.currency if target else "",
    )  # fmt: skip
    tell(made, as_json=as_json)


def looked_at(plan: RepPlan, seen: int | None) -> int:
    """The version somebody looked at: the latest unless they say."""
    return plan.version if seen is None else seen


def propose(plan: Number, *, seen: Seen = None, text: Text = "", as_json: AsJson = False) -> None:
    """Propose a plan to who leads the rep."""
    from maillage.domain.plans.deciding import propose_plan  # noqa: PLC0415 - needs Django
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = person(Action.WRITE_PLAN), plan_called(plan)
    done = propose_plan(plan=found, seen=looked_at(found, seen), by=by, text=text)
    tell(done, as_json=as_json)


def discuss(plan: Number, *, reason: Reason, seen: Seen = None, as_json: AsJson = False) -> None:
    """Send a proposed plan back, and say why."""
    from maillage.domain.plans.deciding import discuss_plan  # noqa: PLC0415 - needs Django
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = person(Action.ACCEPT_PLAN), plan_called(plan)
    done = discuss_plan(plan=found, seen=looked_at(found, seen), reason=reason, by=by)
    tell(done, as_json=as_json)


def accept(plan: Number, *, seen: Seen = None, text: Text = "", as_json: AsJson = False) -> None:
    """Accept a proposed plan: it is in force."""
    from maillage.domain.plans.deciding import accept_plan  # noqa: PLC0415 - needs Django
    from maillage.interfaces.importers.plans.stored import stored_plan  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = person(Action.ACCEPT_PLAN), plan_called(plan)
    done = accept_plan(plan=found, seen=looked_at(found, seen), read=stored_plan, by=by, text=text)
    tell(done, as_json=as_json)


def reopen(plan: Number, *, reason: Reason, seen: Seen = None, as_json: AsJson = False) -> None:
    """Begin to write an accepted plan anew."""
    from maillage.domain.plans.deciding import reopen_plan  # noqa: PLC0415 - needs Django
    from maillage.permissions import Action  # noqa: PLC0415

    by, found = person(Action.WRITE_PLAN), plan_called(plan)
    done = reopen_plan(plan=found, seen=looked_at(found, seen), reason=reason, by=by)
    tell(done, as_json=as_json)


def notes(
    plan: Number,
    *,
    text: Annotated[str, typer.Option(help=_("Say this; list the notes if left out."))] = "",
    coaching: Annotated[
        bool, typer.Option("--coaching", help=_("For the rep and who leads them alone."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what was said of a plan, or say something."""
    from maillage.domain.plans.notes import add_note, notes_shown_to  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    found = plan_called(plan)
    if text:
        kind = "coaching" if coaching else "remark"
        add_note(plan=found, kind=kind, text=text, by=person(Action.COMMENT))
    rows = [
        {
            "kind": each.kind,
            "shown": each.get_kind_display(),
            "by": str(each.by),
            "at": each.at,
            "version": each.version,
            "text": each.text,
        }
        for each in notes_shown_to(found, member())
    ]
    columns = {
        "shown": _("Kind"),
        "by": _("By"),
        "at": _("When"),
        "text": _("Text"),
    }
    show_rows(rows, columns, as_json=as_json, empty=_("Nothing was said of this plan yet."))
