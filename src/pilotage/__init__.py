"""Pilotage: the client-lifecycle system of a digital billing and payments provider."""

__version__ = "0.1.0"
