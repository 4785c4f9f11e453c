"""Counter-moves: what could be moved to mend a plan that was changed by hand."""

from maillage.core.territories.countermoves.plan import Candidate, Kind
from maillage.core.territories.countermoves.search import Countermoves

__all__ = ["Candidate", "Countermoves", "Kind"]
