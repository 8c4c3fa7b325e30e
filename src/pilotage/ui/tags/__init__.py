"""Template tags by subject; `templatetags/ui.py` puts them together."""
