"""Commands of Django that Pilotage runs in its own way."""
