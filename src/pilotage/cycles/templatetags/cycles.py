"""`{% load cycles %}`: one day of a run."""

from datetime import date
from typing import Any

from django import template

register = template.Library()


@register.filter
def day_of(days: dict[Any, date], kind: str) -> date | None:
    """`{{ run.days|day_of:kind }}`: the day of that kind, if the run has one."""
    return days.get(kind)
