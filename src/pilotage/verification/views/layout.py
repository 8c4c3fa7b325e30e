"""The layout of a side's files: cut and tried on the beginning of its sample, saved as a version of the mapping."""

import base64
import binascii
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from pilotage.core.errors import Forbidden, Refused
from pilotage.people.doors import PageRequest, staff_page
from pilotage.verification import operations, queries
from pilotage.verification.forms import LayoutForm
from pilotage.verification.laid_out import (
    KEPT_BYTES,
    Laid,
    as_yaml,
    head_of,
    head_of_table,
    layout_of_table,
    lines_of,
    read_laid_out,
    ruler,
)
from pilotage.verification.layout_form import (
    PiecesForm,
    can_be_cut,
    changed_pieces,
    mapping_in,
    typed_pieces,
    which_changed,
)
from pilotage.verification.models import Spec, SpecVersion
from pilotage.verification.permissions import may_write, require_writer
from pilotage.verification.rules import cutting
from pilotage.verification.rules.field_order import by_name
from pilotage.verification.rules.seeming import Seeming, typed, unread
from pilotage.verification.views.finding import crumbs, find_spec

_PLAIN = _lazy(
    "These files are tables with a heading: they are read as they stand and need no layout. The types below are proposed from the rows of"
    " the sample. Save them where columns need other ways of reading, or checks."
)


@dataclass
class State:
    """What the page shows: the layout, its fields as they were typed, the beginning of the sample, and what came of it."""

    layout: dict[str, Any]
    text: str
    head: str
    pieces: list[cutting.Piece] = field(default_factory=list)
    laid: Laid | None = None
    refused: str = ""
    status: int = 200
    is_plain_table: bool = False
    seems: dict[str, Seeming] = field(default_factory=dict)


@staff_page
@require_http_methods(["GET", "POST"])
def layout(request: PageRequest, pk: uuid.UUID, side: str) -> HttpResponse:
    """Cuts fields (`do` cut, add, join, remove), shows what they make of the sample (show), or saves with it as the next version (save)."""
    spec = find_spec(request, pk)
    if side not in ("left", "right"):
        raise Http404
    newest = queries.newest_version(spec)
    state = _held(newest, side)
    form = LayoutForm(request.POST or None, request.FILES or None, initial={"layout": state.text})
    if request.method == "POST":
        require_writer(request.viewer)
        try:
            if _posted(request, form, state, newest, side):
                return redirect("verification:mapping", pk=pk)
        except Forbidden:
            raise
        except Refused as why:
            state.refused, state.status = why.message, 422
    elif newest.body[side].get("layout") and state.head:
        try:
            state.laid = _read(state)
        except Refused as why:
            state.refused = why.message
    context = _context(spec, newest, side, form, state) | {"may_write": may_write(request.viewer)}
    return render(request, "verification/layout.html", context, status=state.status)


def _held(newest: SpecVersion, side: str) -> State:
    """The layout as it was saved; for a table that has none, one with the types that its columns seem to have."""
    told, head = newest.body[side], getattr(newest, f"{side}_head")
    columns, rows = getattr(newest, f"{side}_columns"), getattr(newest, f"{side}_rows")
    seems = unread(told, columns, rows)
    if "layout" in told:
        held = by_name(told["layout"])
        return State(held, as_yaml(held), head, _pieces(held), seems=seems)
    held = typed(layout_of_table(told, columns), seems)
    state = State(held, as_yaml(held), head or head_of_table(told, columns, rows), _pieces(held), seems=seems)
    state.is_plain_table = True
    return state


def _posted(request: PageRequest, form: LayoutForm, state: State, newest: SpecVersion, side: str) -> bool:
    """Whether it was saved. Refuses in words; `state` has what was typed then."""
    if not form.is_valid():
        raise Refused(_("Look at the marked fields."))
    sample, do = form.cleaned_data["sample"], request.POST.get("do", "")
    state.text = form.cleaned_data["layout"]
    state.head = _sent_head(request) or state.head
    known = mapping_in(str(request.POST.get("base") or state.text))
    state.layout, state.pieces = known, typed_pieces(request.POST, known) or _pieces(known)
    _cut(request, state, do)
    if do == "types":
        state.layout = typed(state.layout, state.seems)
        state.text, state.pieces = as_yaml(state.layout), _pieces(state.layout)
    if sample:
        state.head = ""
    if do == "save":
        operations.save_layout(
            spec=newest.spec, side=side, layout=state.text, sample=sample or operations.kept_sample(state.head),
            name=sample.name if sample else "", base=newest.number, by=request.viewer, now=timezone.now(),
        )  # fmt: skip
        words = _("The layout is saved. Look at the mapping: columns may have other names now.")
        messages.success(request, words)
        return True
    if sample or state.head:
        state.laid = _read(state, sample)
        state.head = head_of(sample, state.laid.layout) if sample else state.head
    elif do == "show":
        operations.kept_sample(state.head)
    return False


def _cut(request: PageRequest, state: State, do: str) -> None:
    """Takes the table, or the YAML where that was typed in, and does what a button of the table asks for."""
    told = which_changed(request.POST, state.text)
    asks = do.partition("-")[0] in ("cut", "add", "join", "remove")
    if told is None:
        if asks and "count" in request.POST:
            raise Refused(_("The YAML was changed. Show what it makes first; then cut."))
        state.layout = mapping_in(state.text)
        state.pieces = _pieces(state.layout)
        return
    if asks and (do != "cut" or request.POST.get("cut")):
        width = max(map(len, _lines(state, told)), default=0)
        placed = cutting.is_cut(told)
        state.pieces = changed_pieces(state.pieces, do, request.POST, width=width, placed=placed)
        told = cutting.layout_of(told, state.pieces)
    state.layout, state.text, state.pieces = told, as_yaml(told), _pieces(told)


def _pieces(told: Any) -> list[cutting.Piece]:
    return cutting.pieces_of(told) if can_be_cut(told) else []


def _sent_head(request: PageRequest) -> str:
    """The beginning of a sample that was chosen before, as the page carries it until it is saved."""
    sent = request.POST.get("head", "")
    try:
        data = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return sent if 0 < len(data) <= KEPT_BYTES else ""


def _read(state: State, sample: Any = None) -> Laid:
    name = sample.name if sample else _("the sample")
    return read_laid_out(sample or operations.kept_sample(state.head), name, state.text, field="layout")


def _lines(state: State, told: Any) -> list[str]:
    try:
        return lines_of(state.head, told)
    except (LookupError, TypeError, ValueError):
        return []


def _context(spec: Spec, newest: SpecVersion, side: str, form: LayoutForm, state: State) -> dict[str, Any]:
    name = spec.left_name if side == "left" else spec.right_name
    lines, told = _lines(state, state.layout), state.layout
    width, is_cut = max(map(len, lines), default=0), cutting.is_cut(told)
    kinds = cutting.kinds_of(told) if state.pieces else []
    rows = PiecesForm(pieces=state.pieces).rows(state.seems)
    return {
        "page_title": _("Layout of %(name)s") % {"name": name},
        "page_lead": _("How the files of this side are built. Nothing is saved until you save."),
        "breadcrumbs": crumbs(spec),
        "spec": spec,
        "form": form,
        "yaml": state.text,
        "count": len(rows),
        "refused": state.refused,
        "laid": state.laid,
        "remark": state.layout.get("note", "") or (_PLAIN if state.is_plain_table else ""),
        "head": state.head if state.head != getattr(newest, f"{side}_head") else "",
        "is_cut": is_cut,
        "seems": state.seems,
        "may_take_types": any(row.seems and row.seems.type != row.piece.type == "text" for row in rows),
        "ruler": ruler(width) if lines and is_cut else [],
        "lines": [_striped(line, state) for line in lines],
        "kinds": [kind for kind, _code in kinds],
        "tables": [
            (kind, [row for row in rows if row.piece.kind == kind],
             cutting.gaps(state.pieces, kind, width) if is_cut and not kind and lines else [])
            for kind, _code in kinds
        ],
        "start_url": reverse("verification:layout", args=[spec.pk, side]),
        "cancel_url": reverse("verification:spec", args=[spec.pk]),
    }  # fmt: skip


def _striped(line: str, state: State) -> tuple[str, list[tuple[str, str]]]:
    """Its kind, and its pieces with the field each belongs to."""
    kind = cutting.kind_of(line, state.layout) if cutting.is_cut(state.layout) else None
    return kind or "", list(cutting.stripes(line, state.pieces if kind is not None else [], kind or ""))
