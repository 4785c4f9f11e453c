"""What is stored: one file per room."""

from maillage.models import lookups  # noqa: F401 - registers itself with the fields
from maillage.models.accounts import Account, Touch
from maillage.models.activity import Event, ImportRun
from maillage.models.brand import Branding
from maillage.models.consultation import (
    Acceptance,
    Challenge,
    ChallengeReason,
    ChallengeState,
    Consultation,
)
from maillage.models.duplicates import DuplicatePair, Merge, PairState
from maillage.models.icp import IcpSignature, IcpVersion, Team
from maillage.models.market import MarketCell, MarketDataset, MarketShare, MarketSize
from maillage.models.messages import Message, MessageKind
from maillage.models.objectives import Objective, ObjectiveYear
from maillage.models.opportunities import Opportunity, Outcome, StageEntry
from maillage.models.ownership import (
    AssignmentRule,
    Claim,
    Overlay,
    Policy,
    Transfer,
    TransferredAccount,
)
from maillage.models.people import ApiToken, Membership, Role, User, Workspace
from maillage.models.plans import PlanNote, PlanState, PlanVersion, RepPlan
from maillage.models.programs import Delivery, KeptAnswer, Webhook
from maillage.models.proposals import Proposal, ProposalState, ProposedField
from maillage.models.publishing import (
    Approval,
    Body,
    Letter,
    Publication,
    PublishedAccount,
    Submission,
)
from maillage.models.recognition import PayScheme, TopAccount, TopList
from maillage.models.reviews import (
    LAYERS,
    Cadence,
    Decision,
    Layer,
    Review,
    Ritual,
    Rollout,
    Trigger,
)
from maillage.models.segments import Segmentation
from maillage.models.signals import AccountFact, Signal, SignalKind
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
    "LAYERS",
    "Acceptance",
    "Account",
    "AccountAssignment",
    "AccountFact",
    "ApiToken",
    "Approval",
    "AssignmentRule",
    "Body",
    "Branding",
    "Cadence",
    "Challenge",
    "ChallengeReason",
    "ChallengeState",
    "Change",
    "Claim",
    "Comment",
    "Consultation",
    "Decision",
    "Delivery",
    "DuplicatePair",
    "Event",
    "IcpSignature",
    "IcpVersion",
    "ImportRun",
    "Job",
    "KeptAnswer",
    "Layer",
    "Letter",
    "MarketCell",
    "MarketDataset",
    "MarketShare",
    "MarketSize",
    "Membership",
    "Merge",
    "Message",
    "MessageKind",
    "Objective",
    "ObjectiveYear",
    "Opportunity",
    "Outcome",
    "Overlay",
    "Ownership",
    "PairState",
    "PayScheme",
    "PlanNote",
    "PlanState",
    "PlanVersion",
    "Policy",
    "Proposal",
    "ProposalState",
    "ProposedField",
    "Publication",
    "PublishedAccount",
    "Rep",
    "RepPlan",
    "Review",
    "Ritual",
    "Role",
    "Rollout",
    "Scenario",
    "Segmentation",
    "Signal",
    "SignalKind",
    "Stage",
    "StageEntry",
    "Submission",
    "Team",
    "Territory",
    "TopAccount",
    "TopList",
    "Touch",
    "Transfer",
    "TransferredAccount",
    "Trigger",
    "UnitAssignment",
    "User",
    "Webhook",
    "Workspace",
]
