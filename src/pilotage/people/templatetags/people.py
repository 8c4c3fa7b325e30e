"""Tags about people: the sample sign-ins of the sign-in page, roles in words."""

from typing import Any

from django import template
from django.template import Context

from pilotage.people.sample_people import is_sample_open, sample_groups

register = template.Library()


@register.simple_tag(takes_context=True)
def sample_sign_ins(context: Context) -> list[dict[str, Any]]:
    """`{% sample_sign_ins as groups %}`: empty unless this is a sample installation, seen from its own machine."""
    request = context.get("request")
    return sample_groups() if request is not None and is_sample_open(request.META) else []
