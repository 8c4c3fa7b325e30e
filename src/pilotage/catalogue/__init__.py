"""Customer information systems (CIS) and the verticals they serve."""
