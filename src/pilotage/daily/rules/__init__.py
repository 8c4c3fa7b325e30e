"""What daily checks decide from plain values."""
