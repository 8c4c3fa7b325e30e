"""Context of each page kind in the gallery: normal, empty, crowded and refused data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pilotage.ui.gallery import decisions, samples
from pilotage.ui.gallery.forms import FilterForm, SampleForm, SignInForm, UploadForm

DATA = ("normal", "empty", "crowded", "errors")


def _list(request: HttpRequest, data: str) -> dict[str, Any]:
    name = samples.LONG if data == "crowded" else ""
    rows = [] if data == "empty" else samples.billers(7 if data == "crowded" else 1, name)
    chips = [
        {"name": "vertical", "label": "Vertical", "value": "Utility"},
        {"name": "owner", "label": "Looked after by", "value": "me"},
    ]
    total = 10_000 if data == "crowded" else len(rows)
    return {
        "page_title": "Billers",
        "page_lead": "" if data == "empty" else f"{total:,} billers, 3 go live this month.",
        "rows": rows,
        "is_empty": not rows,
        "page": {"first": 1, "last": len(rows), "total": total, "next": "abc" if data == "crowded" else None},
        "sort": "name",
        "filter_form": FilterForm(request.GET or None),
        "chips": chips if data in ("crowded", "errors") else [],
        "columns": [{"key": "state", "label": "State", "shown": True}, {"key": "mrr", "label": "MRR", "shown": False}],
        "tabs": [
            {"label": "Mine", "url": "?", "active": True, "count": 7},
            {"label": "All", "url": "?", "count": 1000},
            {"label": "Go live this month", "url": "?", "count": 3},
        ],
    }


def _record(request: HttpRequest, data: str) -> dict[str, Any]:
    now = timezone.now()
    phases = [
        samples.phase("Phase 1 · Water", blocked=data != "normal"),
        samples.phase("Phase 2 · Sewer", "contract", blocked=False),
    ]
    strip = {"phases": phases} if data == "crowded" else samples.phase(blocked=data != "empty")
    return {
        "page_title": samples.LONG if data == "crowded" else "Hill County Water",
        "breadcrumbs": [("Billers", "/gallery/list/")],
        "strip": strip,
        "facts_rows": samples.facts(now),
        "history_events": [] if data == "empty" else samples.events(now, data == "crowded"),
        "history_url": "/gallery/list/",
        "projects": [] if data == "empty" else samples.billers(name=samples.LONG if data == "crowded" else "")[:4],
        "tabs": [
            {"label": label, "url": "?", "active": not place}
            for place, label in enumerate(
                ["At a glance", "Projects", "Integrations", "Documents", "Windows", "History"]
            )
        ],
    }


def _form(request: HttpRequest, data: str) -> dict[str, Any]:
    given = {
        "name": "Hill County Water",
        "external_id": "",
        "mrr": "12,450.001",
        "vertical": "coal",
        "source": "new",
        "note": "Text stays.",
    }
    conflict = {
        "who": "Tom Berg",
        "changes": [("Target go-live", "Mon 7 Dec", "Mon 14 Dec")],
        "url": "/gallery/record/",
    }
    return {
        "page_title": "Edit Hill County Water",
        "breadcrumbs": [("Billers", "/gallery/list/"), ("Hill County Water", "/gallery/record/")],
        "form": SampleForm(given if data == "errors" else None),
        "cancel_url": "/gallery/record/",
        "submit_label": "Save biller",
        "conflict": conflict if data == "crowded" else None,
    }


def _upload(request: HttpRequest, data: str) -> dict[str, Any]:
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    arrived = request.FILES["file"] if form.is_bound and form.is_valid() else None
    return {
        "page_title": "Import billers",
        "page_lead": f"{arrived.name} arrived whole, {arrived.size:,} bytes."
        if arrived
        else "Nothing is kept until you commit.",
        "form": form,
        "is_upload": True,
        "submit_label": "Upload",
    }


def _run(request: HttpRequest, data: str) -> dict[str, Any]:
    runs = {
        "normal": {
            "is_running": True,
            "text": "Reading billers.csv",
            "done": 41_200,
            "total": 100_000,
            "rate": "2,100 rows a second",
            "left": "about 28 seconds left",
        },
        "crowded": {
            "tone": "good",
            "text": "100,000 rows are in: 99,120 new, 880 changed",
            "detail": "It took 47 seconds. The same files again would change nothing.",
            "next_url": "/gallery/list/",
            "next_label": "See the billers",
        },
        "errors": {
            "tone": "bad",
            "text": "Nothing was imported: 3 cells need your attention",
            "detail": "Correct them in the file and upload it again.",
            "next_url": "/gallery/form/",
            "next_label": "Upload again",
        },
        "empty": {"is_running": True, "text": "Waiting for its turn", "done": 0, "total": 0},
    }
    return {
        "page_title": "Import of billers.csv",
        "breadcrumbs": [("Import", "/gallery/list/")],
        "run": runs[data],
        "has_errors": data == "errors",
    }


def _report(request: HttpRequest, data: str) -> dict[str, Any]:
    return {
        "page_title": "Time to go-live",
        "finding": "Half of this year's go-lives took 84 working days or less, 9 fewer than last year.",
        "method": "Working days from kickoff to go-live of every phase that went live in the year;"
        " federal holidays are days off.",
        "rows": samples.billers(),
    }


def _confirm(request: HttpRequest, data: str) -> dict[str, Any]:
    return {
        "page_title": "Revoke the token “Nightly export”",
        "question": "Programs that use it stop working at once. This can't be undone.",
        "consequences": ["Last used today, 02:00, from 10.1.4.2", "It may read billers and projects"],
        "submit_label": "Revoke token",
        "is_danger": True,
        "cancel_url": "/gallery/",
    }


def _search(request: HttpRequest, data: str) -> dict[str, Any]:
    text = request.GET.get("q", "" if data == "empty" else "hil")
    found = [row for row in samples.billers() if text.lower() in row["name"].lower()] if text else []
    groups = [
        {
            "label": "Billers",
            "found": [
                {
                    "label": row["name"],
                    "url": "/gallery/record/",
                    "icon": "building-community",
                    "detail": f"{row['vertical']} · {row['state']}",
                }
                for row in found
            ],
        },
        {"label": "Pages", "found": [{"label": "Billers", "url": "/gallery/list/", "icon": "list", "key": "g b"}]},
    ]
    return {"page_title": "Search", "search_text": text, "groups": groups if found else []}


def _plain(request: HttpRequest, data: str) -> dict[str, Any]:
    return {
        "page_title": "Sign in",
        "page_lead": "With the address your invitation came to.",
        "form": SignInForm({} if data == "errors" else None),
    }


KINDS: dict[str, Callable[[HttpRequest, str], dict[str, Any]]] = {
    "list": _list,
    "record": _record,
    "form": _form,
    "upload": _upload,
    "decision": decisions.decision,
    "gates": decisions.gates_page,
    "run": _run,
    "report": _report,
    "confirm": _confirm,
    "search": _search,
    "plain": _plain,
}


def context(request: HttpRequest, kind: str, data: str) -> dict[str, Any]:
    """Shell and content of one gallery page."""
    return samples.shell("Transition" if kind == "decision" else "Billers") | KINDS[kind](request, data)
