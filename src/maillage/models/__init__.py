"""What is stored: one file per room."""

from maillage.models.accounts import Account, Touch
from maillage.models.activity import Event, ImportRun
from maillage.models.market import MarketCell, MarketDataset
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
    "Event",
    "ImportRun",
    "MarketCell",
    "MarketDataset",
    "Ownership",
    "Rep",
    "Scenario",
    "Territory",
    "Touch",
    "UnitAssignment",
]
