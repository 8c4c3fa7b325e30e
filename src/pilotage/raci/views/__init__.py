"""Pages of who does what."""
