"""Asks the IM for the fields that are missing: one task and one notice, not one more each time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pilotage.billers.models import Care
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.summaries.models import IntegrationSummary
from pilotage.summaries.permissions import require_asker
from pilotage.summaries.queries import completeness
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import change_task, complete_task, create_task

DAYS_TO_ANSWER = 5
TITLE = "Complete the Integration Summary"


def ask_for_fields(
    *,
    summary: IntegrationSummary,
    keys: Collection[str] = (),
    due_date: date | None = None,
    owner: User | None = None,
    by: Viewer,
    now: datetime,
) -> Task:
    """A task that lists the missing fields, those of `keys` where given, and a notice; reminders come as for every task.

    It is the biller's IM's, unless an owner is given, and due in five days, unless a day is. Asked again, the open task is
    brought up to date. Refuses when nothing is missing, nobody is the IM, and a day that is past. Also: event
    `work.task_created` or `work.task_changed`.
    """
    require_asker(by)
    missing = completeness(summary)["missing"]
    missing = [one for one in missing if one["key"] in keys] if keys else missing
    if due_date is not None and due_date < now.date():
        raise Refused(_("This day is past. Choose one from today on."), field="due_date")
    if not missing:
        raise Refused(_("Nothing is missing: every field is filled or N/A."))
    care = Care.objects.everywhere().filter(biller_id=summary.biller_id, role="im").select_related("user").first()
    asked = owner or (care.user if care else None)
    if asked is None:
        raise Refused(
            _("Nobody is the IM of %(biller)s. Assign one on the biller's page.") % {"biller": summary.biller.name}
        )
    lines = "\n".join(f"{one['area']}: {one['label']}" for one in missing)
    with change(by=by, now=now):
        found = _asking(summary).first()
        if found is not None:
            change_task(task=found, description=lines, owner=asked, due_date=due_date or found.due_date, by=by, now=now)
        else:
            found = create_task(
                subject=summary.record,
                biller=summary.biller,
                title=f"{TITLE} of {summary.phase}"[:300],
                description=lines,
                owner=asked,
                owner_role="IM",
                due_date=due_date or now.date() + timedelta(days=DAYS_TO_ANSWER),
                by=by,
                now=now,
            )
        _tell(summary, asked, len(missing), by, now)
        task: Task = found
        return task


def _tell(summary: IntegrationSummary, who: User, n: int, by: Viewer, now: datetime) -> None:
    tell(
        users=[who],
        kind="summary_asked",
        text=f"{by.name} asks for {n} fields of the Integration Summary of {summary.phase}.",
        url=f"/summaries/{summary.pk}/",
        record=summary.record,
        key=f"summary:{summary.pk}:{now.date().isoformat()}:{n}",
        by=by,
        now=now,
    )


def close_asking(*, summary: IntegrationSummary, by: Viewer, now: datetime) -> None:
    """Nothing is missing any more: the task that asked for it is done. Also: event `work.task_done`."""
    for task in _asking(summary).select_related("biller", "record"):
        complete_task(task=task, by=by, now=now)


def _asking(summary: IntegrationSummary) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.everywhere().filter(subject_id=summary.pk, title__startswith=TITLE)
    return found.exclude(state__in=FINISHED)
