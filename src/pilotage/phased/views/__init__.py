"""Pages of phased billers."""
