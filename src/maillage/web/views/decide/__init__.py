"""Pages on which people decide: consultation, approval, publication."""
