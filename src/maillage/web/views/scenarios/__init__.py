"""Scenarios: their list, their pages, and what the map and the engine ask and answer."""
