"""Meetings, attendance, minutes and calendar files."""
