"""My week: what waits for me, overdue and blocked first."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from pilotage.desk.queries import week
from pilotage.people.doors import PageRequest, any_page
from pilotage.people.pages import page_of

SIZE = 25


@any_page
@require_GET
def my_week(request: PageRequest) -> HttpResponse:
    """Tasks, go-lives, decisions, approvals, support windows and meetings of this person. A biller's people get their portal."""
    viewer, now = request.viewer, timezone.now()
    if not viewer.is_provider:
        return redirect("portal:home")
    today = now.astimezone(ZoneInfo(viewer.time_zone)).date()
    page = page_of(request, week.tasks(viewer, today), SIZE)
    late = sum(1 for task in page if task.due_date and task.due_date < today)
    context = {
        "page_title": _("My week"),
        "page_lead": _lead(page.paginator.count, late),
        "page": page,
        "tasks": page,
        "go_lives": week.go_lives_ahead(viewer, today),
        "decisions": week.decisions_waiting(viewer),
        "approvals": week.approvals_waiting(viewer),
        "windows": week.windows_ending(viewer, now),
        "meetings": week.my_meetings(viewer, now),
        "unplanned": week.unplanned(viewer),
        "today": today,
    }
    context["is_quiet"] = (
        not any(context[name] for name in ("go_lives", "decisions", "approvals", "windows", "meetings", "unplanned"))
        and not page.paginator.count
    )
    return render(request, "desk/my_week.html", context)


def _lead(count: int, late: int) -> str:
    if not count:
        return _("No task is yours right now.")
    words = ngettext("%(n)d open task is yours", "%(n)d open tasks are yours", count) % {"n": count}
    return f"{words}, {_('%(n)d overdue') % {'n': late}}." if late else f"{words}."
