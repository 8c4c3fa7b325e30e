"""Staff pages of tests."""
