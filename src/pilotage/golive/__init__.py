"""Gates, waivers, approval: the only door to live."""
