"""What a vendor's person sees by link: their tasks of one project, dates and files; they complete, comment and send files.

Nothing else is reachable: every row is looked up among the vendor's own tasks and files of the link's project, and on
PostgreSQL the connection sees that one biller alone.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.rls import work_for
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.operations import path_of
from pilotage.documents.sharing import path_of_link, shows
from pilotage.people.doors import refusal_to_form
from pilotage.vendors import queries
from pilotage.vendors.forms import SendForm, WordsForm
from pilotage.vendors.models import VendorContact
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task
from pilotage.work.operations import add_comment, send_file
from pilotage.work.planned import mover_of


@dataclass(frozen=True)
class Visit:
    """One request of a vendor's person."""

    request: HttpRequest
    link: ShareLink
    contact: VendorContact
    by: Viewer

    def path(self, rest: str = "") -> str:
        """The address of one of the link's pages."""
        return path_of_link(self.link, rest)


@shows(queries.PURPOSE)
def vendor_page(request: HttpRequest, link: ShareLink, rest: str) -> HttpResponseBase:
    """The page behind a vendor's link. `rest`: nothing, `tasks/<id>`, `tasks/<id>/<do>` or `files/<id>`."""
    contact = queries.contact_of_link(link)
    if contact is None:
        raise Http404
    address = request.META.get("REMOTE_ADDR", "")
    by = Viewer(
        user_id=None, name=str(contact), source="link", address=address, vendor_of=contact.project_id,
        time_zone=contact.biller.time_zone,
    )  # fmt: skip
    work_for(Viewer(user_id=None, name=by.name, biller_ids=frozenset([link.biller_id])))
    visit = Visit(request, link, contact, by)
    match rest.split("/"):
        case [""]:
            return _list(visit)
        case ["tasks", key]:
            return _task_page(visit, _task(contact, key))
        case ["tasks", key, ("complete" | "comment" | "file") as do] if request.method == "POST":
            return _DOINGS[do](visit, _task(contact, key))
        case ["files", key]:
            return _download(contact, key)
    raise Http404


def _list(visit: Visit) -> HttpResponse:
    project = visit.contact.project
    tasks = list(queries.tasks_of(project.pk))
    rows = [{"task": task, "url": visit.path(f"tasks/{task.pk}")} for task in tasks]
    still = [row for row in rows if row["task"].state not in FINISHED]
    context = _context(visit) | {
        "page_title": project.name,
        "page_lead": _lead(len(still)),
        "rows": still,
        "done": [row for row in rows if row["task"].state in FINISHED],
        "next": next(iter(still), None),
        "project": project,
    }
    return render(visit.request, "vendors/tasks.html", context)


def _lead(count: int) -> str:
    if not count:
        return _("Nothing waits for you. What comes up later stands here, and you get a mail when it is due.")
    return _("1 task waits for you.") if count == 1 else _("%(n)d tasks wait for you.") % {"n": count}


def _task_page(
    visit: Visit, task: Task, *, words: WordsForm | None = None, file: SendForm | None = None, status: int = 200
) -> HttpResponse:
    place = f"tasks/{task.pk}"
    context = _context(visit) | {
        "page_title": task.title,
        "task": task,
        "plan": getattr(task, "plan", None),
        "is_finished": task.state in FINISHED,
        "comments": list(queries.comments_on(task)),
        "files": [one for one in _files(visit) if one["file"].subject_id == task.pk],
        "words_form": words or WordsForm(),
        "send_form": file or SendForm(),
        "complete_url": visit.path(f"{place}/complete"),
        "comment_url": visit.path(f"{place}/comment"),
        "file_url": visit.path(f"{place}/file"),
    }
    return render(visit.request, "vendors/task.html", context, status=status)


def _complete(visit: Visit, task: Task) -> HttpResponse:
    try:
        mover_of(task, "complete")(by=visit.by, now=timezone.now())
        messages.success(visit.request, _("“%(task)s” is done. Thank you.") % {"task": task.title})
    except Refused as refused:
        messages.error(visit.request, refused.message)
    return redirect(visit.path(f"tasks/{task.pk}"))


def _comment(visit: Visit, task: Task) -> HttpResponse:
    form = WordsForm(visit.request.POST)

    def keep() -> None:
        add_comment(
            subject=task.record, biller=task.biller, text=form.cleaned_data["text"], is_internal=True, is_for_vendor=True,
            by=visit.by, now=timezone.now(),
        )  # fmt: skip

    if _kept(form, keep):
        messages.success(visit.request, _("Your comment has arrived."))
        return redirect(f"{visit.path(f'tasks/{task.pk}')}#comments")
    return _task_page(visit, task, words=form, status=422)


def _file(visit: Visit, task: Task) -> HttpResponse:
    form = SendForm(visit.request.POST, visit.request.FILES)

    def keep() -> None:
        given = form.cleaned_data["file"]
        send_file(
            subject=task.record, biller=task.biller, name=given.name or "file", stream=given, is_shared=False,
            is_for_vendor=True, by=visit.by, now=timezone.now(),
        )  # fmt: skip

    if _kept(form, keep):
        messages.success(visit.request, _("The file has arrived."))
        return redirect(f"{visit.path(f'tasks/{task.pk}')}#files")
    return _task_page(visit, task, file=form, status=422)


_DOINGS = {"complete": _complete, "comment": _comment, "file": _file}


def _kept(form: Any, keep: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        keep()
    except Refused as refused:
        refusal_to_form(form, refused)
        return False
    return True


def _download(contact: VendorContact, key: str) -> HttpResponseBase:
    file = queries.files_of(contact.project_id).filter(pk=_key(key)).first()
    if file is None:
        raise Http404
    try:
        opened = open(path_of(file.stored_name), "rb")  # noqa: SIM115 the response closes it
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _files(visit: Visit) -> list[dict[str, Any]]:
    found = queries.files_of(visit.contact.project_id)
    return [{"file": one, "url": visit.path(f"files/{one.pk}")} for one in found]


def _context(visit: Visit) -> dict[str, Any]:
    return {
        "contact": visit.contact,
        "viewer": None,
        "zone": visit.by.time_zone,
        "link": visit.link,
        "home_url": visit.path(),
        "files": _files(visit),
    }


def _task(contact: VendorContact, key: str) -> Task:
    try:
        return queries.task_of(contact.project_id, _key(key))
    except Task.DoesNotExist:
        raise Http404 from None


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
