"""Indicators: what each means, and what it comes to for a part of the market."""
