"""The mapping page: controls line by line, shown before and after on real rows; saved as a version."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Forbidden, Refused
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import form_page
from pilotage.verification import operations, queries
from pilotage.verification.forms import SamplesForm
from pilotage.verification.mapping_form import MappingForm
from pilotage.verification.models import SpecVersion
from pilotage.verification.permissions import may_write
from pilotage.verification.rules import lines as rules
from pilotage.verification.rules.previewing import pairs_of
from pilotage.verification.sampling import PROPOSED, read_sample
from pilotage.verification.views.finding import about, crumbs, find_spec, saved_words


@staff_page
@require_http_methods(["GET", "POST"])
def mapping(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Shows what was typed on real rows (`do` show), or saves it as the next version (`do` save)."""
    spec = find_spec(request, pk)
    newest = queries.newest_version(spec)
    lines = rules.lines_of(newest.body, newest.left_columns, newest.right_columns)
    is_sent = request.method == "POST"
    form = MappingForm(request.POST if is_sent else None, lines=lines, right_columns=newest.right_columns)
    status, refused = 200, ""
    if is_sent and form.is_valid():
        lines = form.lines()
        if request.POST.get("do") != "show":
            status = 422
            try:
                made = operations.save_version(
                    spec=spec, lines=lines, remark=form.cleaned_data["remark"], base=_base(request), by=request.viewer,
                    now=timezone.now(),
                )  # fmt: skip
            except Forbidden:
                raise
            except Refused as why:
                refused = why.message
            else:
                messages.success(request, saved_words(newest, made))
                return redirect("verification:spec", pk=pk)
    elif is_sent:
        status, refused = 422, _("Look at the marked lines.")
    context = _context(newest, lines, form, is_sent=is_sent) | {
        "refused": refused,
        "may_write": may_write(request.viewer),
    }
    return render(request, "verification/mapping.html", context, status=status)


@staff_page
@require_http_methods(["GET", "POST"])
def samples(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """New samples, when a file has new columns: fields whose columns are still there keep their rules, new ones are proposed."""
    spec = find_spec(request, pk)
    newest = queries.newest_version(spec)
    allowed = [one for side in ("left", "right") for one in newest.body[side].get("bank_accounts", ())]
    first = {"bank_accounts": ", ".join(dict.fromkeys(allowed))}
    form = SamplesForm(request.POST, request.FILES) if request.method == "POST" else SamplesForm(initial=first)

    def run(given: Any) -> str:
        left, right = (
            read_sample(given[side], given[side].name, field=side, bank_accounts=given["bank_accounts"])
            if given.get(side)
            else None
            for side in ("left", "right")
        )
        lines = operations.carried(newest, left, right)
        operations.save_version(
            spec=spec,
            lines=lines,
            remark=_("New samples."),
            left=left,
            right=right,
            is_begun=True,
            by=request.viewer,
            now=timezone.now(),
        )
        return reverse("verification:mapping", args=[pk])

    context = about(spec, _("New samples for %(name)s"), _("Take samples")) | {"is_upload": True}
    return form_page(
        request, form, run, context=context, said=_("The new columns are mapped where a match was likely.")
    )


def _base(request: PageRequest) -> int | None:
    text = request.POST.get("base", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _context(newest: SpecVersion, lines: list[rules.Line], form: MappingForm, *, is_sent: bool) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for column, words in rules.problems(lines) if is_sent else ():
        wrong.setdefault(column, []).append(words)
    for n, line in enumerate(lines):
        for name, said in form.errors.items() if is_sent else ():
            if name.startswith(f"{n}-"):
                wrong.setdefault(line.left, []).extend(str(one) for one in said)
    pairs = pairs_of(lines, newest.left_columns, newest.left_rows, newest.right_columns, newest.right_rows)
    return {
        "page_title": _("Mapping of %(name)s") % {"name": newest.spec.name},
        "page_lead": _(
            "Each column of the left file, what it is on the right, and how both are read. Nothing is saved until you save."
        ),
        "breadcrumbs": crumbs(newest.spec),
        "spec": newest.spec,
        "newest": newest,
        "form": form,
        "rows": form.rows(lines, wrong),
        "wrong": wrong.get("", []),
        "examples": {
            name: [row[place][:24] for row in newest.left_rows[:3] if place < len(row)]
            for place, name in enumerate(newest.left_columns)
        },
        "pairs": pairs,
        "coverage": rules.coverage(lines, newest.right_columns),
        "unseen": _unseen(newest),
        "cancel_url": reverse("verification:spec", args=[newest.spec_id]),
    }


def _unseen(newest: SpecVersion) -> list[tuple[str, str]]:
    """(name, address of its layout) of each side whose layout was proposed and that nobody has saved since."""
    names = {"left": newest.spec.left_name, "right": newest.spec.right_name}
    return [
        (name, reverse("verification:layout", args=[newest.spec_id, side]))
        for side, name in names.items()
        if str((newest.body[side].get("layout") or {}).get("note", "")).startswith(PROPOSED)
    ]
