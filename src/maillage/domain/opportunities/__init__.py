"""Opportunities: what they say of the past, of the period, and of a plan."""
