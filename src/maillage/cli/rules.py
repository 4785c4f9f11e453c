"""``maillage rules``: whose an account is; tested before they are applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, On, day_of, show_json, show_rows
from maillage.cli.transfers import show_transfer
from maillage.texts import _

if TYPE_CHECKING:
    from maillage.domain.territories.rules.testing import RuleTest


def register(app: typer.Typer) -> None:
    """Add the commands to those of the program."""
    rules = typer.Typer(
        help=_("Rules that say whose an account is: list, test and apply them."),
        no_args_is_help=True,
    )
    rules.command("list", help=_("List the rules in order of precedence."))(show)
    rules.command("test", help=_("Say what the rules would do on a day; nothing is written."))(
        try_out
    )
    rules.command("apply", help=_("Give every account the owner the rules name, from a day on."))(
        apply
    )
    app.add_typer(rules, name="rules")


def show(*, as_json: AsJson = False) -> None:
    """List the rules in order of precedence."""
    from maillage.domain.territories.rules.testing import TARGETS, answering  # noqa: PLC0415
    from maillage.interfaces.lists.ownership import in_words  # noqa: PLC0415
    from maillage.models import AssignmentRule  # noqa: PLC0415 - needs Django set up
    from maillage.permissions import Action  # noqa: PLC0415

    whoever(Action.VIEW)
    rows = [
        {
            "id": rule.pk,
            "position": rule.position,
            "name": rule.name,
            "sentence": in_words(rule),
            "rep": rep.external_id if (rep := answering(rule)) else "",
            "starts_on": rule.starts_on,
            "ends_on": rule.ends_on,
            "active": rule.active,
            "criteria": rule.criteria,
        }
        for rule in AssignmentRule.objects.select_related(*TARGETS)
    ]
    heads = {
        "id": _("Number"),
        "position": _("Precedence"),
        "name": _("Rule"),
        "sentence": _("What it says"),
        "active": _("in use"),
    }
    none = _("No rule yet: write one in the application, under Rules.")
    show_rows(rows, heads, as_json=as_json, empty=none)


def try_out(*, on: On = None, as_json: AsJson = False) -> None:
    """Say what the rules would do on a day; nothing is written."""
    from maillage.domain.territories.rules.testing import try_rules  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW_DRAFTS)
    show_test(try_rules(on=day_of(on)), as_json=as_json)


def show_test(found: RuleTest, *, as_json: bool) -> None:
    """Show how many accounts each finding concerns, and what each rep gains and loses."""
    from maillage.interfaces.lists.ownership import findings  # noqa: PLC0415

    counts = {name: found.count(name) for name in findings()}
    rows = [
        {"finding": name, "accounts": each.accounts, "potential": each.potential}
        for name, each in counts.items()
    ]
    reps = [{key: row[key] for key in row if key != "rep"} for row in found.by_rep()]
    if as_json:
        show_json({"on": found.on, "seen": found.fingerprint, "findings": rows, "reps": reps})
        return
    labels = findings()
    named = [row | {"finding": labels[str(row["finding"])]} for row in rows]
    amounts = {"accounts": _("Accounts"), "potential": _("Potential")}
    show_rows(named, {"finding": _("Finding")} | amounts, as_json=False, empty="")
    gains = {
        "name": _("Rep"),
        "gained": _("Gains"),
        "lost": _("Gives"),
        "potential": _("Potential"),
    }
    show_rows(reps, gains, as_json=False, empty=_("No account changes owner."))


def apply(
    *,
    on: On = None,
    seen: Annotated[
        str, typer.Option(help=_("Mark of a test, from its JSON: refuse if anything else follows."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Give every account the owner the rules name, from a day on."""
    from maillage.domain.territories.rules.applying import apply_rules  # noqa: PLC0415
    from maillage.domain.territories.rules.testing import try_rules  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by, day = whoever(Action.EDIT_RULES), day_of(on)
    made = apply_rules(on=day, seen=seen or try_rules(on=day).fingerprint, by=by)
    show_transfer(made, as_json=as_json)
