"""Pages of promises and scope."""
