"""A backup: one archive with every table as rows and every stored file, each with its checksum; the same for both databases."""
