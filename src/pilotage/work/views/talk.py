"""Comments and files on any record of a biller."""

import uuid

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, form_page
from pilotage.work import operations, queries
from pilotage.work.forms import CommentForm, FileForm
from pilotage.work.models import Comment
from pilotage.work.places import page_of_record, record_for


@staff_page
@require_http_methods(["GET", "POST"])
def comment(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says something about a record; where it was refused, the text stays on a page of its own."""
    record, biller = _record(request, pk)
    form = CommentForm(request.POST or None, has_vendor=queries.is_for_vendors(record))

    def run(given):
        operations.add_comment(
            subject=record, biller=biller, text=given["text"], is_internal=not given["is_shared"],
            is_for_vendor=given.get("is_for_vendor", False), by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return f"{page_of_record(record)}#comments"

    return form_page(request, form, run, context=_context(record, _("Comment on %(title)s"), _("Send comment")))


@staff_page
@require_http_methods(["GET", "POST"])
def send_file(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a file to a record."""
    record, biller = _record(request, pk)
    sent, has_vendor = request.method == "POST", queries.is_for_vendors(record)
    form = FileForm(*((request.POST, request.FILES) if sent else ()), has_vendor=has_vendor)

    def run(given):
        operations.send_file(
            subject=record, biller=biller, name=given["file"].name, stream=given["file"], is_shared=given["is_shared"],
            is_for_vendor=given.get("is_for_vendor", False), by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        return f"{page_of_record(record)}#files"

    context = _context(record, _("Add a file to %(title)s"), _("Add file")) | {"is_upload": True}
    return form_page(request, form, run, context=context)


@staff_page
@require_http_methods(["GET", "POST"])
def comment_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Says it differently."""
    found = _comment(request, pk)
    form = CommentForm(request.POST or None, initial={"text": found.text})
    del form.fields["is_shared"]

    def run(given):
        operations.edit_comment(comment=found, text=given["text"], by=request.viewer, now=timezone.now())
        return f"{page_of_record(found.subject)}#comments"

    return form_page(
        request, form, run, context=_context(found.subject, _("Edit a comment on %(title)s"), _("Save comment"))
    )


@staff_page
@require_POST
def comment_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Takes it from the page."""
    found = _comment(request, pk)
    return act(
        request,
        lambda: operations.remove_comment(comment=found, by=request.viewer, now=timezone.now()),
        said=_("The comment is removed; history keeps it."),
        then=f"{page_of_record(found.subject)}#comments",
    )


def _record(request: PageRequest, pk: uuid.UUID) -> tuple[Record, Biller]:
    try:
        return record_for(request.viewer, pk)
    except Record.DoesNotExist:
        raise Http404 from None


def _comment(request: PageRequest, pk: int) -> Comment:
    try:
        return queries.comment_for(request.viewer, pk)
    except Comment.DoesNotExist:
        raise Http404 from None


def _context(record: Record, title: str, label: str) -> dict[str, object]:
    return {
        "page_title": title % {"title": record.title},
        "breadcrumbs": [(record.title, page_of_record(record))],
        "submit_label": label,
        "cancel_url": page_of_record(record),
    }
