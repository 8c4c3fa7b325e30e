"""What a spec says, how one is proposed from two samples, and what its rules do to real rows. Pure."""
