"""Context of the gallery's first page: every component once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils import timezone

from pilotage.ui.components import icons, states
from pilotage.ui.gallery import forms, pages, samples


def context(request: HttpRequest) -> dict[str, Any]:
    """Shell, and a value for every component."""
    now = timezone.now()
    today = timezone.localdate()
    return samples.shell() | {
        "page_title": "Gallery",
        "page_lead": "Every component and page kind, with the data that hurts.",
        "kinds": samples.KINDS,
        "data_kinds": pages.DATA,
        "messages": [
            Message(constants.SUCCESS, "Hill County Water goes live on Mon 14 Dec."),
            Message(constants.WARNING, "Saved, but 3 fields of Payments are still empty."),
            Message(
                constants.ERROR,
                "Nothing was saved: Tom Berg changed this project at 14:02. Your text is still in the form.",
            ),
            Message(constants.INFO, "The import goes on while you work."),
        ],
        "all_states": sorted(states.STATES),
        "all_icons": sorted(icons.known_icons()),
        "days": [today + timedelta(days=n) for n in (-200, -9, -1, 0, 1, 16, 40, 200)],
        "moment": now,
        "long_ago": now - timedelta(days=3),
        "owner": samples.VIEWER,
        "long_name": samples.LONG,
        "strip": samples.phase(),
        "strip_phased": {
            "phases": [samples.phase("Phase 1 · Water", "transition", blocked=False), samples.phase("Phase 2 · Sewer")]
        },
        "facts_rows": samples.facts(now),
        "events": samples.events(now),
        "gates": pages.context(request, "gates", "errors")["gates"],
        "form": forms.SampleForm({"name": "", "mrr": "12,450.001", "vertical": "utility", "external_id": "B-10492"}),
        "upload": forms.UploadForm(),
        "chips": pages.context(request, "list", "crowded")["chips"],
        "tabs": pages.context(request, "list", "normal")["tabs"],
        "breadcrumbs": [("Billers", "/gallery/list/"), ("Hill County Water", "/gallery/record/")],
    }
