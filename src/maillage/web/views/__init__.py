"""Views, a module per room."""
