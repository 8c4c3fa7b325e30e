"""What most pages do alike: a form around one operation, a button around one operation, chips for filters, exports.

A refusal stands beside its field and keeps what was typed; who was overtaken by somebody else sees what changed.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.models import Event, Record
from pilotage.people.doors import PageRequest, refusal_to_form, refusal_to_message
from pilotage.ui.components.filters import fields as filter_fields

PAGE_SIZE = 50
Context = dict[str, Any]


def form_page(
    request: PageRequest,
    form: forms.BaseForm,
    run: Callable[[Mapping[str, Any]], str],
    *,
    context: Context,
    record: Record | None = None,
    said: str = "",
    template: str = "ui/page_form.html",
) -> HttpResponse:
    """Shows a form, or runs an operation with what was typed and goes where it says.

    `run` takes the cleaned values and returns an address. A form with a `version` field is shown anew with the present one
    when the record moved on.
    """
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                target = run(form.cleaned_data)
            except Stale:
                status = 409
                context = context | {"conflict": _conflict(form, record)}
            except Refused as refused:
                refusal_to_form(form, refused)
            else:
                if said:
                    messages.success(request, said)
                return redirect(target)
    return render(request, template, context | {"form": form}, status=status)


def _conflict(form: forms.BaseForm, record: Record | None) -> Context:
    found = Event.objects.filter(record_id=record.pk).order_by("-seq").first() if record is not None else None
    payload: Context = (found.payload or {}) if found is not None else {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    if record is not None and "version" in form.fields:
        typed: Any = form.data
        form.data = typed = typed.copy()
        typed[form.add_prefix("version")] = Record.objects.values_list("version", flat=True).get(pk=record.pk)
    changes = [(name.replace("_", " ").capitalize(), before.get(name, ""), value) for name, value in after.items()]
    url = reverse("desk:history", args=[record.pk]) if record is not None else ""
    return {"who": payload.get("actor", ""), "changes": changes, "url": url}


def act(request: PageRequest, run: Callable[[], object], *, said: str, then: str) -> HttpResponse:
    """Runs one operation and goes on; a refusal becomes a message on the next page."""
    with refusal_to_message(request):
        run()
        messages.success(request, said)
    return redirect(then)


def chips_of(form: forms.Form, *, leave: tuple[str, ...] = ()) -> list[Context]:
    """What a filter form asks for, as chips that can be taken away."""
    if not form.is_valid():
        return []
    chips = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value or name in leave:
            continue
        words = dict(getattr(field, "choices", [])).get(str(value), value)
        chips.append({"name": name, "label": field.label or name, "value": words})
    return chips


def asked(form: forms.Form) -> Context:
    """The values of a filter form; what can't be read asks nothing."""
    form.is_valid()
    return getattr(form, "cleaned_data", {})


@dataclass(frozen=True)
class Asked:
    """A filter form as it was asked: its values, the chips that take them away, its fields as they are drawn."""

    values: Context
    chips: list[Context]
    drawn: SafeString


def filtered(request: PageRequest, kind: type[forms.Form], name: str) -> Asked:
    """What a filter form that depends on nothing but the address asks for; kept some seconds, as its choices are."""
    fields = kind.base_fields
    mine = urlencode([(key, value) for key in fields for value in request.GET.getlist(key)])

    def ask() -> Asked:
        form = kind(request.GET)
        return Asked(dict(asked(form)), chips_of(form), filter_fields(form))

    return cast("Asked", kept(f"{name}?{mine}:{get_language()}", ask))


def page_of(request: PageRequest, found: Any, size: int = PAGE_SIZE) -> Page[Any]:
    """The page of a list that `?page=` names; the nearest one when there is none."""
    return Paginator(found, size).get_page(request.GET.get("page"))


def export_urls(request: PageRequest, *more: str) -> Context:
    """Addresses of this list, filtered as it is, as files: CSV, XLSX, and what more there is."""
    left = [(name, value) for name, values in request.GET.lists() if name not in ("page", "as") for value in values]
    return {f"{kind}_url": "?" + urlencode([*left, ("as", kind)]) for kind in ("csv", "xlsx", *more)}


def uuids(request: PageRequest, name: str = "selected") -> list[uuid.UUID]:
    """The ticked rows; what is no id is left out."""
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def chosen(request: PageRequest, found: Callable[[], Any]) -> list[Any]:
    """The keys of the ticked rows; where "all found" is ticked, of everything that the list finds.

    Refuses when the list finds another number of rows than the page had counted.
    """
    counted = request.POST.get("everything")
    if not counted:
        return uuids(request)
    keys = list(found().order_by().values_list("pk", flat=True))
    if counted != str(len(keys)):
        raise Refused(
            _("%(now)d rows are found now, %(then)s when you looked. Look at the list again, then choose anew.")
            % {"now": len(keys), "then": counted}
        )
    return keys


def same_list(request: PageRequest, home: str) -> str:
    """The list that a bulk form stood under, filtered and sorted as it was."""
    asked_for = request.GET.urlencode()
    return f"{home}?{asked_for}" if asked_for else home


_kept: dict[str, tuple[float, Any]] = {}
KEPT_AT_MOST = 300


def kept(name: str, ask: Callable[[], Any], seconds: float = 5.0) -> Any:
    """What `ask` answers, kept in this process for some seconds: choices of filters that every list page draws."""
    now, key = time.monotonic(), f"{connection.settings_dict['NAME']}:{name}"
    found = _kept.get(key)
    if found is None or now >= found[0]:
        if len(_kept) >= KEPT_AT_MOST:
            _kept.clear()
        found = _kept[key] = (now + seconds, ask())
    return found[1]


def forget_kept() -> None:
    """What is kept is asked for anew."""
    _kept.clear()


class VersionForm(forms.Form):
    """A form about a record that somebody else may change meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
