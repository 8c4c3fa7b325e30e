"""Looks an installation over: each check says what it saw, and what to do where something is wrong."""

from pilotage.core.doctor.finding import BAD, OK, WARN, Finding
from pilotage.core.doctor.looking import answer, look_over

__all__ = ["BAD", "OK", "WARN", "Finding", "answer", "look_over"]
