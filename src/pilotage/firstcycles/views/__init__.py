"""Pages of the first bill cycles."""
