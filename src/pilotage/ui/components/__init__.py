"""Components: plain functions that turn values into HTML; `templatetags/ui.py` gives them their tag names."""
