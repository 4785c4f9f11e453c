"""The leads of the demonstration: a month without an agreement, then one under it (E-10)."""

from maillage.domain.demo_leads.story import lead_demonstration

__all__ = ["lead_demonstration"]
