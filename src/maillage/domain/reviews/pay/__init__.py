"""Variable pay: schemes in force, what a rep has earned, and what a team may cost (N-02)."""
