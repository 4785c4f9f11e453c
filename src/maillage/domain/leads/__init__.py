"""Leads: events in, scores and promises, hand-offs, and what both teams look at."""
