"""Taking files in: a plan says what would change; then the change, whole or not at all."""

from maillage.domain.imports.batch import Batch, Findings, Kind
from maillage.domain.imports.plan import ImportPlan
from maillage.domain.imports.run import apply_import, plan_import

__all__ = ["Batch", "Findings", "ImportPlan", "Kind", "apply_import", "plan_import"]
