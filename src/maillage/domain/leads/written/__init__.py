"""Score models, calendars and agreements as they are written: in files, in the API, in the store.

A field of each form is a setting; ``read`` gives the object of ``core`` it means, ``of`` writes one
down.
"""

from maillage.domain.leads.written.base import WrittenCondition, amount_of, amount_text
from maillage.domain.leads.written.calendars import WrittenCalendar, WrittenHours, WrittenSpecial
from maillage.domain.leads.written.promises import (
    WrittenAgreement,
    WrittenEscalation,
    WrittenPolicy,
    WrittenTerms,
)
from maillage.domain.leads.written.scores import (
    WrittenDimension,
    WrittenModel,
    WrittenNeeded,
    WrittenScoreGroup,
    WrittenScoreRule,
    WrittenScoreStage,
)

__all__ = [
    "WrittenAgreement",
    "WrittenCalendar",
    "WrittenCondition",
    "WrittenDimension",
    "WrittenEscalation",
    "WrittenHours",
    "WrittenModel",
    "WrittenNeeded",
    "WrittenPolicy",
    "WrittenScoreGroup",
    "WrittenScoreRule",
    "WrittenScoreStage",
    "WrittenSpecial",
    "WrittenTerms",
    "amount_of",
    "amount_text",
]
