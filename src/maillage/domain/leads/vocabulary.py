"""What conditions can name: fields and events we know, and those that were told lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from maillage.core.leads.scoring.score import STANDING
from maillage.domain.leads.details import field_word
from maillage.domain.leads.words import kind_word, kind_words
from maillage.models import LeadEvent

LATELY: Final = 500
"""Events of which kinds and fields are read."""
FIELDS: Final = (
    "icp_match", "budget_confirmed", "decision_authority", "timing_identified", "country", "state",
    "city", "company", "domain", "title", "industry", "employees", "segment", "status", *STANDING,
    "content", "campaign", "channel", "outcome", "quality", "reason", "role",
)  # fmt: skip


CARRIED: Final = {"brief", "next_action"}
"""What has a name as events have, but is carried by them."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Fields and kinds of events, with what they are called."""

    fields: dict[str, str]
    events: dict[str, str]


def vocabulary() -> Vocabulary:
    """Give the fields and kinds of events we know, then others that were told lately."""
    told = LeadEvent.objects.order_by("-pk").values_list("kind", "carried")[:LATELY]
    events = [kind for kind in kind_words() if kind not in CARRIED]
    kinds, fields = [], []
    for kind, carried in told:
        kinds += [kind] if kind != LeadEvent.FACTS else []
        fields += carried
    return Vocabulary(
        {name: field_word(name) for name in once([*FIELDS, *sorted(fields)])},
        {kind: kind_word(kind) for kind in once([*events, *sorted(kinds)])},
    )


def once(names: Iterable[str]) -> list[str]:
    """Give names in their order, each once."""
    return list(dict.fromkeys(names))
