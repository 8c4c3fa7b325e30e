"""The steps of one field: which are done on either side before its values are read, shown before and after on real rows."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Forbidden, Refused
from pilotage.people.doors import PageRequest, staff_page
from pilotage.verification import operations, queries
from pilotage.verification.enums import Side
from pilotage.verification.models import SpecVersion
from pilotage.verification.permissions import may_write
from pilotage.verification.rules import lines as rules
from pilotage.verification.rules.previewing import shown_steps
from pilotage.verification.rules.steps import STEPS, words_of
from pilotage.verification.steps_form import StepsForm
from pilotage.verification.views.finding import crumbs, find_spec, saved_words


@staff_page
@require_http_methods(["GET", "POST"])
def steps(request: PageRequest, pk: uuid.UUID, place: int) -> HttpResponse:
    """The steps of the nth left column; shows what was chosen on real rows (`do` show), or saves the next version (`do` save)."""
    spec = find_spec(request, pk)
    newest = queries.newest_version(spec)
    lines = rules.lines_of(newest.body, newest.left_columns, newest.right_columns)
    if place >= len(lines) or not lines[place].right:
        raise Http404
    line = lines[place]
    columns = {Side.LEFT: newest.left_columns, Side.RIGHT: newest.right_columns}
    form = StepsForm(request.POST if request.method == "POST" else None, line=line, columns=columns)
    status, refused = 200, ""
    if request.method == "POST" and form.is_valid():
        line = form.changed_line()
        status = 200 if form.is_valid() else 422
        if status == 200 and request.POST.get("do") != "show":
            base = request.POST.get("base", "")
            try:
                made = operations.save_version(
                    spec=spec, lines=[*lines[:place], line, *lines[place + 1 :]], remark=form.cleaned_data["remark"],
                    base=int(base) if base.isdecimal() and len(base) < 9 else None, by=request.viewer, now=timezone.now(),
                )  # fmt: skip
            except Forbidden:
                raise
            except Refused as why:
                status, refused = 422, why.message
            else:
                messages.success(request, saved_words(newest, made))
                return redirect("verification:mapping", pk=pk)
    elif request.method == "POST":
        status = 422
    context = _context(newest, line, form, place) | {"refused": refused, "may_write": may_write(request.viewer)}
    return render(request, "verification/steps.html", context, status=status)


def _context(newest: SpecVersion, line: rules.Line, form: StepsForm, place: int) -> dict[str, Any]:
    spec = newest.spec
    samples = {
        Side.LEFT: (newest.left_columns, newest.left_rows, line.left_steps, spec.left_name, line.left),
        Side.RIGHT: (newest.right_columns, newest.right_rows, line.right_steps, spec.right_name, line.right),
    }
    return {
        "page_title": _("Steps of %(column)s") % {"column": line.left},
        "page_lead": _(
            "What is done to each value, in this order, before it is read as %(type)s. Nothing is saved until you save."
        )
        % {"type": _("a key") if line.is_key else line.type},
        "breadcrumbs": [*crumbs(spec), (_("Mapping"), reverse("verification:mapping", args=[spec.pk]))],
        "spec": spec,
        "newest": newest,
        "form": form,
        "problems": [
            *form.non_field_errors(),
            *(words for name, said in form.errors.items() if name != "__all__" for words in said),
        ],
        "sides": [
            (
                f"{name}: {column}",
                form.rows(side),
                [words_of(step) for step in done],
                shown_steps(line, side, columns, rows),
            )
            for side, (columns, rows, done, name, column) in samples.items()
        ],
        "known": [(name, one, two) for name, one, two in STEPS.values()],
        "cancel_url": reverse("verification:mapping", args=[spec.pk]),
    }
