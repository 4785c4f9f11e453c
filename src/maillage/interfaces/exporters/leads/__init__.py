"""What was agreed on for leads, as files."""
