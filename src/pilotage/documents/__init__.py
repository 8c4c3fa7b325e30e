"""Stored files and the checks they pass before they are kept."""
