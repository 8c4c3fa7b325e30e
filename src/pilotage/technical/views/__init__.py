"""Pages of technical checklists."""
