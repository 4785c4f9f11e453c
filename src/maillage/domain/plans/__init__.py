"""Plans of reps: written in versions, discussed, accepted, in force for a year."""
