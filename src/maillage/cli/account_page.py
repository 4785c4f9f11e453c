"""``maillage accounts show``: everything about one account on a day, as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.acting import member, whoever
from maillage.cli.answers import AsJson, On, day_of, show_json
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from datetime import date

    from maillage.models import Account

Identity = Annotated[str, typer.Argument(metavar=_("ID"), help=_("Id of the account."))]
Home = Annotated[
    str,
    typer.Option(
        metavar=_("TIME ZONE"),
        help=_("Where you call from, such as Europe/Paris; by default where its owner is."),
    ),
]
FIGURES = (
    "employees", "company_revenue", "industry", "naics", "segment", "domain", "phone",
    "linkedin_url", "potential", "revenue", "sales_cycle", "decision",
)  # fmt: skip
MOST = 20


def show(identity: Identity, *, on: On = None, home: Home = "", as_json: AsJson = False) -> None:
    """Show an account: its owner, its fit, its signals, when to call, who told what."""
    from maillage.domain.accounts.holdings import accounts_at  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    whoever(Action.VIEW)
    day = day_of(on)
    found = accounts_at(day).filter(external_id=identity.replace("\0", "")).first()
    if found is None:
        raise NotFoundError(_("There is no account %(id)s.") % {"id": quoted(identity)})
    told = portrait(found, day, home)
    if as_json:
        show_json(told)
    else:
        typer.echo("\n".join(lines(told)))


def portrait(account: Account, on: date, home: str) -> dict[str, Any]:
    """Give what is known of an account on a day as plain values."""
    from maillage.domain.accounts.outlook import coming  # noqa: PLC0415 - needs Django set up
    from maillage.domain.accounts.overlays import overlays_at  # noqa: PLC0415
    from maillage.domain.accounts.portrait import (  # noqa: PLC0415
        facts_told,
        fit_told,
        signals_told,
    )

    roles = overlays_at(on).filter(account=account)
    touches = account.touches.filter(occurred_on__lte=on).select_related("rep")
    return {
        "id": account.external_id,
        "name": account.name,
        "on": on,
        "status": account.status,
        "place": ", ".join(filter(None, (account.city, account.state, account.country))),
        "owner": account.owner_name,
        "owned_since": account.owned_since,
        "owned_because": account.owned_because,
    } | {name: getattr(account, name) for name in FIGURES} | {
        "calls": calls_told(account, home),
        "fit": fit_told(account, on),
        "signals": signals_told(account, on),
        "facts": facts_told(account),
        "roles": [{"rep": row.rep.name, "role": row.role, "share": row.share} for row in roles],
        "touches": [
            {"rep": row.rep.name, "on": row.occurred_on, "kind": row.kind}
            for row in touches.order_by("-occurred_on", "-pk")[:MOST]
        ],
        "coming": [{"day": each.day, "text": each.text} for each in coming(account=account, on=on)],
    }  # fmt: skip


def calls_told(account: Account, home: str) -> dict[str, Any] | None:
    """Say what time it is there and when to call today, None where its zone is not known."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.core.geography.zones import time_zone  # noqa: PLC0415
    from maillage.domain.accounts.calling import call_times, home_of, zone_of  # noqa: PLC0415
    from maillage.domain.accounts.holdings import in_force  # noqa: PLC0415

    if home:
        time_zone(home)
    owned = account.ownerships.filter(in_force(timezone.localdate())).select_related("rep").first()
    acting, owner = member(), owned.rep if owned else None
    usual = home_of(acting, owner) if acting else zone_of(owner) if owner else ""
    told = call_times(account=account, home=home or usual, at=timezone.now())
    if told is None:
        return None
    window = told.window
    return {
        "zone": told.zone,
        "home": told.home,
        "now": told.now,
        "early": told.early,
        "opens": window.opens if window else None,
        "closes": window.closes if window else None,
        "opens_for_caller": window.opens_for_caller if window else None,
        "closes_for_caller": window.closes_for_caller if window else None,
    }


def lines(told: dict[str, Any]) -> list[str]:
    """Write it for a person."""
    from maillage.domain.words import field_names, touch_word  # noqa: PLC0415
    from maillage.interfaces.lists.columns import written  # noqa: PLC0415

    names = field_names() | {
        "segment": _("Segment"), "potential": _("Potential"), "revenue": _("Sales"),
        "sales_cycle": _("Sales cycle"), "decision": _("Who decides"),
    }  # fmt: skip
    owner = {"owner": told["owner"] or _("nobody"), "day": written(told["owned_since"])}
    known = [name for name in FIGURES if told[name] not in (None, "")]
    return [
        f"{told['name']} ({told['id']}), {told['place']}",
        _("Owner: %(owner)s, since %(day)s") % owner,
        *(f"{names[name]}: {written(told[name])}" for name in known),
        *call_lines(told["calls"]),
        *fit_lines(told["fit"]),
        *signal_lines(told["signals"]),
        *(
            _("%(field)s told by %(source)s, seen on %(day)s")
            % {"field": names.get(each["field"], each["field"]), "source": each["source"],
               "day": written(each["seen_on"])}
            for each in told["facts"]
        ),
        *(f"{written(each['day'])} · {each['text']}" for each in told["coming"]),
        *(f"{written(each['on'])} · {each['rep']} · {touch_word(each['kind'])}"
          for each in told["touches"]),
    ]  # fmt: skip


def call_lines(calls: dict[str, Any] | None) -> list[str]:
    """Say when to call."""
    if calls is None:
        return [_("Its time zone is not known.")]
    said = [
        _("Time there: %(time)s, %(zone)s")
        % {"time": f"{calls['now']:%H:%M}", "zone": calls["zone"]}
    ]
    if calls["early"]:
        said.append(_("That is outside of business hours."))
    if calls["opens"]:
        text = _("Call today from %(opens)s to %(closes)s, %(zone)s; there %(from)s to %(to)s")
        said.append(text % {
            "opens": f"{calls['opens_for_caller']:%H:%M}",
            "closes": f"{calls['closes_for_caller']:%H:%M}", "zone": calls["home"],
            "from": f"{calls['opens']:%H:%M}", "to": f"{calls['closes']:%H:%M}",
        })  # fmt: skip
    elif calls["home"]:
        said.append(_("No hour suits both today."))
    return said


def fit_lines(fit: dict[str, Any] | None) -> list[str]:
    """Say how the account fits the profile in force, criterion by criterion."""
    from maillage.domain.accounts.icp.words import answer_words, criterion_names  # noqa: PLC0415

    if fit is None:
        return [_("No profile was in force that day.")]
    words, names = answer_words(), criterion_names()
    text = _("Fit with version %(number)d of the ideal customer profile: %(answer)s")
    return [
        text % {"number": fit["version"], "answer": words[fit["answer"]]},
        *(
            "  "
            + _("%(criterion)s: %(answer)s; known: %(known)s; asked: %(asked)s")
            % {
                "criterion": names[each["criterion"]],
                "answer": words[each["answer"]],
                "known": each["known"],
                "asked": each["asked"],
            }
            for each in fit["findings"]
        ),
    ]


def signal_lines(signals: list[dict[str, Any]]) -> list[str]:
    """Say the signals, the newest first, and which of them count."""
    from maillage.interfaces.lists.columns import written  # noqa: PLC0415 - needs Django set up
    from maillage.models import SignalKind  # noqa: PLC0415

    words = dict(SignalKind.choices)
    said = []
    for each in signals[:MOST]:
        parts = [written(each["seen_on"]), each["name"], str(words[each["kind"]])]
        if each["strength"] is not None:
            parts.append(_("strength %(strength)s") % {"strength": f"{each['strength']:g}"})
        if each["source"]:
            parts.append(each["source"])
        until = {"day": written(each["expires_on"])}
        counts = _("counts until %(day)s") % until
        parts.append(counts if each["counts"] else _("expired, does not count"))
        said.append(" · ".join(parts))
    return said
