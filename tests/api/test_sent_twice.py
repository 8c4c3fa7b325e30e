"""One request sent several times at the same moment is done once."""

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.billers.models import Biller
from pilotage.core.models import IdempotencyKey
from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from racing import SEEDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("seed", SEEDS)]
HEADERS = {"host": "localhost"}


def test_one_request_sent_twice_at_once_is_done_once_and_answered_alike(seed, person) -> None:
    owner = person("pm")
    _row, token = create_token(by=system(), now=timezone.now(), user=owner, name="t", scopes=["read", "write"])
    answers: list[bytes] = []

    def post() -> str:
        client = Client(headers=HEADERS | {"authorization": f"Bearer {token}"})
        answer = client.post(
            "/api/v1/billers", {"external_id": "x", "name": "X"}, content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )  # fmt: skip
        answers.append(answer.json())
        return str(answer.status_code)

    assert at_once(seed, post, post, post) == ["201", "201", "201"]
    assert answers[0] == answers[1] == answers[2]
    assert Biller.objects.everywhere().count() == 1 and IdempotencyKey.objects.count() == 1
