"""The ideal customer profile: its criteria, and how accounts fit them."""
