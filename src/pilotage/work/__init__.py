"""Tasks and comments: one mechanism for every subject."""
