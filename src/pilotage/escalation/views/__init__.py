"""Pages of experts and escalations."""
