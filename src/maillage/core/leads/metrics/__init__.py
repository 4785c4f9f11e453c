"""How well marketing and sales work together, by exact definitions (I-01 to I-08)."""
