"""Risks, assumptions, issues, decisions and dependencies of a biller's phase."""
