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
    Ownership,
    Rep,
    Scenario,
    Territory,
    UnitAssignment,
)

__all__ = [
    "Account",
    "AccountAssignment",
    "ApiToken",
    "AssignmentRule",
    "Claim",
    "Delivery",
    "Event",
    "ImportRun",
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
    "Territory",
    "Touch",
    "Transfer",
    "TransferredAccount",
    "UnitAssignment",
    "User",
    "Webhook",
    "Workspace",
]
