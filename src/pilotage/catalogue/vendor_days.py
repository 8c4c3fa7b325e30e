"""The page of vendors' working days."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pilotage.catalogue import operations
from pilotage.catalogue.models import VendorCalendar
from pilotage.catalogue.permissions import may_edit
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.forms.working_days import WorkingDaysForm
from pilotage.people.pages import form_page


class VendorDaysForm(WorkingDaysForm):
    """A vendor or integrator by name, and when it works."""

    vendor = forms.CharField(
        label=gettext_lazy("Vendor or integrator"),
        max_length=200,
        help_text=gettext_lazy("As products and integrations name it."),
    )
    field_order = ("vendor",)


@staff_page
@require_http_methods(["GET", "POST"])
def vendor_days(request: PageRequest) -> HttpResponse:
    """Vendors with working days of their own, and a form for one; `?vendor=` names it."""
    name = request.GET.get("vendor", "")
    held = VendorCalendar.objects.filter(vendor__iexact=name).first() if name else None
    form = VendorDaysForm(request.POST or None, held=held, zone=held.time_zone if held else request.viewer.time_zone)
    form.fields["vendor"].initial = held.vendor if held else name

    def run(given: Any) -> str:
        operations.set_vendor_days(by=request.viewer, now=timezone.now(), **given)
        return reverse("catalogue:vendor_days")

    context = {
        "page_title": _("Working days of vendors"),
        "page_lead": _("Plans count the tasks of a CIS vendor or integrator on these days."),
        "breadcrumbs": [(_("Catalogue"), reverse("catalogue:list"))],
        "rows": list(VendorCalendar.objects.all()),
        "may_edit": may_edit(request.viewer),
        "submit_label": _("Save working days"),
        "cancel_url": reverse("catalogue:list"),
    }
    return form_page(
        request, form, run, context=context, said=_("The working days are saved; plans are worked out anew."),
        template="catalogue/vendor_days.html",
    )  # fmt: skip
