"""The CIS vendor's people on a project, and what they see by link."""
