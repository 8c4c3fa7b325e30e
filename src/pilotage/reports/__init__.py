"""Status reports, meeting packs and a project's documents, made from live data."""
