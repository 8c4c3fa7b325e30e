"""Gallery pages where somebody judges: a decision and a gate list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pilotage.ui.gallery import samples


def decision(request: HttpRequest, data: str) -> dict[str, Any]:
    """A decision to take: the proposal, its row of the table and the choices."""
    now = timezone.now()
    proposal = {
        "answer": "Transition Success, 90 days",
        "reason": "Existing integration with $12,450.00 a month: 5,000 to 20,000 gets Transition Success"
        " for 90 days and at least 2 meetings.",
        "row": "Row E3",
        "row_url": "/gallery/list/",
        "version": "policy 1.0, in force since Mon 4 Aug 2025",
    }
    return {
        "page_title": samples.LONG if data == "crowded" else "Hill County Water",
        "page_lead": "Pending transition, 3 of 11",
        "breadcrumbs": [("Transition", "/gallery/list/")],
        "question": "Who supports this biller after go-live?",
        "proposal": None if data in ("empty", "errors") else proposal,
        "missing_facts": ["MRR is not known. Enter it on the biller, or ask the PM."]
        if data in ("empty", "errors")
        else [],
        "facts_rows": samples.facts(now),
        "near": [
            "Row E2 needs an MRR under $5,000.00.",
            "Row E4 begins at $20,000.00.",
            "It would be new with fewer than 2 other billers on this integration; there are 14.",
        ],
        "history_events": samples.events(now),
        "people": samples.billers()[:3],
    }


def _gates() -> list[dict[str, Any]]:
    """One gate of each state."""
    return [
        {
            "id": "summary",
            "state": "blocked",
            "title": "Integration Summary is complete",
            "evidence": "41 of 44 fields are filled or marked N/A.",
            "missing": ["Payments · File name pattern", "Payments · Cut-off time", "Rejects · Return codes"],
            "who": "Dana Silva (IM)",
            "action_url": "/gallery/form/",
            "action_label": "Fill them in",
        },
        {
            "id": "milestones",
            "state": "pass",
            "title": "Required milestones are done",
            "evidence": "6 of 6; the last, UAT sign-off, on Fri 20 Nov.",
        },
        {
            "id": "decision",
            "state": "pass",
            "title": "Transition is decided",
            "evidence": "Transition Success, row E3, decided by Lena Ruiz.",
        },
        {
            "id": "meetings",
            "state": "waived",
            "title": "Meetings with the TSM are held",
            "evidence": "1 of 2 held.",
            "waiver": "Waived by Lena Ruiz until Fri 18 Dec: the second meeting falls on the client's audit week.",
        },
        {
            "id": "presentation",
            "state": "pending",
            "title": "Go-live presentation is attended",
            "evidence": "Scheduled for Mon 7 Dec, 09:00.",
            "who": "Project team",
        },
    ]


def gates_page(request: HttpRequest, data: str) -> dict[str, Any]:
    """Gates with what each has read, when, and what is missing."""
    now = timezone.now()
    read = {"read_at": now - timedelta(minutes=2)}
    gates = _gates()
    if data == "normal":
        gates = [
            gate
            | ({"state": "pass", "missing": [], "action_url": ""} if gate["state"] in ("blocked", "pending") else {})
            for gate in gates
        ]
    gates = [gate | read for gate in gates]
    good = {
        "tone": "good",
        "text": "Ready to go live",
        "detail": "Two people must approve: the PM or IM, and a client-services leader.",
    }
    bad = {
        "tone": "bad",
        "text": "Not ready: 1 gate is blocked, 1 is open",
        "detail": "Fill in 3 fields of the Integration Summary first.",
    }
    return {
        "page_title": "Readiness of Hill County Water",
        "breadcrumbs": [("Go-lives", "/gallery/list/")],
        "verdict": good if data == "normal" else bad,
        "gates": gates * (3 if data == "crowded" else 1) if data != "empty" else gates[:1],
        "history_events": samples.events(now),
    }
