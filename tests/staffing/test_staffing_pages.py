"""Pages of staffing: the map, questions, answers, comparison, people; a constant number of queries."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilotage.billers.models import Care
from pilotage.core.viewer import system
from pilotage.staffing.models import Run
from pilotage.staffing.operations import add_capacity, ask_for_run
from story import NOW


@pytest.fixture
def desk(person, signed_in):
    return signed_in(person("pm", name="Pat"))


def test_the_map_names_people_weeks_and_billers_without_people(desk, running, person) -> None:
    running("Hill Water", im=person("im", name="Ina"))
    page = desk.get("/staffing/").content.decode()
    assert "Ina" in page and "Nobody yet" in page and "1 biller still needs people." in page
    rows = desk.get("/staffing/?as=csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("person,role,") and any(row.startswith("Ina,im,") for row in rows)


def test_the_map_and_a_person_ask_the_database_equally_often_for_two_and_six(desk, running, person) -> None:
    people = []

    def counts(names: str) -> list[int]:
        for name in names:
            people.append(person("im", name=f"Ina {name}"))
            add_capacity(user=people[-1], from_date=NOW.date(), points=9, by=system(), now=NOW)
            running(f"Hill Water {name}", im=people[-1])
        return [asked(desk, address) for address in ("/staffing/", f"/staffing/people/{people[0].pk}/")]

    two, six = counts("AB"), counts("CDEF")
    assert two == six and max(six) <= 15


def asked(desk, address: str) -> int:
    """How many queries a page needs once its lists of choices are known."""
    desk.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(address).status_code == 200
    return len(queries)


def test_a_long_map_is_read_page_by_page_and_a_file_holds_all_of_it(desk, person) -> None:
    for n in range(52):
        person("im", name=f"Ina {n:02}")
    first, second = (desk.get("/staffing/", {"page": n}).content.decode() for n in (1, 2))
    assert "Ina 49" in first and "Ina 50" not in first and "Ina 51" in second and "Ina 49" not in second
    assert len(desk.get("/staffing/?as=csv").getvalue().decode().splitlines()) == 53


def test_a_person_with_many_billers_is_told_how_many_more_there_are(desk, running, person) -> None:
    ina = person("im", name="Ina")
    for n in range(3):
        running(f"Hill Water {n}", im=ina)
    with patch("pilotage.staffing.views.people.SHOWN", 2):
        page = desk.get(f"/staffing/people/{ina.pk}/").content.decode()
    assert page.count("Hill Water 2</a>") == 0 and "and 1 more" in page


def test_a_question_becomes_a_run_that_says_it_is_worked_out(desk, running) -> None:
    running("Hill Water")
    answer = desk.post("/staffing/runs/assign/", {"roles": ["im"], "scope": "open", "name": "Before spring"})
    run = Run.objects.get()
    assert answer.url == reverse("staffing:run", args=[run.pk]) and run.name == "Before spring"
    assert "Working it out" in desk.get(answer.url).content.decode()


def test_the_answer_shows_why_and_is_accepted_by_a_click(desk, running, person, worked_out) -> None:
    person("im", name="Ina"), person("im", name="Ivo")
    project = running("Hill Water")
    run = worked_out("assign", roles=["im"])
    url = reverse("staffing:run", args=[run.pk])
    page = desk.get(url).content.decode()
    assert "costs" in page and "load" in page and "Hill Water" in page
    assert desk.get(f"{url}?as=csv").getvalue().decode().count("Hill Water") == 1
    desk.post(f"{url}accept/", {"selected": [f"{project.biller_id}:im"]})
    assert Care.objects.everywhere().filter(biller=project.biller_id, role="im").count() == 1
    assert "Take it back" in desk.get(url).content.decode()
    desk.post(f"{url}undo/")
    assert not Care.objects.everywhere().filter(biller=project.biller_id, role="im").exists()


def test_who_is_chosen_by_hand_is_locked_in_the_next_run(desk, running, person, worked_out) -> None:
    person("im", name="Ina")
    ivo, project = person("im", name="Ivo"), running("Hill Water")
    run = worked_out("assign", roles=["im"])
    need = f"{project.biller_id}:im"
    answer = desk.post(reverse("staffing:again", args=[run.pk]), {f"take-{need}": ivo.pk, f"lock-{need}": "1"})
    made = Run.objects.get(pk=answer.url.strip("/").split("/")[-1])
    assert made.asked["locks"] == {need: ivo.pk} and made.came_from_id == run.pk


def test_two_runs_stand_side_by_side(desk, running, person, worked_out) -> None:
    ina = person("im", name="Ina")
    person("im", name="Ivo")
    running("Hill Water")
    one, other = worked_out("assign", roles=["im"]), worked_out("assign", roles=["im"], without=[ina.pk])
    page = desk.get(reverse("staffing:compare", args=[one.pk]), {"with": str(other.pk)}).content.decode()
    assert "Fullest person" in page and "They differ in" in page
    assert desk.get(reverse("staffing:compare", args=[one.pk])).status_code == 302


def test_levelled_projects_show_go_lives_and_waits(desk, running, person, worked_out) -> None:
    ina = person("im", name="Ina", capacity=8)
    for name in ("Hill Water", "Lake Power", "Town of Oak", "Fir County", "Elm City"):
        running(name, im=ina)
    run = worked_out("level", seconds=1)
    page = desk.get(reverse("staffing:run", args=[run.pk])).content.decode()
    assert "above the least" in page and "Hill Water" in page
    assert desk.get(reverse("staffing:run", args=[run.pk]) + "?as=xlsx").status_code == 200


def test_a_person_has_capacity_skills_and_billers(desk, running, person) -> None:
    ina = person("im", name="Ina")
    running("Hill Water", im=ina)
    url = reverse("staffing:person", args=[ina.pk])
    given = {"from_date": "2026-11-02", "points": 12, "days_a_week": 4, "at_once": 2}
    assert desk.post(f"{url}capacity/", given).status_code == 302
    assert desk.post(f"{url}skills/", {"verticals": ["Utility"], "other": "Northstar Harmony"}).status_code == 302
    page = desk.get(url).content.decode()
    assert "12" in page and "Northstar Harmony" in page and "Hill Water" in page
    refused = desk.post(f"{url}capacity/", given | {"from_date": "2026-11-02"})
    assert refused.status_code == 422 and "Remove it first" in refused.content.decode()


def test_a_run_that_waits_is_found_in_the_list(desk, pm) -> None:
    ask_for_run(kind="level", asked={"seconds": 1}, name="Spring", by=pm, now=NOW)
    assert "Spring" in desk.get("/staffing/runs/").content.decode()
