"""What came in by mail, for administrators: kept, refused with the reason, left alone."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pilotage.connectors.mail.models import OUTCOMES, ReceivedMail
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.enums import Role
from pilotage.people.pages import asked, chips_of, page_of
from pilotage.work.places import page_of_record


class MailFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), required=False, choices=[("", gettext_lazy("All")), *OUTCOMES]
    )


@staff_page(roles=(Role.ADMIN,))
@require_GET
def received(request: PageRequest) -> HttpResponse:
    """The newest first."""
    form = MailFilter(request.GET)
    given = asked(form)
    found = ReceivedMail.objects.select_related("user", "record").order_by("-received_at", "-pk")
    if given.get("q"):
        found = found.filter(sender__icontains=given["q"])
    if given.get("outcome"):
        found = found.filter(outcome=given["outcome"])
    page = page_of(request, found)
    for row in page:
        row.url = page_of_record(row.record) if row.record else ""
    context = {
        "page_title": _("Mail that came in"),
        "page_lead": _(
            "Answers to notices become comments. What was refused stands here with its reason; its words are not kept."
        ),
        "breadcrumbs": [(_("Settings"), "/settings/")],
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "rows": page,
        "is_empty": not page.paginator.count,
    }
    return render(request, "mail/received.html", context)
