"""The audit trail with its search and export, and the history of one record."""

import csv
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pilotage.core.daily import CHECK, last_check
from pilotage.core.jobs import enqueue
from pilotage.core.models import Event, Record
from pilotage.desk import event_words
from pilotage.desk.forms import AuditFilter
from pilotage.desk.queries.audit import audit_events, audit_page, chain_state
from pilotage.desk.queries.history import history_of, in_words
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act
from pilotage.tally.tables.export import safe_row

PAGE_SIZE = 50
HISTORY_SIZE = 100
EXPORT_COLUMNS = (
    "number",
    "at",
    "kind",
    "who",
    "door",
    "address",
    "record",
    "about",
    "before",
    "after",
    "note",
    "hash",
)


@staff_page(roles=(Role.ADMIN,))
@require_GET
def audit(request: PageRequest) -> HttpResponseBase:
    """The trail, searched and paged; `?as=csv` gives what is found as a file."""
    form = AuditFilter(request.GET)
    asked = form.search()
    events = audit_events(request.viewer, asked)
    if request.GET.get("as") == "csv":
        return _as_csv(events)
    page = audit_page(events, PAGE_SIZE, after=_number(request, "after"), before=_number(request, "before"))
    export = request.GET.copy()
    export["as"] = "csv"
    context = {
        "page_title": _("Audit trail"),
        "breadcrumbs": [(_("Settings"), reverse("people:settings"))],
        "filter_form": form,
        "chips": _chips(form),
        "rows": in_words(page["rows"], request.viewer),
        "page": {"previous": page["previous"], "next": page["next"]},
        "is_empty": not page["rows"],
        "chain": chain_state(),
        "check": last_check(),
        "export_url": f"?{export.urlencode()}",
    }
    return render(request, "desk/audit.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_POST
def check(request: PageRequest) -> HttpResponse:
    """Asks for a check of the whole chain; what it finds stands on the trail's page."""
    return act(
        request,
        lambda: enqueue(CHECK, {}, by=request.viewer, now=timezone.now()),
        said=_("The chain is being checked. What is found stands here in a moment; load the page again."),
        then=reverse("desk:audit"),
    )


@staff_page
@require_GET
def history(request: PageRequest, record_id: uuid.UUID) -> HttpResponse:
    """Everything that happened to one record, newest first."""
    record = Record.objects.filter(pk=record_id).first()
    if record is None:
        raise Http404
    rows = history_of(record_id, request.viewer, HISTORY_SIZE + 1, before=_number(request, "after"))
    older = rows[HISTORY_SIZE - 1]["seq"] if len(rows) > HISTORY_SIZE else None
    context = {
        "page_title": _("History of %(title)s") % {"title": record.title},
        "record": record,
        "rows": rows[:HISTORY_SIZE],
        "page": {"next": older},
        "audit_url": f"{reverse('desk:audit')}?record={record_id}" if request.viewer.has(Role.ADMIN) else "",
    }
    return render(request, "desk/history.html", context)


def _number(request: PageRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


def _chips(form: AuditFilter) -> list[dict[str, Any]]:
    given = form.cleaned_data
    labels = {"kind": gettext_lazy("What"), "record": gettext_lazy("Record")}
    chips = []
    for name, field in form.fields.items():
        value = given.get(name)
        if not value:
            continue
        words = dict(field.choices).get(value, value) if hasattr(field, "choices") else value
        if name == "kind":
            words = event_words.kind_words(value)
        elif name == "record":
            words = Record.objects.filter(pk=value).values_list("title", flat=True).first() or value
        chips.append({"name": name, "label": labels.get(name, field.label), "value": words})
    return chips


class _Line:
    """What `csv.writer` writes to: hands each line on."""

    def write(self, text: str) -> str:
        return text


def _as_csv(events: QuerySet[Event]) -> StreamingHttpResponse:
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(EXPORT_COLUMNS)
        for event in events.iterator(chunk_size=1000):
            yield writer.writerow(safe_row(_export_row(event)))

    day = timezone.now().date().isoformat()
    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-trail-{day}.csv"'
    return response


def _export_row(event: Event) -> list[object]:
    payload: dict[str, Any] = event.payload or {}
    return [
        event.seq,
        event.at.isoformat(),
        event.kind,
        payload.get("actor", ""),
        payload.get("source", ""),
        payload.get("address", ""),
        str(event.record_id or ""),
        payload.get("title", ""),
        _flat(payload.get("before")),
        _flat(payload.get("after")),
        payload.get("note", ""),
        event.chain_hash,
    ]


def _flat(values: dict[str, Any] | None) -> str:
    return "; ".join(f"{name}: {value}" for name, value in (values or {}).items())
