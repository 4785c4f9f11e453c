"""Says in words what segments ask, and why an account is in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from maillage.core.accounts.growth import growth_of
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.segments import NOWHERE
from maillage.core.accounts.segments.explanation import Finding, Placement, place
from maillage.domain.accounts.criteria.words import said
from maillage.domain.accounts.segments.placing import NONE, UNKNOWN, fields_known
from maillage.domain.accounts.segments.reading import segments_of
from maillage.models import Account, Segmentation
from maillage.texts import _, number, percent


def in_none() -> dict[str, str]:
    """Name what is in no segment."""
    return {NONE: _("in no segment"), UNKNOWN: _("not known")}


def placed_words(placement: Placement, names: Sequence[str]) -> str:
    """Say where an account is."""
    if placement.place != NOWHERE:
        return names[placement.place]
    return in_none()[NONE if placement.perhaps == NOWHERE else UNKNOWN]


def perhaps_words(placement: Placement, names: Sequence[str]) -> str:
    """Say to which segment before it may belong, "" for none."""
    if placement.perhaps == NOWHERE:
        return ""
    text = _("may belong to %(name)s: not enough is known")
    return text % {"name": names[placement.perhaps]}


def finding_words(finding: Finding) -> str:
    """Say a condition, and what is known where it decides."""
    text = said(finding.condition)
    if finding.answer is Answer.UNKNOWN:
        return _("%(condition)s: not known") % {"condition": text}
    shown = known_words(finding.condition.field, finding.known)
    answers = {Answer.YES: _("%(condition)s: yes, %(known)s"),
               Answer.NO: _("%(condition)s: no, %(known)s")}  # fmt: skip
    return answers[finding.answer] % {"condition": text, "known": shown}


def known_words(field: str, known: Any) -> str:
    """Write what is known of a field."""
    if isinstance(known, float):
        return percent(known, 0) if field == "growth" else number(known)
    if isinstance(known, list):
        return ", ".join(known) or _("none")
    return known or _("none")


def account_told(account: Account, on: date) -> dict[str, Any]:
    """Say what can still be sold to an account, in which segments it is on a day and why."""
    growth = growth_of(
        status=account.status,
        potential=account.potential,
        revenue=account.revenue,
        growth=account.growth,
    )
    known = fields_known(account, on)
    placements = [told(known, each) for each in Segmentation.objects.all()]
    return {"growth": asdict(growth), "placements": placements}


def told(account: dict[str, Any], segmentation: Segmentation) -> dict[str, Any]:
    """Explain an account, of which all fields are given, in one segmentation."""
    segments = segments_of(segmentation.segments)
    placement = place(account, segments)
    names = [each.name for each in segments]
    here, perhaps = ([*names, None][place] for place in (placement.place, placement.perhaps))
    return {
        "segmentation": segmentation.pk,
        "segmentation_name": segmentation.name,
        "segment": here,
        "perhaps": perhaps,
        "said": placed_words(placement, names),
        "doubt": perhaps_words(placement, names),
        "segments": [
            {
                "name": each.name,
                "answer": each.answer.value,
                "conditions": [finding_words(finding) for finding in each.findings],
            }
            for each in placement.segments
        ],
    }


def growth_words(growth: dict[str, Any]) -> list[str]:
    """Say the formula of what can still be sold, with its figures; what is missing is named."""
    amounts = {
        name: _("not known") if growth[name] is None else number(growth[name])
        for name in ("potential", "sales", "white_space", "next_year")
    }
    text = _(
        "White space: potential %(potential)s less sales %(sales)s per year = %(white_space)s."
    )
    words = [text % amounts]
    if growth["exceeded"]:
        words.append(_("More is sold than the potential says: look at the potential again."))
    elif growth["won"] is not None:
        words.append(
            _("Won so far: %(share)s of the potential.") % {"share": percent(growth["won"])}
        )
    if growth["next_year"] is not None:
        words.append(_("Expected over twelve months: %(next_year)s of growth.") % amounts)
    return words
