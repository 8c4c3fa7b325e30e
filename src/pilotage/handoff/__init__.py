"""The handoff of a phase from its TSM to client services and the CSM."""
