"""The `tally` command: one module for each subcommand. Heavy libraries are imported inside the functions that need them."""
