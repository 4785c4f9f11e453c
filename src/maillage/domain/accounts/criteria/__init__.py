"""What may be asked of accounts: conditions read, and said in words."""
