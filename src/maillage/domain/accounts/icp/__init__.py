"""The ideal customer profile: its versions, the accounts that fit it, and what is done off it."""
