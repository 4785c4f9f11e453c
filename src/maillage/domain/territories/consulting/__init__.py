"""Asking the reps: they see their future territory, challenge moves, accept; managers answer."""
