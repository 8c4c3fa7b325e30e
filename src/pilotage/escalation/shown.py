"""What stands on a case's page: who was asked, how far it was escalated, and the buttons for both."""

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from pilotage.escalation.models import Advice, Escalation
from pilotage.support.models import Case
from pilotage.support.permissions import may_write


def draw(context: Context, case: Case) -> SafeString:
    """Panels of escalations and advice of one case."""
    viewer = context["request"].viewer
    rows = Escalation.objects.visible_to(viewer).filter(case=case).select_related("policy").prefetch_related("steps")
    asked = Advice.objects.visible_to(viewer).filter(subject=case.pk).select_related("asked_of", "expert")
    values = {
        "case": case,
        "escalations": rows.order_by("started_at"),
        "advice": asked.order_by("asked_at"),
        "may_write": may_write(viewer),
        "is_closed": case.closed_at is not None,
    }
    return mark_safe(render_to_string("escalation/of_case.html", values, request=context["request"]))
