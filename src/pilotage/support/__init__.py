"""Production issues of billers: cases, their notes, triage and the way to a resolution."""
