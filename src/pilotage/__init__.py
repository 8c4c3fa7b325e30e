"""Pilotage: the client-lifecycle system of a digital billing and payments provider."""
