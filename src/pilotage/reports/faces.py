"""Where reports show on the pages of lower apps: a tab of the project, a link on the page of readiness."""

from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.onboarding.project_tabs import ProjectTab, register_all_tab, register_tab
from pilotage.reports.enums import DECKS, KIND_NAMES, ReportState
from pilotage.reports.models import Report
from pilotage.ui import slots
from pilotage.ui.components.icons import icon


def show_reports() -> None:
    """Called when the app is ready."""
    register_tab(ProjectTab(_l("Reports"), "reports:phase", 85, of="phase"))
    register_all_tab(_l("Reports"), "reports:list")
    slots.fill("phase reports", _link)
    slots.fill("meeting packs", _packs)


def _link(context: Context, phase: Any) -> SafeString:
    url = reverse("reports:phase", args=[phase.pk])
    return format_html('<a class="btn" href="{}">{}{}</a>', url, icon("file-text"), _("Reports"))


def _packs(context: Context, meeting: Any) -> SafeString:
    """The packs of a meeting, and the buttons that make one."""
    rows = list(Report.objects.everywhere().filter(meeting=meeting).exclude(state=ReportState.DISCARDED).order_by("pk"))
    more: dict[str, Any] = {"packs": rows, "meeting": meeting, "kinds": [(kind, KIND_NAMES[kind]) for kind in DECKS]}
    more |= {name: context.get(name) for name in ("may_organise", "is_ahead")}
    return render_to_string("reports/packs.html", more, request=context.get("request"))
