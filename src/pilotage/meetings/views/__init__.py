"""Pages of meetings and of their series."""
