"""Segments of accounts: written, tried before use, counted, explained (A-05, A-07, K-03)."""
