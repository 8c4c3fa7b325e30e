"""One world for all rows of the access table, undone after each cell and at the end."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.template import Template
from django.test import utils
from django.utils import timezone

from access.second_wall import become_walled
from access.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """The world, in a transaction that is never kept. Nobody asks which templates were drawn, so none is copied for the asking."""
    noting, Template._render = Template._render, utils._TestState.saved_data.template_render  # type: ignore[attr-defined]
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = make_world(timezone.now())
        become_walled()
        yield made
        transaction.set_rollback(True)
    Template._render = noting  # type: ignore[attr-defined]
