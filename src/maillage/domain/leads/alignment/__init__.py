"""How well marketing and sales work together, from what is stored (I-01 to I-10, E-05 to E-08)."""
