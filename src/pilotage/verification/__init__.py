"""The product's face of `tally`: specs, files, runs, findings, and which fields of a phase are proven."""
