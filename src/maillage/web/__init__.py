"""The pages: thin views that ask the domain and show what it says."""
