"""The tasks of all running projects as one list: filtered, sorted, as a file, several changed at once."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.core.exports import KINDS, table_file
from pilotage.onboarding.pictures.rows import COLUMNS, PlanRow
from pilotage.onboarding.views.looking import look
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import export_urls, page_of

SORTS = {
    "title": ("task__title", "pk"),
    "project": ("project__name", "position"),
    "owner": (F("task__owner__name").asc(nulls_last=True), "task__due_date", "pk"),
    "start": (F("task__start_date").asc(nulls_last=True), "pk"),
    "due": (F("task__due_date").asc(nulls_last=True), "pk"),
    "float": ("float_days", "task__due_date", "pk"),
    "-title": ("-task__title", "pk"),
    "-project": ("-project__name", "position"),
    "-owner": (F("task__owner__name").desc(nulls_last=True), "task__due_date", "pk"),
    "-start": (F("task__start_date").desc(nulls_last=True), "pk"),
    "-due": (F("task__due_date").desc(nulls_last=True), "pk"),
    "-float": ("-float_days", "task__due_date", "pk"),
}
HEADERS = (
    "project", "biller", "id", "part", "task", "role", "owner", "owed_by", "state", "start", "due", "done_on", "days",
    "float_days", "critical", "milestone",
)  # fmt: skip


@staff_page
@require_GET
def all_tasks(request: PageRequest) -> HttpResponseBase:
    """Open tasks, and what was done lately; `?as=csv` or `xlsx` gives a file."""
    seen = look(request, None)
    sort = request.GET.get("sort", "")
    found = seen.found.order_by(*SORTS.get(sort, SORTS["due"])).values_list(*COLUMNS)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "tasks", HEADERS, _export(found))
    page = page_of(request, found)
    rows = [PlanRow._make(values) for values in page]
    context = seen.page("", _("Tasks of all projects")) | {
        "page": page,
        "rows": [{"row": row, "state": row.state_words(seen.today)} for row in rows],
        "sort": sort,
        "is_empty": not rows,
        **export_urls(request),
    }
    return render(request, "onboarding/tasks.html", context)


def _export(found: Any) -> Iterator[list[object]]:
    for values in found.iterator(chunk_size=1000):
        row = PlanRow._make(values)
        yield [
            row.project, row.biller, row.code, row.part, row.title, ";".join(row.roles), row.owner or "", row.side, row.state,
            row.start, row.due, row.done_on, row.days, row.float_days, row.is_critical, row.milestone,
        ]  # fmt: skip
