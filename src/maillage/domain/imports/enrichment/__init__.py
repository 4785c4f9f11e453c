"""Files of suppliers of data, taken in: they complete the accounts they are sure to be of."""

from maillage.domain.imports.enrichment.planning import plan_enrichment
from maillage.domain.imports.enrichment.telling import Terms

__all__ = ["Terms", "plan_enrichment"]
