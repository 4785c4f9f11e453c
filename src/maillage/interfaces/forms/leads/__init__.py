"""Forms of what is agreed on for leads: score models, calendars, agreements."""
