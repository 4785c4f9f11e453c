"""What is stored: one file per room."""

from maillage.models.accounts import Account, Touch
from maillage.models.activity import Event, ImportRun
from maillage.models.market import MarketCell, MarketDataset
from maillage.models.ownership import (
    AssignmentRule,
    Claim,
    Overlay,
    Policy,
    Transfer,
    TransferredAccount,
)
from maillage.models.people import ApiToken, Membership, Role, User, Workspace
from maillage.models.programs import Delivery, KeptAnswer, Webhook
from maillage.models.territories import (
    AccountAssignment,
    Change,
    Comment,
    Ownership,
    Rep,
    Scenario,
    Stage,
    Territory,
    UnitAssignment,
)
from maillage.models.work import Job

__all__ = [
    "Account",
    "AccountAssignment",
    "ApiToken",
    "AssignmentRule",
    "Change",
    "Claim",
    "Comment",
    "Delivery",
    "Event",
    "ImportRun",
    "Job",
    "KeptAnswer",
    "MarketCell",
    "MarketDataset",
    "Membership",
    "Overlay",
    "Ownership",
    "Policy",
    "Rep",
    "Role",
    "Scenario",
    "Stage",
    "Territory",
    "Touch",
    "Transfer",
    "TransferredAccount",
    "UnitAssignment",
    "User",
    "Webhook",
    "Workspace",
]
