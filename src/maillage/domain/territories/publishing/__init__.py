"""From a scenario to ownership in force: approved by three bodies, published, rolled back."""
