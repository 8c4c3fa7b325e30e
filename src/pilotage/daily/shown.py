"""What stands on the page of a case that a daily check raised: the check, and the days that the case is about."""

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from pilotage.daily.queries import case_checks
from pilotage.support.models import Case


def draw(context: Context, case: Case) -> SafeString:
    """A panel with links; nothing where no check raised it."""
    days = case_checks(case.pk, context["request"].viewer)
    if not days:
        return SafeString("")
    return mark_safe(render_to_string("daily/of_case.html", {"days": days}, request=context["request"]))
