"""Agreements between marketing and sales: what is owed by when, and what became of it."""
