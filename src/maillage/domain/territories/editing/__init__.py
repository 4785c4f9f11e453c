"""Changing scenarios by hand: figures that follow at once, undo, locks, repairs."""
