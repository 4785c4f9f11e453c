"""The score model of the source (D-02 to D-04), and the recommended one with its gate (D-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from maillage.core.leads.conditions import Condition, Operator
from maillage.core.leads.scoring.model import (
    Dimension,
    EventRule,
    FieldRule,
    Group,
    Model,
    Needed,
    Stage,
)

ALWAYS: Final = datetime(2000, 1, 1, tzinfo=UTC)
ICP: Final = Condition("icp_match")

FIT: Final = Dimension(
    "fit",
    (
        Group("profile", (FieldRule("icp_match", 20, (ICP,)),)),
        Group(
            "readiness",
            (
                FieldRule("budget_confirmed", 15, (Condition("budget_confirmed"),)),
                FieldRule("decision_authority", 10, (Condition("decision_authority"),)),
                FieldRule("timing_identified", 10, (Condition("timing_identified"),)),
            ),
        ),
    ),
    bands=(35, 20),
)
ENGAGEMENT: Final = Dimension(
    "engagement",
    (
        Group(
            "content",
            (
                EventRule("pricing_page", 15, "pricing_page_view"),
                EventRule("case_study", 10, "case_study_download"),
                EventRule("webinar", 10, "webinar_attended"),
                EventRule("emails", 5, "email_opened", at_least=3),
            ),
        ),
    ),
    bands=(25, 10),
)
BY_WHOM: Final = Condition("role", Operator.IN, ("marketing", "sdr"))

SEED: Final = Model(
    "seed",
    1,
    ALWAYS,
    (FIT, ENGAGEMENT),
    (Stage("mql", 40), Stage("sql", 60, needs=(Needed("validation_call", (BY_WHOM,)),))),
)
"""The sum alone decides, so that a lead outside of the ICP can be an MQL (X-10)."""

RECOMMENDED: Final = replace(
    SEED, id="recommended", stages=(replace(SEED.stages[0], gates=(ICP,)), SEED.stages[1])
)
"""The same points; nobody outside of the ICP is an MQL."""
