"""Keeping what a biller's people send: one comment, one file. A refusal stands beside its field, and nothing is lost."""

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from pilotage.billers.models import Biller
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.people.doors import PageRequest, refusal_to_form
from pilotage.portal.forms import CommentForm, FileForm
from pilotage.work.operations import add_comment, send_file


def keep_comment(request: PageRequest, form: CommentForm, subject: Record, biller: Biller) -> bool:
    """False, with the reason in the form, when it was refused."""
    if not form.is_valid():
        return False
    try:
        add_comment(
            subject=subject,
            biller=biller,
            text=form.cleaned_data["text"],
            is_internal=False,
            by=request.viewer,
            now=timezone.now(),
        )
    except Refused as refused:
        refusal_to_form(form, refused)
        return False
    return True


def keep_file(request: PageRequest, form: FileForm, subject: Record, biller: Biller) -> bool:
    """False, with the reason in the form, when it was refused."""
    if not form.is_valid():
        return False
    given: UploadedFile = form.cleaned_data["file"]
    try:
        send_file(
            subject=subject,
            biller=biller,
            name=given.name or "file",
            stream=given,
            is_shared=True,
            by=request.viewer,
            now=timezone.now(),
        )
    except Refused as refused:
        refusal_to_form(form, refused)
        return False
    return True
