"""The lifecycle strip: contract → onboarding → go-live → transition → steady, one line for each phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

STEPS = (
    ("contract", _("Contract")),
    ("onboarding", _("Onboarding")),
    ("go_live", _("Go-live")),
    ("transition", _("Transition")),
    ("steady", _("Steady state")),
)
SHAPES = {"done": "circle-check", "current": "circle-dot", "blocked": "alert-octagon", "ahead": "circle"}
WORDS = {"done": _("done"), "current": _("now"), "blocked": _("blocked"), "ahead": _("ahead")}


def _entry(value: Any) -> dict[str, Any]:
    """A step's details: a mapping as it is, a bare date as `{"date": …}`."""
    if isinstance(value, Mapping):
        return dict(value)
    return {"date": value} if value else {}


def steps_of(phase: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The five steps with state, shape and words; what lies before `current` is done, what lies after is ahead."""
    keys = [key for key, _label in STEPS]
    current = str(phase.get("current") or "contract").replace("-", "_")
    at = keys.index(current) if current in keys else 0
    details = phase.get("steps") or {}
    if not isinstance(details, Mapping):
        details = {str(step["key"]).replace("-", "_"): step for step in details}
    drawn = []
    for place, (key, label) in enumerate(STEPS):
        now = "blocked" if phase.get("blocking") else "current"
        if key == "steady" and place == at and not phase.get("blocking"):
            now = "done"
        state = "done" if place < at else now if place == at else "ahead"
        step = {"key": key, "label": label, "state": state} | _entry(details.get(key))
        step["shape"], step["word"] = SHAPES[step["state"]], WORDS[step["state"]]
        step["is_current"] = place == at
        drawn.append(step)
    return drawn


def phases_of(strip: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Every phase of a strip with its steps worked out; a strip without `phases` is itself the only phase."""
    if not strip:
        return []
    phases = strip.get("phases") or [strip]
    return [dict(phase) | {"steps": steps_of(phase)} for phase in phases]
