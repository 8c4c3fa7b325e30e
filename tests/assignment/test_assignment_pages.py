"""Pages of assignment: asking, the answer with reasons, locks, taking over and back, the load map and its what-if; files; API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilotage.assignment.models import AssignmentRun
from pilotage.people.operations import create_token
from pilotage.transition import operations as transition
from pilotage.transition.models import TransitionDecision
from story import NOW, TARGET


@pytest.fixture
def desk(person, signed_in):
    return signed_in(person("cs_leader", name="Lea"))


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def test_a_question_becomes_a_run_that_says_it_is_worked_out(desk, ahead, tina) -> None:
    ahead("Ash")
    assert "1 go-live ahead waits for a person." in desk.get("/transition/assignment/").content.decode()
    answer = desk.post("/transition/assignment/ask/", {"roles": ["tsm", "tam"], "seconds": "1", "name": "Spring"})
    run = AssignmentRun.objects.get()
    assert answer.url == reverse("assignment:run", args=[run.pk]) and run.name == "Spring"
    assert "Working it out" in desk.get(answer.url).content.decode()


def test_the_answer_shows_why_and_the_next_best_and_is_accepted_and_taken_back(
    desk, ahead, tina, person, worked_out
) -> None:
    person("tsm", name="Zoe")
    one = ahead("Ash")
    run = worked_out()
    url = reverse("assignment:run", args=[run.pk])
    page = desk.get(url).content.decode()
    assert "1 proposal." in page and "nothing is cheaper (proved)" in page and "more" in page and "h apart" in page
    assert desk.get(f"{url}?as=csv").getvalue().decode().count("Ash, Phase 1") == 1
    answer = desk.post(f"{url}accept/", {"selected": [str(one.pk)]}, follow=True)
    assert "1 transition is decided." in answer.content.decode() and "Take it back" in answer.content.decode()
    assert TransitionDecision.objects.everywhere().get().decided_at is not None
    desk.post(f"{url}undo/")
    assert TransitionDecision.objects.everywhere().get().decided_at is None


def test_a_refusal_is_told_and_decides_nothing(desk, ahead, tina, leader, worked_out) -> None:
    one = ahead("Ash")
    run = worked_out()
    transition.decide(decision=one, choice="tsm", assignee=tina, by=leader, now=NOW)
    url = reverse("assignment:run", args=[run.pk])
    page = desk.post(f"{url}accept/", {"selected": [str(one.pk)]}, follow=True).content.decode()
    assert "Ash, Phase 1" in page and "Untick it, or run it again." in page


def test_who_is_chosen_by_hand_or_locked_stays_in_the_next_run(desk, ahead, tina, person, worked_out) -> None:
    zoe = person("tsm", name="Zoe")
    one, other = ahead("Ash"), ahead("Birch")
    run = worked_out(locks={str(other.pk): zoe.pk})
    url = reverse("assignment:again", args=[run.pk])
    desk.post(url, {f"take-{one.pk}": str(zoe.pk)})
    made = AssignmentRun.objects.get(came_from=run)
    assert made.asked["locks"] == {str(one.pk): zoe.pk, str(other.pk): zoe.pk}
    desk.post(url, {f"take-{other.pk}": "", f"take-{one.pk}": "", f"lock-{other.pk}": "1"})
    assert AssignmentRun.objects.order_by("pk").last().asked["locks"] == {str(other.pk): zoe.pk}


def test_the_map_shows_months_ahead_who_is_over_and_what_nobody_has(
    desk, ahead, tina, allow, leader, person, worked_out
) -> None:
    allow(tina, 1)
    one, other = ahead("Ash"), ahead("Birch", TARGET + timedelta(3))
    transition.decide(decision=one, choice="tsm", assignee=tina, by=leader, now=NOW)
    page = desk.get("/transition/load/").content.decode()
    assert "Nobody is over capacity in the next 9 months. 1 biller has nobody yet." in page and "Birch" in page
    transition.decide(
        decision=other, choice="tsm", assignee=tina, over_capacity=True, reason="Asked for", by=leader, now=NOW
    )
    page = desk.get("/transition/load/").content.decode()
    assert "1 person is over capacity; first Tina in the week of" in page and ">200<" in page
    assert "Tina" not in desk.get(f"/transition/load/?without={tina.pk}").content.decode().split("<tbody>")[1]
    rows = desk.get("/transition/load/?as=csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("person,20") and rows[1].startswith("Tina,") and rows[2].startswith("Not decided")


def test_what_if_adds_a_runs_proposals_and_moves_go_lives(desk, ahead, tina, allow, worked_out) -> None:
    allow(tina, 4)
    ahead("Ash")
    run = worked_out()

    def first(address: str) -> str:
        """The first month in which Tina has something."""
        row = desk.get(address).content.decode().split("<tbody>")[1].split("</tr>")[0]
        return next((cell.split(",")[0] for cell in row.split('title="')[1:] if "1 of 4 points" in cell), "")

    assert (first("/transition/load/"), first(f"/transition/load/?run={run.pk}")) == ("", "week of 1 Feb")
    assert first(f"/transition/load/?run={run.pk}&later=90") == "week of 26 Apr"
    page = desk.get(f"/transition/load/?run={run.pk}").content.decode()
    assert "What if:" in page and "has nobody yet" not in page


def test_every_page_asks_the_database_equally_often_for_two_and_six(
    desk, ahead, person, leader, allow, worked_out
) -> None:
    def counts(names: str) -> list[int]:
        for name in names:
            user = person("tsm", name=f"Tina {name}")
            allow(user, 9)
            ahead(f"Biller {name}")
            transition.decide(decision=ahead(f"Decided {name}"), choice="tsm", assignee=user, by=leader, now=NOW)
        run = worked_out(seconds=1)
        addresses = [reverse("assignment:run", args=[run.pk]), "/transition/load/", "/transition/assignment/"]
        return [asked(desk, address) for address in addresses]

    two, six = counts("AB"), counts("CDEF")
    assert two == six and max(six) <= 15


def asked(desk, address: str) -> int:
    desk.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def test_over_the_api_a_run_is_asked_read_accepted_and_taken_back(client, ahead, tina, person, worked_out) -> None:
    from pilotage.assignment.operations import work_out_assignment
    from pilotage.people.viewers import viewer_of

    lea = person("cs_leader", name="Lea")
    by = viewer_of(lea, source="page")
    _row, key = create_token(user=lea, name="t", scopes=["decisions:read", "decisions:write"], by=by, now=NOW)
    one = ahead("Ash")

    def call(method: str, path: str, body: object = None):
        send = getattr(client, method)
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        return send(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"}, **more)

    made = call(
        "post", "assignment-runs", {"roles": ["tsm"], "seconds": 1, "locks": [{"need": str(one.pk), "user": tina.pk}]}
    )
    assert made.status_code == 201 and made.json()["state"] == "waiting"
    pk = made.json()["id"]
    assert call("post", "assignment-runs", {"roles": ["cook"]}).status_code == 409
    work_out_assignment(run=AssignmentRun.objects.get(pk=pk), by=by, now=NOW)
    read = call("get", f"assignment-runs/{pk}").json()
    assert read["proposals"][0]["person"] == "Tina" and read["proposals"][0]["is_locked"] and read["is_proved"]
    taken = call("post", f"assignment-runs/{pk}/acceptances", {"needs": [str(one.pk)]})
    assert (taken.status_code, taken.json()["accepted"]) == (201, 1)
    load = call("get", "transition-load").json()["items"]
    assert [row["name"] for row in load] == ["Tina", ""] and sum(m["load"] for m in load[0]["months"]) > 0
    assert call("post", f"assignment-runs/{pk}/withdrawals", {}).json()["accepted"] == 0
    assert [row["id"] for row in call("get", "assignment-runs").json()["items"]] == [pk]
