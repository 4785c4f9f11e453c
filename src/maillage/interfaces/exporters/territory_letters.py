"""The territory letter of a rep on a day: their accounts, the rules, their pay (B-02)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.core.territories.colours import territory_colours
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.domain.accounts.holdings import accounts_at
from maillage.domain.accounts.policy import in_words, policy_in_force
from maillage.domain.reviews.pay.schemes import pay_words
from maillage.domain.territories.rules.editing import in_force
from maillage.domain.territories.rules.sentences import sentence
from maillage.domain.territories.rules.testing import TARGETS, answering
from maillage.domain.words import day_word
from maillage.interfaces.exporters.letters import (
    TEMPLATE,
    WIDEST_CELL,
    WIDEST_NAME,
    WIDEST_TITLE,
    definition,
    one_line,
    pay_lines,
)
from maillage.interfaces.exporters.report import compile_document
from maillage.interfaces.exporters.wording import clean, compact, day, number
from maillage.models import Account, AssignmentRule, Policy, Rep

OF_MANY = 40


def own_accounts(rep: Rep, on: date) -> QuerySet[Account]:
    """Give the accounts of a rep on a day, those of the largest potential first."""
    return accounts_at(on).filter(owner_id=rep.pk).order_by("-potential", "name", "pk")


def rules_of(rep: Rep, on: date) -> list[str]:
    """Say which rules of attribution give accounts to a rep on a day."""
    found = AssignmentRule.objects.filter(in_force(on)).select_related(*TARGETS)
    return [sentence(rule, criterion_of(rule.criteria)) for rule in found if answering(rule) == rep]


def conflict_rules(rep: Rep, on: date, policy: Policy) -> list[str]:
    """Say all rules that settle who owns what, as far as they concern a rep."""
    return [*in_words(policy), *rules_of(rep, on)]


def letters_pdf(reps: Sequence[Rep], *, on: date, language: str) -> bytes:
    """Write the letters of reps as one PDF; a letter alone lists every account."""
    with override(language):
        data = letters_data(reps, on=on, language=language)
    files = {"data.json": json.dumps(data, ensure_ascii=False)}
    return compile_document(TEMPLATE, files, made_at=datetime.combine(on, time(12), UTC))


def letters_data(reps: Sequence[Rep], *, on: date, language: str) -> dict[str, Any]:
    """Collect the texts of letters, in the language that is active."""
    policy = policy_in_force()
    most = None if len(reps) == 1 else OF_MANY
    colours = territory_colours(len(reps)) if reps else []
    said = day(datetime.combine(on, time()))
    return {
        "language": language,
        "paper": "us-letter" if language == "en" else "a4",
        "title": _("Territory letters on %(day)s") % {"day": said},
        "kind": _("Territory letter"),
        "date": said,
        "design": _("in force"),
        "banner": "",
        "page": _("Page"),
        "nobody": _("No rep holds a territory."),
        "definition": definition(),
        "rules_heading": _("2. Which rules settle who owns an account"),
        "pay_heading": _("3. How your variable pay is computed"),
        "pay": pay(on),
        "signatures": [_("Rep"), _("Sales management"), _("Date")],
        "heads": [_("Account"), _("City"), _("Potential"), _("Since"), _("Because")],
        "letters": [
            letter(rep, on, policy, colour, most) for rep, colour in zip(reps, colours, strict=True)
        ],
    }


def pay(on: date) -> dict[str, Any]:
    """Say how variable pay is computed; lines to fill in where nobody has written it."""
    note = "\n".join(clean(line) for line in pay_words(on).splitlines())
    return {"note": note, "lines": []} if note.strip() else pay_lines()


def letter(rep: Rep, on: date, policy: Policy, colour: str, most: int | None) -> dict[str, Any]:
    """Collect what one letter says; with ``most``, of that many accounts only."""
    found = list(own_accounts(rep, on))
    shown = found if most is None else found[:most]
    worth = sum(account.potential or 0.0 for account in found)
    sales = sum(account.revenue or 0.0 for account in found)
    accounts = ngettext("account", "accounts", len(found))
    return {
        "rep": one_line(rep.name, WIDEST_TITLE),
        "number": initials(rep.name),
        "colour": colour,
        "territory": one_line(", ".join(filter(None, [rep.city, rep.state])), 2 * WIDEST_TITLE),
        "figures": [
            {"figure": number(len(found)), "label": accounts},
            {"figure": compact(worth), "label": _("of potential in your accounts")},
            {"figure": compact(sales), "label": _("sold with them per year")},
        ],
        "accounts_heading": _("1. Which accounts are yours"),
        "rows": [row(account) for account in shown],
        "more": more(len(found) - len(shown)),
        "rules": [clean(text) for text in conflict_rules(rep, on, policy)],
    }


def initials(name: str) -> str:
    """The first letters of a name, at most two."""
    words = clean(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def row(account: Any) -> list[str]:
    """One account of a letter."""
    place = ", ".join(part for part in (clean(account.city, 40), account.state) if part)
    since = day_word(account.owned_since)
    because = account.owned_because or (_("named account") if account.named else "")
    return [
        one_line(clean(account.name) or account.external_id, WIDEST_NAME),
        one_line(place, WIDEST_CELL),
        compact(account.potential),
        since,
        one_line(because, WIDEST_CELL),
    ]


def more(hidden: int) -> str:
    """Say how many accounts are not listed."""
    if hidden == 0:
        return ""
    return ngettext(
        "and %(count)s account of lower potential: the letter of this rep alone lists it.",
        "and %(count)s accounts of lower potential: the letter of this rep alone lists them.",
        hidden,
    ) % {"count": number(hidden)}
