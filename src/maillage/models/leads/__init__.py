"""Leads: what is heard of them, who they are, what is owed to them, and who is told."""

from maillage.models.leads.intake import EventAside, EventSubject, LeadEvent, LeadSource, SourceKind
from maillage.models.leads.notices import ChatDelivery, ChatHook, ChatKind, Notice
from maillage.models.leads.people import (
    CompanyDomain,
    Handoff,
    HandoffReason,
    Lead,
    LeadIdentity,
    LeadLife,
    ScoreSnapshot,
)
from maillage.models.leads.promises import (
    Promise,
    PromiseAlarm,
    PromiseEvent,
    PromiseStatus,
)
from maillage.models.leads.routing import Absence, PoolMember, RoutingHow, RoutingPool, RoutingRule
from maillage.models.leads.terms import (
    AcquisitionCost,
    Agreement,
    BusinessCalendar,
    CostKind,
    Predictor,
    ScoreModel,
    Whose,
)

__all__ = [
    "Absence",
    "AcquisitionCost",
    "Agreement",
    "BusinessCalendar",
    "ChatDelivery",
    "ChatHook",
    "ChatKind",
    "CompanyDomain",
    "CostKind",
    "EventAside",
    "EventSubject",
    "Handoff",
    "HandoffReason",
    "Lead",
    "LeadEvent",
    "LeadIdentity",
    "LeadLife",
    "LeadSource",
    "Notice",
    "PoolMember",
    "Predictor",
    "Promise",
    "PromiseAlarm",
    "PromiseEvent",
    "PromiseStatus",
    "RoutingHow",
    "RoutingPool",
    "RoutingRule",
    "ScoreModel",
    "ScoreSnapshot",
    "SourceKind",
    "Whose",
]
