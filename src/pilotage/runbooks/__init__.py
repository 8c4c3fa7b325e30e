"""Runbooks: how the provider does a thing, written down in versions, so that billers can read it too."""
