"""Figures of both teams as plain values for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from maillage.core.leads.claims import Claim
from maillage.core.leads.metrics.rates import Change, Rate
from maillage.domain.leads.alignment.behind import Behind
from maillage.domain.leads.alignment.board import Board
from maillage.domain.leads.alignment.comparing import Comparison
from maillage.domain.leads.alignment.definitions import definitions
from maillage.domain.leads.alignment.figures import Figure
from maillage.domain.leads.alignment.funnel import Heard, Step, step_words
from maillage.domain.leads.alignment.losses import Losses
from maillage.domain.leads.alignment.measures import Reading, known, reading_words
from maillage.domain.leads.alignment.promises import (
    Kept,
    Side,
    direction_words,
    policy_word,
)
from maillage.domain.leads.words import quality_word, refusal_word
from maillage.domain.reviews.indicators.telling import DEFINED
from maillage.models import Lead, Opportunity


def alignment(found: Board) -> dict[str, Any]:
    """All that both teams look at, of a part and a period."""
    return {
        "of": found.part.key,
        "name": found.part.name,
        "since": found.period.since,
        "until": found.period.until,
        "figures": [figure_told(each) for each in found.figures],
        "sides": [side_told(each) for each in found.sides],
        "funnel": [step_told(each) for each in found.funnel],
        "heard": heard_told(found.heard),
    }


def figure_told(each: Figure) -> dict[str, Any]:
    """A figure with its definition, target, readings and months."""
    return {name: getattr(each.definition, name) for name in DEFINED} | {
        "target": each.aim.text,
        "verdict": each.verdict.value,
        "change": change_told(each.change) if each.change else None,
        "missing": each.definition.missing if each.main.value is None else "",
        "readings": [reading_told(each.definition.key, reading) for reading in each.readings],
        "series": [
            {"month": month.since, "value": value}
            for month, value in zip(each.months, each.series, strict=True)
        ],
    }


def reading_told(key: str, reading: Reading) -> dict[str, Any]:
    """A reading with its interval, and what it is counted from."""
    (low, high), (count, of) = reading.interval, reading.counts
    return {
        "key": reading.key,
        "name": reading_words()[key][reading.key],
        "value": reading.value,
        "low": low,
        "high": high,
        "count": count,
        "of": of,
    }


def rate_told(rate: Rate) -> dict[str, Any]:
    """A share with its interval."""
    low, high = rate.interval if rate.of else (None, None)
    return {"count": rate.count, "of": rate.of, "share": known(rate.share), "low": low,
            "high": high}  # fmt: skip


def change_told(change: Change) -> dict[str, Any]:
    """A change with its interval; what cannot be told is None."""
    names = ("before", "after", "improvement", "low", "high")
    found: dict[str, Any] = {name: known(getattr(change, name)) for name in names}
    return found | {"at_least": change.at_least, "verdict": change.verdict.value}


def side_told(side: Side) -> dict[str, Any]:
    """What a side owes the other."""
    return rate_told(side.rate) | {
        "direction": side.direction,
        "name": direction_words()[side.direction],
        "policies": [kept_told(each) for each in side.policies],
    }


def kept_told(each: Kept) -> dict[str, Any]:
    """How a promise is kept."""
    return rate_told(each.rate) | {
        "policy": each.policy,
        "name": policy_word(each.policy),
        "late": len(each.late),
        "open": len(each.open),
        "incomplete": each.incomplete,
    }


def step_told(step: Step) -> dict[str, Any]:
    """A step of the funnel."""
    return {
        "key": step.key,
        "name": step_words()[step.key],
        "of_first": rate_told(step.of_first),
        "of_previous": rate_told(step.of_previous),
        "lost": len(step.lost),
        "waiting": len(step.waiting),
        "reasons": counted(step.reasons, refusal_word),
    }


def heard_told(heard: Heard) -> dict[str, Any]:
    """What sales tells marketing."""
    return {
        "refused": counted(heard.refused, refusal_word),
        "quality": counted(heard.quality, quality_word),
        "notes": list(heard.notes),
        "asked": rate_told(heard.asked),
    }


def counted(codes: tuple[tuple[str, int], ...], word: Callable[[str], str]) -> list[dict[str, Any]]:
    """What codes are called, and how often they came."""
    return [{"text": word(code), "count": count} for code, count in codes]


def comparison_told(found: Comparison) -> dict[str, Any]:
    """Two periods compared, the figures in their order."""
    known_changes = found.aimed | found.others
    return {
        "before": {"since": found.before.since, "until": found.before.until},
        "after": {"since": found.after.since, "until": found.after.until},
        "changes": [
            change_told(known_changes[key])
            | {
                "key": key,
                "requirement": definition.requirement,
                "name": definition.name,
                "unit": definition.unit,
                "aimed": key in found.aimed,
            }
            for key, definition in definitions().items()
            if key in known_changes
        ],
    }


def losses_told(found: Losses) -> dict[str, Any]:
    """What claims make of figures that were typed in."""
    return {
        "losses": [
            {
                "of": name,
                "typed": loss.of,
                "amount": loss.amount,
                "said": str(loss),
                "claim": claim_told(loss.claim),
            }
            for name, loss in found.found.items()
        ],
        "quoted": [claim_told(each) for each in found.quoted],
    }


def claim_told(claim: Claim) -> dict[str, Any]:
    """A claim and who makes it."""
    return {"id": claim.id, "text": claim.text, "figure": claim.figure, "source": claim.source,
            "translated": claim.translated, "verified": claim.verified}  # fmt: skip


def behind_told(found: Behind) -> dict[str, Any]:
    """The rows behind a number: leads by number, opportunities by id."""
    leads = Lead.objects.filter(pk__among=() if found.deals else found.rows)
    deals = Opportunity.objects.filter(pk__among=found.rows if found.deals else ())
    return {
        "name": found.name,
        "leads": list(leads.order_by("pk").values_list("pk", flat=True)),
        "opportunities": list(deals.order_by("external_id").values_list("external_id", flat=True)),
    }
