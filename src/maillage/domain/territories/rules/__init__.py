"""Rules that give accounts to reps: written, tested before use, applied, undone."""
