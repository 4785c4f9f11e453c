"""``maillage people``: who may sign in, and as what."""

from __future__ import annotations

import json
import secrets
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from maillage.cli.acting import person, whoever
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    people = typer.Typer(help=_("Let people in, and list them."), no_args_is_help=True)
    people.command("add", help=_("Let a person into the workspace."))(add)
    people.command("token", help=_("Make a token for a program that acts for you."))(token)
    people.command("list", help=_("List the people of the workspace."))(show)
    app.add_typer(people, name="people")


def add(
    email: Annotated[str, typer.Argument(metavar=_("E-MAIL"), help=_("Address of the person."))],
    *,
    role: Annotated[
        str,
        typer.Option(
            help=_(
                "rep, manager, director, operations, marketing, partner_manager, finance or reader."
            )
        ),
    ] = "reader",
    name: Annotated[str, typer.Option(help=_("Name shown to others."))] = "",
    rep: Annotated[str, typer.Option(help=_("Id of the rep this person is."))] = "",
    password: Annotated[
        str,
        typer.Option(
            envvar="MAILLAGE_PASSWORD",
            help=_("First password; one is made up where none is given."),
        ),
    ] = "",
) -> None:
    """Let a person into the workspace."""
    from maillage.domain.people.members import add_member, rep_called  # noqa: PLC0415 - Django
    from maillage.permissions import Action  # noqa: PLC0415

    chosen = password or secrets.token_urlsafe(12)
    member = add_member(
        email=email,
        role=role,
        name=name,
        password=chosen,
        rep=rep_called(rep) if rep else None,
        by=whoever(Action.MANAGE_PEOPLE),
    )
    typer.echo(
        _("%(person)s may sign in as %(role)s.")
        % {"person": member.user.email, "role": member.get_role_display()}
    )
    if not password and member.user.check_password(chosen):
        typer.echo(_("Password, shown this once: %(password)s") % {"password": chosen})


def token(
    name: Annotated[str, typer.Argument(metavar=_("NAME"), help=_("What the token is for."))],
    *,
    scopes: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            help=_("read, write, design or admin. Repeat for several."),
            show_default="read",
        ),
    ] = None,
    days: Annotated[int, typer.Option(help=_("How long it holds."))] = 90,
    as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False,
) -> None:
    """Make a token for a program that acts for you."""
    from maillage.domain.people.tokens import create_token  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    made, secret = create_token(
        member=person(Action.USE_TOKENS), name=name, scopes=scopes or ["read"], days=days
    )
    if as_json:
        found = {"name": made.name, "scopes": made.scopes, "token": secret}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(_("Token, shown this once: %(token)s") % {"token": secret})


def show(
    *, as_json: Annotated[bool, typer.Option("--json", help=_("Answer as JSON."))] = False
) -> None:
    """List the people of the workspace."""
    from maillage.domain.people.members import people_frame  # noqa: PLC0415 - Django

    frame = people_frame()
    if as_json:
        typer.echo(json.dumps(frame.to_dict("records"), ensure_ascii=False, indent=2))
        return
    table = Table(_("name"), _("e-mail"), _("role"), _("rep"), _("active"))
    for row in frame.itertuples(index=False):
        table.add_row(row.name, row.email, row.role, row.rep, _("yes") if row.active else _("no"))
    Console().print(table)
