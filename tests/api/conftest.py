"""Clients of the API with tokens."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.people.operations import create_token


@pytest.fixture
def api(person, settings) -> Callable[..., Client]:
    """`api("pm", scopes=["read"])`: a client with a token of a new person of these roles, or of a given one."""

    def make(*roles: str, scopes: tuple[str, ...] = ("read", "write"), user: object = None) -> Client:
        owner = user or person(*roles)
        _row, token = create_token(by=system(), now=timezone.now(), user=owner, name="t", scopes=list(scopes))
        return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    return make
