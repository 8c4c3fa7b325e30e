"""Row-level security on PostgreSQL: with the first wall torn down, a biller's person still reads and writes no row of another."""
