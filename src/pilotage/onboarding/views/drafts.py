"""Building a playbook in the product: begin a draft, its tasks one by one or from a file, publish or discard it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.core.errors import Stale
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlaybookTask, PlaybookVersion
from pilotage.onboarding.playbook_forms import DraftFileForm, LineForm, NewPlaybookForm, NoteForm, line_initial
from pilotage.onboarding.views.playbooks import CRUMBS, find_version, read_file
from pilotage.people.doors import PageRequest, refusal_to_message, staff_page
from pilotage.people.pages import act, form_page


@staff_page
@require_http_methods(["GET", "POST"])
def playbook_build(request: PageRequest) -> HttpResponse:
    """A new playbook, built here."""
    form = NewPlaybookForm(request.POST or None)

    def run(given: Any) -> str:
        made = operations.begin_playbook(
            name=given["name"], description=given["description"], is_part=given["is_part"], products=given["products"],
            by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return _url(made)

    context = {
        "page_title": _("Build a playbook"),
        "page_lead": _("It begins as a draft with one task; nothing starts from it before it is published."),
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks"))],
        "submit_label": _("Begin the draft"),
        "cancel_url": reverse("onboarding:playbooks"),
    }
    return form_page(request, form, run, context=context)


@staff_page
@require_POST
def draft_begin(request: PageRequest, pk: int) -> HttpResponse:
    """The draft of this playbook: the open one, or a copy of its newest version."""
    found = find_version(pk)
    with refusal_to_message(request):
        found = operations.begin_draft(playbook=found.playbook, by=request.viewer, now=timezone.now())
    return redirect(_url(found))


@staff_page
@require_http_methods(["GET", "POST"])
def draft_publish(request: PageRequest, pk: int) -> HttpResponse:
    """From now on new projects start from it."""
    found = find_version(pk)
    form = NoteForm(request.POST or None)

    def run(given: Any) -> str:
        operations.publish_draft(version=found, note=given["note"], by=request.viewer, now=timezone.now())
        return _url(found)

    context = _context(found, _("Publish version %(n)s of %(name)s"), _("Check and publish"))
    return form_page(
        request, form, run, context=context, said=_("Published. Carry it into running projects where it helps them.")
    )


@staff_page
@require_POST
def draft_discard(request: PageRequest, pk: int) -> HttpResponse:
    """The draft is gone."""
    found = find_version(pk)
    return act(
        request,
        lambda: operations.discard_draft(version=found, by=request.viewer, now=timezone.now()),
        said=_("The draft is discarded."),
        then=reverse("onboarding:playbooks"),
    )


@staff_page
@require_http_methods(["GET", "POST"])
def draft_file(request: PageRequest, pk: int) -> HttpResponse:
    """All tasks of the draft anew from a file."""
    found = find_version(pk)
    form = DraftFileForm(request.POST, request.FILES) if request.method == "POST" else DraftFileForm()

    def run(given: Any) -> str:
        operations.replace_draft(version=found, plan=read_file(given["file"]), by=request.viewer, now=timezone.now())
        return _url(found)

    context = _context(found, _("Tasks of the draft of %(name)s from a file"), _("Check and replace"))
    return form_page(
        request, form, run, context=context | {"is_upload": True}, said=_("The draft has the file's tasks.")
    )


@staff_page
@require_http_methods(["GET", "POST"])
def line_new(request: PageRequest, pk: int) -> HttpResponse:
    """A task into the draft, behind the one that `?after=` names."""
    found, after = find_version(pk), request.GET.get("after", "")
    before = found.tasks.filter(code=after).first()
    first = {"part": before.part, "depends_on": before.code} if before else {}
    form = LineForm(request.POST or None, initial=first)

    def run(given: Any) -> str:
        made = operations.add_line(version=found, line=form.line(), after=after, by=request.viewer, now=timezone.now())
        return f"{_url(found)}#{made.code}"

    return form_page(request, form, run, context=_context(found, _("Add a task to %(name)s"), _("Add task")))


@staff_page
@require_http_methods(["GET", "POST"])
def line_edit(request: PageRequest, pk: int) -> HttpResponse:
    """A task of the draft. Who was overtaken keeps what they typed, and sees that it moved on."""
    row = _row(pk)
    form = LineForm(request.POST or None, initial=line_initial(row))

    def run(given: Any) -> str:
        try:
            operations.change_line(
                row=row, line=form.line(), seen=given["seen"] or 0, by=request.viewer, now=timezone.now()
            )
        except Stale:
            typed: Any = form.data
            form.data = typed = typed.copy()
            typed["seen"] = PlaybookTask.objects.filter(pk=row.pk).values_list("revision", flat=True).first() or 0
            raise
        return f"{_url(row.version)}#{form.cleaned_data['code']}"

    context = _context(row.version, _("Task of %(name)s"), _("Save task"))
    return form_page(request, form, run, context=context, record=row.version.playbook.record)


@staff_page
@require_POST
def line_move(request: PageRequest, pk: int) -> HttpResponse:
    """One place up, down, or out of the draft (`to`)."""
    row, to, by, now = _row(pk), request.POST.get("to", ""), request.viewer, timezone.now()
    back = _url(row.version)
    with refusal_to_message(request):
        if to == "remove":
            operations.remove_line(row=row, by=by, now=now)
        elif to in ("up", "down"):
            operations.move_line(row=row, up=to == "up", by=by, now=now)
            back = f"{back}#{row.code}"
        else:
            raise Http404
    return redirect(back)


def _row(pk: int) -> PlaybookTask:
    found = PlaybookTask.objects.select_related("version__playbook__record").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _url(version: PlaybookVersion) -> str:
    return reverse("onboarding:playbook", args=[version.pk])


def _context(found: PlaybookVersion, title: str, label: str) -> dict[str, Any]:
    return {
        "page_title": title % {"name": found.playbook.name, "n": found.number},
        "breadcrumbs": [*CRUMBS, (_("Playbooks"), reverse("onboarding:playbooks")), (str(found), _url(found))],
        "submit_label": label,
        "cancel_url": _url(found),
    }
