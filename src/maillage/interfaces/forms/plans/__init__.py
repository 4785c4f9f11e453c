"""The form of a plan: its fields, its rows, and the written plan they stand for."""
