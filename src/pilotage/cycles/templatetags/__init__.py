"""Tags of bill cycles."""
