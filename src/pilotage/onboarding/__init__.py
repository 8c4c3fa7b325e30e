"""Playbooks, projects and their plans."""
