"""Reviews: timers in three layers, agendas filled from data, decisions with owner and date."""
