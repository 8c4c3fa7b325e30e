"""One package per outside system; each sends what the outbox holds for it."""
