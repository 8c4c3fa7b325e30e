"""Where the page of a record is, by its kind; and which biller it belongs to."""

import uuid

from django.urls import NoReverseMatch, reverse

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.core.viewer import Viewer

PAGES = {
    "biller": "desk:biller",
    "project": "onboarding:project",
    "task": "work:task",
    "integration_summary": "summaries:detail",
    "transition_decision": "transition:decision",
    "advice": "escalation:advice_one",
    "support_window": "transition:window",
    "meeting": "meetings:meeting",
    "meeting_series": "meetings:series",
    "raid_entry": "raid:entry",
    "runbook": "runbooks:runbook",
    "case": "support:case",
    "triage_call": "support:call",
    "test_plan": "testing:plan",
    "defect": "testing:defect",
    "check_item": "technical:item",
    "report": "reports:report",
    "bill_cycle": "cycles:cycle",
    "penalty_protection": "cycles:protection",
    "autopay_move": "cycles:board",
    "daily_check": "daily:check",
    "verification_spec": "verification:spec",
    "verification_run": "verification:run",
    "verification_finding": "verification:finding",
    "cutover_plan": "cutover:plan",
    "change_request": "changes:change",
    "promise": "scope:promise",
    "scope_line": "scope:line",
    "phase": "golive:readiness",
    "share_link": "documents:link",
}


def page_of_record(record: Record) -> str:
    """The address of a record's page; its biller's where it has none of its own."""
    try:
        return reverse(PAGES[record.kind], args=[record.pk])
    except (KeyError, NoReverseMatch):
        return reverse("desk:biller", args=[record.scope_id or record.pk])


def record_for(viewer: Viewer, pk: uuid.UUID) -> tuple[Record, Biller]:
    """A record of a biller that the viewer sees, with the biller. Raises `Record.DoesNotExist`."""
    record = Record.objects.get(pk=pk)
    biller = Biller.objects.visible_to(viewer).filter(pk=record.scope_id).first()
    if biller is None:
        raise Record.DoesNotExist
    return record, biller
