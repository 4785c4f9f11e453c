"""Files sent through the browser or the API: taken in, looked at, imported."""
