"""Staff pages that show several domains."""
