"""Records, audit events, outbox, jobs, decision tables and settings: the floor every app stands on."""
