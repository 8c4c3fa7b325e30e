"""The Integration Summary."""
