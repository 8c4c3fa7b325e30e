"""Questions that staff pages ask across domains."""
