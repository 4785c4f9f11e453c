"""Pages of plans: the list, the seven steps with their figures, the discussion, the files."""
