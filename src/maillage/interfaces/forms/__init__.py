"""Forms of the pages, a module per room."""
