"""The key figures J-01 to J-05, counted from what is recorded."""
