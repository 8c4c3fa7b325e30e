"""Notices of a person, what they chose, and the wording of each kind."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilotage.notices import operations
from pilotage.notices.forms import ChoicesForm, NoticeFilter, WordingForm
from pilotage.notices.kinds import KINDS, PLACEHOLDERS
from pilotage.notices.models import Notice, NoticeChoice, NoticeTemplate
from pilotage.people.doors import PageRequest, any_page, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import act, asked, chips_of, form_page, page_of


@any_page
@require_GET
def notices(request: PageRequest) -> HttpResponse:
    """What this person was told, unread first."""
    form = NoticeFilter(request.GET)
    found = Notice.objects.filter(user=request.viewer.user_id)
    if asked(form).get("show") == "unread":
        found = found.filter(read_at=None)
    page = page_of(request, found.order_by("-created_at", "-pk"))
    context = {
        "page_title": _("Notices"),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
        "has_unread": any(one.read_at is None for one in page),
    }
    return render(request, "notices/list.html", context)


@any_page
@require_POST
def read(request: PageRequest, pk: int) -> HttpResponse:
    """Marks one as read and goes where it leads."""
    found = Notice.objects.filter(user=request.viewer.user_id, pk=pk).first()
    if found is None:
        raise Http404
    operations.mark_read(notice=found, by=request.viewer, now=timezone.now())
    return redirect(found.url or "notices:list")


@any_page
@require_POST
def read_all(request: PageRequest) -> HttpResponse:
    """Marks all as read."""
    return act(
        request,
        lambda: operations.mark_all_read(by=request.viewer, now=timezone.now()),
        said=_("All notices are read."),
        then=reverse("notices:list"),
    )


@any_page
@require_http_methods(["GET", "POST"])
def choices(request: PageRequest) -> HttpResponse:
    """How this person hears of each kind; in the product always."""
    held = dict(NoticeChoice.objects.filter(user=request.viewer.user_id).values_list("kind", "email"))
    form = ChoicesForm(request.POST or None, held=held, is_staff=request.viewer.is_provider)

    def run(given: Any) -> str:
        operations.choose(choices=dict(given), by=request.viewer, now=timezone.now())
        return reverse("notices:choices")

    context = {
        "page_title": _("My notices"),
        "page_lead": _(
            "Every notice stands in Pilotage. Choose which also come by e-mail, at once or in the digest at seven in your morning."
        ),
        "submit_label": _("Save choices"),
    }
    return form_page(request, form, run, context=context, said=_("Your choices are saved."))


@staff_page(roles=(Role.ADMIN,))
@require_GET
def wordings(request: PageRequest) -> HttpResponse:
    """The wording of every kind."""
    changed = {row.kind: row for row in NoticeTemplate.objects.all()}
    rows = [
        {"kind": kind, "subject": (changed.get(kind.name) or kind).subject, "is_changed": kind.name in changed}
        for kind in KINDS.values()
    ]
    context = {
        "page_title": _("Notice wording"),
        "page_lead": _("What mails say. Placeholders: %(names)s.")
        % {"names": ", ".join(f"{{{name}}}: {what}" for name, what in PLACEHOLDERS.items())},
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "rows": rows,
    }
    return render(request, "notices/wordings.html", context)


@staff_page(roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def wording(request: PageRequest, kind: str) -> HttpResponse:
    """Edits one wording, or goes back to the shipped one."""
    known = KINDS.get(kind)
    if known is None:
        raise Http404
    held = NoticeTemplate.objects.filter(kind=kind).first()
    if request.method == "POST" and request.POST.get("reset"):
        run_reset = lambda: operations.reset_wording(kind=kind, by=request.viewer, now=timezone.now())  # noqa: E731
        return act(request, run_reset, said=_("The shipped wording is back."), then=reverse("notices:wording"))
    shown = held or known
    form = WordingForm(request.POST or None, initial={"subject": shown.subject, "body": shown.body})

    def run(given: Any) -> str:
        operations.set_wording(kind=kind, by=request.viewer, now=timezone.now(), **given)
        return reverse("notices:wording")

    context = {
        "page_title": known.label,
        "page_lead": ", ".join(f"{{{name}}}: {what}" for name, what in PLACEHOLDERS.items()),
        "breadcrumbs": [(_("Settings"), "/settings/"), (_("Notice wording"), reverse("notices:wording"))],
        "submit_label": _("Save wording"),
        "cancel_url": reverse("notices:wording"),
        "is_changed": held is not None,
        "reset_url": reverse("notices:wording_edit", args=[kind]),
    }
    return form_page(
        request, form, run, context=context, said=_("The wording is saved."), template="notices/wording.html"
    )
