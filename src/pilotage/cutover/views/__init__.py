"""Pages of cut-overs."""
