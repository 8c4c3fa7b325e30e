"""Billers that are live and still being built for: the signs, a person's word, one list of everything open."""
