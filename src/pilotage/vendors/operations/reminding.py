"""Writes to the vendor's people who hold a good link: what was said to them, and what is due."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core import app_settings
from pilotage.core.viewer import Viewer
from pilotage.documents.sharing import path_of_link
from pilotage.notices.operations import write_to
from pilotage.onboarding.enums import ProjectState
from pilotage.vendors.models import VendorContact
from pilotage.vendors.queries import living_links
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.models import Task

DAYS_LATE = 3


def tell_vendors_of_words(*, task: Task, who: str, key: str, by: Viewer, now: datetime) -> int:
    """Somebody of the provider wrote or sent something for the vendor about a task. Returns how many were written to."""
    text = _("%(who)s wrote about “%(task)s”.") % {"who": who, "task": task.title}
    found = VendorContact.objects.everywhere().filter(project=task.subject_id, left_at=None)
    return _write(found, task, text, key, by, now)


def tell_vendors_of_due_tasks(*, by: Viewer, now: datetime) -> int:
    """What the vendor owes and is due tomorrow or today, and once more when it is overdue. Returns how many were written to."""
    today = now.astimezone(ZoneInfo(app_settings.value("provider_time_zone"))).date()
    found = Task.objects.everywhere().filter(
        side=Side.VENDOR, due_date__gte=today - timedelta(days=DAYS_LATE), due_date__lte=today + timedelta(days=1),
        plan__project__state=ProjectState.ACTIVE,
    )  # fmt: skip
    tasks = list(found.exclude(state__in=[*FINISHED, TaskState.BLOCKED]).select_related("biller").order_by("pk"))
    people: dict[object, list[VendorContact]] = {}
    for contact in VendorContact.objects.everywhere().filter(
        project__in={task.subject_id for task in tasks}, left_at=None
    ):
        people.setdefault(contact.project_id, []).append(contact)
    told = 0
    for task in tasks:
        is_late = task.due_date is not None and task.due_date < today
        said = _("“%(task)s” was due on %(day)s.") if is_late else _("“%(task)s” is due on %(day)s.")
        text = said % {"task": task.title, "day": f"{task.due_date:%a %-d %b %Y}"}
        key = f"vendor-due:{task.pk}:{task.due_date}:{'late' if is_late else 'soon'}"
        told += _write(people.get(task.subject_id, []), task, text, key, by, now)
    return told


def _write(contacts: Iterable[VendorContact], task: Task, text: str, key: str, by: Viewer, now: datetime) -> int:
    chosen = list(contacts)
    good = living_links([contact.pk for contact in chosen], now)
    for contact in chosen:
        if contact.pk in good:
            write_to(
                people=[(contact.name, contact.email)], kind="vendor_told", text=text,
                url=path_of_link(good[contact.pk], f"tasks/{task.pk}"), key=key, by=by, now=now,
            )  # fmt: skip
    return len(good)
