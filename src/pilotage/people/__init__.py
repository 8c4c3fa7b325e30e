"""Users, roles, teams and their access tokens."""
