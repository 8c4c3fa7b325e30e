"""Plans under limited people: resource-constrained schedules, by a solver where one is installed, and by priority rules."""
