"""Invented data for the gallery: nothing here is read from a database."""
