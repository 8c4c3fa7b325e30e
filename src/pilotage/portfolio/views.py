"""Imports by page: runs, upload, mapping, preview with every bad row, commit with progress, templates."""

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.core import jobs
from pilotage.core.exports import table_file
from pilotage.core.jobs import JobStatus
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act, form_page, page_of
from pilotage.portfolio import operations
from pilotage.portfolio.forms import MapForm, UploadForm
from pilotage.portfolio.kinds import KINDS, mapping_for
from pilotage.portfolio.models import ImportFile, ImportRun

ROLES = (Role.PM, Role.IM, Role.ADMIN)
CRUMBS = [(gettext_lazy("Import"), "/import/")]
ERRORS_SHOWN = 200
RUNNING = ("checking", "queued", "running")


@staff_page(roles=ROLES)
@require_http_methods(["GET", "POST"])
def imports(request: PageRequest) -> HttpResponse:
    """Upload files; earlier imports; templates."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()

    def run(given: Any) -> str:
        files = [(file.name or "file.csv", file) for file in given["upload"]]
        by, now = request.viewer, timezone.now()
        made = operations.start_import(files=files, by=by, now=now)
        if all(file.kind or not file.headers for file in made.files.all()):
            operations.check_run(run=made, by=by, now=now)
        return reverse("portfolio:run", args=[made.pk])

    page = page_of(request, ImportRun.objects.select_related("started_by").order_by("-started_at"), 20)
    context = {
        "page_title": _("Import"),
        "page_lead": _(
            "Billers and what hangs on them, from CSV or XLSX. Nothing is kept until you commit; then all or nothing."
        ),
        "kinds": list(KINDS.values()),
        "page": page,
        "rows": page,
        "is_upload": True,
        "submit_label": _("Upload and check"),
    }
    return form_page(request, form, run, context=context, template="portfolio/imports.html")


@staff_page(roles=ROLES)
@require_GET
def run(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """One import: how it stands, what it would change, every bad row."""
    found = _run(pk)
    files = list(found.files.order_by("pk"))
    job = jobs.status(found.job_id) if found.state in RUNNING and found.job_id else None
    is_given_up = job is not None and job.state == "failed"
    is_open = found.state in ("uploaded", "refused", "ready") or is_given_up
    context = {
        "page_title": _("Import of %(names)s") % {"names": ", ".join(file.name for file in files)[:120]},
        "breadcrumbs": CRUMBS,
        "import_run": found,
        "files": [{"file": file, "label": KINDS[file.kind].label if file.kind else ""} for file in files],
        "run": _given_up(job) if is_given_up else _state(found, job),
        "errors": found.errors[:ERRORS_SHOWN],
        "errors_more": max(0, found.errors_total - ERRORS_SHOWN),
        "may_commit": found.state == "ready" and bool(found.created or found.updated),
        "may_check": is_open and operations.are_there(found),
        "may_drop": is_open,
    }
    return render(request, "portfolio/run.html", context)


@staff_page(roles=ROLES)
@require_http_methods(["GET", "POST"])
def mapping(request: PageRequest, pk: int) -> HttpResponse:
    """What a file holds and which column is which; remembered for the next one."""
    found = ImportFile.objects.select_related("run").filter(pk=pk).first()
    if found is None:
        raise Http404
    shown = request.POST.get("kind") or request.GET.get("kind") or found.kind
    held = (
        found.mapping
        if shown == found.kind and found.mapping
        else mapping_for(KINDS[shown], tuple(found.headers))
        if shown in KINDS
        else {}
    )
    form = MapForm(request.POST or None, headers=found.headers, shown=shown, mapping=held)

    def save(given: Any) -> str:
        chosen = {name: value for name, value in given.items() if name != "kind"}
        by, now = request.viewer, timezone.now()
        operations.map_file(file=found, kind=given["kind"], mapping=chosen, by=by, now=now)
        operations.check_run(run=found.run, by=by, now=now)
        return reverse("portfolio:run", args=[found.run_id])

    context = {
        "page_title": _("Columns of %(name)s") % {"name": found.name},
        "breadcrumbs": [*CRUMBS, (str(found.run), reverse("portfolio:run", args=[found.run_id]))],
        "submit_label": _("Save and check"),
        "cancel_url": reverse("portfolio:run", args=[found.run_id]),
        "kinds": list(KINDS.values()),
        "shown": shown,
    }
    return form_page(request, form, save, context=context, template="portfolio/mapping.html")


@staff_page(roles=ROLES)
@require_POST
def check(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Checks the files again."""
    return _act(request, pk, operations.check_run, _("The check has begun."))


@staff_page(roles=ROLES)
@require_POST
def commit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Imports: all or nothing."""
    return _act(request, pk, operations.commit_import, _("The import has begun."))


@staff_page(roles=ROLES)
@require_POST
def drop(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Discards the files."""
    return _act(request, pk, operations.drop_import, _("The files are discarded; nothing was imported."))


@staff_page(roles=ROLES)
@require_GET
def errors(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Every bad row as a file."""
    found = _run(pk)
    names = ("file", "row", "column", "value", "reason", "remedy")
    return table_file(
        "csv", "rows-to-correct", names, ([one.get(name) for name in names] for one in operations.errors_of(found))
    )


@staff_page(roles=ROLES)
@require_GET
def template(request: PageRequest, kind: str, ending: str) -> HttpResponseBase:
    """An empty file of a kind, with its columns."""
    found = KINDS.get(kind)
    if found is None or ending not in ("csv", "xlsx"):
        raise Http404
    return table_file(ending, kind, [column.name for column in found.columns], [])


def _run(pk: uuid.UUID) -> ImportRun:
    found = ImportRun.objects.select_related("record").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _act(request: PageRequest, pk: uuid.UUID, operation: Any, said: str) -> HttpResponse:
    found = _run(pk)
    then = reverse("portfolio:run", args=[pk])
    return act(request, lambda: operation(run=found, by=request.viewer, now=timezone.now()), said=said, then=then)


def _given_up(job: JobStatus | None) -> dict[str, Any]:
    why = job.problem.partition(": ")[2] if job is not None else ""
    return {"tone": "warn", "text": _("This was tried several times and given up; nothing was imported"), "detail": why}


def _at_work(found: ImportRun, job: JobStatus | None) -> dict[str, Any]:
    """How far it is: of a check nobody knows how many rows there are before the last one is read."""
    words = {"checking": _("Reading and checking"), "queued": _("Waiting for its turn"), "running": _("Importing")}
    state = {"is_running": True, "text": words[found.state], "rate": ""}
    if job is None or found.state == "queued":
        return state
    if job.state == "waiting" and job.problem:
        state["rate"] = _("It stopped, and is tried again soon: %(why)s") % {"why": job.problem.partition(": ")[2]}
    elif job.total:
        state |= {"done": job.done, "total": job.total}
    elif job.done:
        state["rate"] = _("%(n)s rows read") % {"n": f"{job.done:,}"}
    return state


def _state(found: ImportRun, job: JobStatus | None) -> dict[str, Any]:
    counts = _("%(created)d to create, %(updated)d to change, %(unchanged)d known already") % {
        "created": found.created, "updated": found.updated, "unchanged": found.unchanged,
    }  # fmt: skip
    if found.state in RUNNING:
        return _at_work(found, job)
    if found.state == "uploaded":
        return {"tone": "accent", "text": _("Say what each file holds, then check"), "detail": ""}
    if found.state == "refused":
        words_bad = _("Nothing is imported: %(n)d places need your attention") % {"n": found.errors_total}
        return {"tone": "bad", "text": words_bad, "detail": _("Correct them in the files and upload these again.")}
    if found.state == "ready":
        if not found.created and not found.updated:
            return {
                "tone": "good",
                "text": _("Nothing to do: all %(n)d rows are known already") % {"n": found.unchanged},
                "detail": "",
            }
        return {
            "tone": "good",
            "text": _("Ready: %(counts)s") % {"counts": counts},
            "detail": _("Nothing is kept until you commit."),
        }
    if found.state == "done":
        numbers = {"n": found.rows_total, "a": found.created, "b": found.updated}
        text = _("%(n)d rows are in: %(a)d new, %(b)d changed") % numbers
        then = {"next_url": reverse("billers:list"), "next_label": _("See the billers")}
        return {"tone": "good", "text": text, "detail": _("The same files again would change nothing."), **then}
    return {"tone": "warn", "text": found.get_state_display(), "detail": ""}
