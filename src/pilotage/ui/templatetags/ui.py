"""`{% load ui %}`: every component as a tag; README.md shows each with an example."""

from django import template

from pilotage.ui.tags import cells, forms, lists, records, sameness

register = template.Library()
for part in (cells, forms, lists, records, sameness):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
