"""Rules that say whose an account is: what they match, and which of them wins."""
