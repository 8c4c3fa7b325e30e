"""The palette and the search page behind it: three letters find billers, projects, tasks, pages and actions."""

import pytest

from pilotage.billers import operations as billers
from pilotage.core.viewer import system
from pilotage.onboarding import operations
from story import NOW


@pytest.fixture
def project(make_biller, person, by):
    pm = by(person("pm"))
    biller = make_biller("Hill Water")
    phase = billers.add_phase(by=system(), now=NOW, biller=biller, integration=biller.integrations.first())
    version = operations.load_shipped_playbook(by=system(), now=NOW)
    return operations.start_project(phase=phase, playbook_version=version, kickoff_date=NOW.date(), by=pm, now=NOW)


def found(browser, text: str) -> str:
    answer = browser.get("/search/", {"q": text})
    assert answer.status_code == 200
    return answer.content.decode().split('id="search-results"')[1]


def test_three_letters_find_a_biller_its_project_and_its_tasks(signed_in, person, project) -> None:
    browser = signed_in(person("pm"))
    assert f"/billers/{project.biller_id}/" in found(browser, "hil") and f"/projects/{project.pk}/" in found(
        browser, "hil"
    )
    assert "/tasks/" in found(browser, "kic")


def test_an_action_is_found_by_its_words_by_those_who_may(signed_in, person) -> None:
    assert "/projects/add-task/" in found(signed_in(person("pm")), "new ta")
    assert "/projects/add-task/" not in found(signed_in(person("cs_agent")), "new ta")
    assert "/projects/board/" in found(signed_in(person("tsm")), "boa")


def test_a_view_of_a_project_is_found_by_its_name_and_the_view(signed_in, person, project) -> None:
    browser = signed_in(person("pm"))
    for word, path in (("boa", "board/"), ("timeline", "timeline/"), ("work", "workload/"), ("plan", "")):
        assert f'href="/projects/{project.pk}/{path}"' in found(browser, f"hill {word}")


def test_one_letter_finds_no_action(signed_in, person) -> None:
    assert "/projects/add-task/" not in found(signed_in(person("pm")), "n")
