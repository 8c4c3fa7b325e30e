"""A plan as a list: grouped, filtered, edited in place."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.errors import Refused, Stale
from pilotage.core.exports import KINDS, table_file
from pilotage.onboarding import operations, plan_list, queries
from pilotage.onboarding.forms import BulkForm, PlanFilter, RowForm
from pilotage.onboarding.link_text import links_in_words, read_links
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.permissions import may_plan, require_may_plan
from pilotage.onboarding.views.project_frame import find_project, frame_of, today_at
from pilotage.onboarding.views.tasks import find_plan_task
from pilotage.people.doors import PageRequest, refusal_to_form, staff_page
from pilotage.people.pages import asked, chips_of, export_urls
from pilotage.planner.errors import PlanError
from pilotage.planner.tasks import Link, Schedule
from pilotage.work.enums import FINISHED, Side
from pilotage.work.views.tasks import talk_about

HEADERS = (
    "id", "phase", "task", "role", "owner", "state", "days", "waits_for", "start", "due", "done_on", "percent_done", "float_days",
    "critical", "milestone", "party", "not_before", "finish_by", "must_start_on", "conflict",
)  # fmt: skip


@staff_page
@require_GET
def project(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The plan as a list in groups; `?edit=` opens a row for editing, `?as=csv` or `xlsx` gives it as a file."""
    found = find_project(request, pk)
    editing: dict[Any, str] = {}
    if request.GET.get("edit") and may_plan(request.viewer):
        editing = _editing(request, found, request.GET["edit"])
    return _page(request, found, editing)


@staff_page
@require_http_methods(["GET", "POST"])
def task_row(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One row of the list as a form; what was typed is saved in one operation, and the plan is worked out anew."""
    found = find_plan_task(request, pk)
    require_may_plan(request.viewer)
    form = _form(found, request.POST or None)
    if request.method == "GET":
        return HttpResponse(_drawn(request, found, form))
    status = 422
    if form.is_valid():
        try:
            _save(request, found, form.cleaned_data)
        except Stale:
            status = 409
            found = find_plan_task(request, pk)
            form.data = form.data.copy()
            form.data["version"] = found.task.record.version  # type: ignore[index]
            form.add_error(None, _("Somebody else changed this task meanwhile. Look at it, then save again."))
        except Refused as refused:
            refusal_to_form(form, refused)
        else:
            return redirect(f"{reverse('onboarding:project', args=[found.project_id])}#{found.code}")
    project = find_project(request, found.project_id)
    return _page(request, project, {found.pk: _drawn(request, found, form)}, status=status)


def _page(request: PageRequest, found: Project, editing: dict[Any, str], status: int = 200) -> HttpResponseBase:
    rows, today = queries.plan_of(found), today_at(found)
    form = PlanFilter(request.GET)
    frame = frame_of(request, found, rows, today)
    given = asked(form)
    shown = _shown(rows, given, request.viewer.user_id, today)
    drawn_with = plan_list.Shown(
        frame["plan"], today, may_plan(request.viewer), request.path, _expected(frame["plan"], today), plan_list.words()
    )
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "plan", HEADERS, _export(shown, drawn_with.waits_for()))
    groups = plan_list.grouped(shown, given.get("group") or "part")
    context = frame | {
        "filter_form": form,
        "chips": chips_of(form),
        "bodies": plan_list.draw(groups, drawn_with, editing),
        "is_empty": not shown,
        "bulk_form": BulkForm() if may_plan(request.viewer) else None,
        "is_editing": bool(editing),
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[found.pk]),
        **export_urls(request),
    }
    return render(request, "onboarding/project.html", context, status=status)


def _expected(plan: Any, today: date) -> Schedule | None:
    try:
        answer: Schedule = plan.dates(today)
    except PlanError:
        return None
    return answer


def _editing(request: PageRequest, project: Project, key: str) -> dict[Any, str]:
    try:
        wanted = uuid.UUID(key)
    except ValueError:
        return {}
    if not PlanTask.objects.everywhere().filter(pk=wanted, project=project).exists():
        return {}
    found = find_plan_task(request, wanted)
    return {found.pk: _drawn(request, found, _form(found))}


def _form(found: PlanTask, data: Any = None) -> RowForm:
    links = Dependency.objects.everywhere().filter(successor=found).select_related("predecessor").order_by("pk")
    first = {
        "duration_days": found.duration_days,
        "waits_for": links_in_words(Link(one.predecessor.code, one.kind, one.lag_days) for one in links),
        "fixed_date": found.fixed_date,
        "finish_by_date": found.finish_by_date,
        "percent_done": found.percent_done,
        "version": found.task.record.version,
    }
    return RowForm(data, initial=first)


def _drawn(request: PageRequest, found: PlanTask, form: RowForm) -> str:
    context = {"row": found, "form": form, "columns": plan_list.COLUMNS, "problems": _problems(form)}
    return render_to_string("onboarding/plan_row_form.html", context, request)


def _problems(form: RowForm) -> list[str]:
    if not form.is_bound:
        return []
    named = [(form.fields[name].label if name in form.fields else "", some) for name, some in form.errors.items()]
    return [f"{label}: {text}" if label else str(text) for label, some in named for text in some]


def _save(request: PageRequest, found: PlanTask, given: Any) -> None:
    codes = PlanTask.objects.everywhere().filter(project=found.project_id).values_list("code", flat=True)
    links = read_links(given["waits_for"], list(codes), own=found.code)
    names = ("duration_days", "fixed_date", "finish_by_date", "percent_done")
    moved = operations.edit_plan_task(
        plan_task=found, fields={name: given[name] for name in names}, links=links, expect=given["version"],
        by=request.viewer, now=timezone.now(),
    )  # fmt: skip
    conflict = PlanTask.objects.everywhere().values_list("conflict", flat=True).get(pk=found.pk)
    words = ngettext("Saved; %(n)d task moved.", "Saved; %(n)d tasks moved.", moved) % {"n": moved}
    if conflict:
        messages.warning(request, f"{words} {conflict}")
    else:
        messages.success(request, words)


def _shown(rows: list[PlanTask], given: dict[str, Any], user_id: int | None, today: date) -> list[PlanTask]:
    tests = {
        "open": lambda row: row.task.state not in FINISHED,
        "late": lambda row: row.task.state not in FINISHED and row.task.due_date and row.task.due_date < today,
        "mine": lambda row: row.task.owner_id == user_id,
        "critical": lambda row: row.is_critical and row.task.state not in FINISHED,
        "biller": lambda row: row.task.side == Side.BILLER,
        "conflict": lambda row: bool(row.conflict),
    }
    test, text = tests.get(given.get("show", "")), given.get("q", "").lower()
    return [
        row
        for row in rows
        if (test is None or test(row)) and (text in row.task.title.lower() or text in row.code.lower())
    ]


def _export(rows: list[PlanTask], after: dict[Any, str]) -> Iterator[list[object]]:
    for row in rows:
        task = row.task
        yield [
            row.code, row.part, task.title, ";".join(row.roles), task.owner.name if task.owner else "", task.state, row.duration_days,
            after.get(row.pk, ""), task.start_date, task.due_date, row.actual_finish_date, row.percent_done, row.float_days,
            row.is_critical, row.milestone, row.party, row.no_earlier_date, row.finish_by_date, row.fixed_date, row.conflict,
        ]  # fmt: skip
