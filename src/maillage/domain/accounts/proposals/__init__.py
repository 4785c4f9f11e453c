"""What is proposed for accounts: repairs of addresses, parents of sites; applied and undone."""
