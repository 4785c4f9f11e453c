"""Scores of leads: how well they fit, and how engaged they are, with the reasons (D-01 to D-08)."""
