"""The layout of a side's files: written and tried on the beginning of its sample, saved as a version of the mapping."""

import base64
import io
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
from pilotage.verification.forms import LayoutForm
from pilotage.verification.laid_out import Laid, as_yaml, lines_of, read_laid_out, ruler
from pilotage.verification.models import Spec, SpecVersion
from pilotage.verification.permissions import may_write, require_writer
from pilotage.verification.sampling import read_sample
from pilotage.verification.views.finding import crumbs, find_spec
from pilotage.verification.views.mapping import carried

START = "format: fixed\nfields:\n  account: {at: [1, 10]}\n"


@staff_page
@require_http_methods(["GET", "POST"])
def layout(request: PageRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """Shows what a layout makes of the sample (`do` show), or saves it with the sample as the next version (`do` save)."""
    spec = find_spec(request, pk)
    if side not in ("left", "right"):
        raise Http404
    newest = queries.newest_version(spec)
    held = newest.body[side].get("layout") or {}
    form = LayoutForm(request.POST or None, request.FILES or None, initial={"layout": as_yaml(held) if held else START})
    laid, refused, status = None, "", 200
    if request.method == "POST":
        require_writer(request.viewer)
        try:
            if not form.is_valid():
                raise Refused(_("Look at the marked fields."))
            given = form.cleaned_data
            sample = given["sample"] or _kept(newest, side)
            if request.POST.get("do") != "show":
                _save(spec, newest, side, given["layout"], sample, request)
                messages.success(
                    request, _("The layout is saved. Look at the mapping: columns may have other names now.")
                )
                return redirect("verification:mapping", pk=pk)
            laid = read_laid_out(sample, sample.name, given["layout"], field="layout")
        except Forbidden:
            raise
        except Refused as why:
            refused, status = why.message, 422
    elif held and getattr(newest, f"{side}_head"):
        laid, refused = _tried(newest, side)
    context = _context(spec, newest, side, form, laid, refused) | {"may_write": may_write(request.viewer)}
    return render(request, "verification/layout.html", context, status=status)


def _kept(newest: SpecVersion, side: str) -> Any:
    """The beginning of the last sample as a file. Refuses where none was kept."""
    head = getattr(newest, f"{side}_head")
    if not head:
        raise Refused(_("Nothing of the last sample was kept. Choose a sample."), field="sample")
    found = io.BytesIO(base64.b64decode(head))
    found.name = _("the sample")
    return found


def _tried(newest: SpecVersion, side: str) -> tuple[Laid | None, str]:
    try:
        kept = _kept(newest, side)
        return read_laid_out(kept, kept.name, newest.body[side]["layout"], field="layout"), ""
    except Refused as why:
        return None, why.message


def _save(spec: Spec, newest: SpecVersion, side: str, text: str, sample: Any, request: PageRequest) -> None:
    made = read_sample(sample, sample.name, field="layout", layout=text)
    sides = {"left": None, "right": None} | {side: made}
    lines = carried(newest, sides["left"], sides["right"])
    operations.save_version(
        spec=spec, lines=lines, remark=_("Another layout."), left=sides["left"], right=sides["right"], base=newest.number,
        by=request.viewer, now=timezone.now(),
    )  # fmt: skip


def _context(
    spec: Spec, newest: SpecVersion, side: str, form: LayoutForm, laid: Laid | None, refused: str
) -> dict[str, Any]:
    name = spec.left_name if side == "left" else spec.right_name
    told = laid.layout if laid else newest.body[side].get("layout") or {"format": "fixed"}
    lines = lines_of(getattr(newest, f"{side}_head"), told)
    return {
        "page_title": _("Layout of %(name)s") % {"name": name},
        "page_lead": _("How the files of this side are built. Nothing is saved until you save."),
        "breadcrumbs": crumbs(spec),
        "spec": spec,
        "form": form,
        "refused": refused,
        "laid": laid,
        "lines": [*ruler(max(map(len, lines))), *lines] if lines else [],
        "cancel_url": reverse("verification:spec", args=[spec.pk]),
    }
