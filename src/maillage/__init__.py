"""Maillage: design, staff, run and review B2B sales territories."""

__version__ = "0.1.0"
