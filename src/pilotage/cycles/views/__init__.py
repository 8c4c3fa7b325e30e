"""Pages of bill cycles."""
