"""A page that takes a table: what is wrong stands row by row, and then nothing of the file is kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pilotage.core.errors import Refused
from pilotage.cycles.reading import Read
from pilotage.people.doors import PageRequest, refusal_to_form

Reader = Callable[[Any], Read]


def file_page(
    request: PageRequest,
    form: forms.Form,
    reader: Reader,
    run: Callable[[Read], tuple[str, str]],
    *,
    context: dict[str, Any],
) -> HttpResponse:
    """Shows the form, or reads its file and runs an operation, which answers where to go and what was done."""
    errors, status = [], 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            found = reader(form.cleaned_data)
            errors = found.errors
            if not errors:
                try:
                    there, said = run(found)
                except Refused as refused:
                    refusal_to_form(form, refused)
                else:
                    messages.success(request, said)
                    return redirect(there)
    return render(
        request, "cycles/file.html", context | {"form": form, "errors": errors, "is_upload": True}, status=status
    )
