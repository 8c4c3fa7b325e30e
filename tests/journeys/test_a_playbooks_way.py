"""A better playbook in a real browser: drafted, published, and carried into the projects that run, each person's edit kept."""

import pytest

from walking import TODAY, begin, follow, follow_tab, narrow, portfolio, press, publish, worked

pytestmark = pytest.mark.browser
PLAN = (
    "id,phase,task,role,duration_days,depends_on,milestone\n"
    "A,1 Begin,Kickoff meeting,IM,1,,M1 Kickoff complete\n"
    "B,1 Begin,Map the bill file,IM,3,A,\n"
    "E,1 Begin,Set the gateway up,IM,2,A,\n"
    "C,2 Live,Final review,PM,1,B;E,M2 Go-live approved\n"
    "D,2 Live,Cutover,IM,1,C,M3 Live\n"
)
EDITED, CHANGED = "Set the gateway up", "Map the bill file"


@pytest.fixture(scope="session")
def places() -> dict[str, str]:
    """Addresses from one story to the next."""
    return {}


def days_of(page, task: str) -> str:
    """The length of a task as the plan's list says it."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=task, exact=True))
    return str(row.locator("td[data-label='Days']").inner_text()).strip()


def test_two_projects_begin_and_one_is_edited_by_hand(enter, tmp_path, places) -> None:
    portfolio(enter("admin"), tmp_path, {"fir": "Fir Power", "ash": "Ash Gas"})
    page = enter("pm")
    publish(page, tmp_path, "Common way", PLAN)
    places["playbook"] = page.url
    for biller in ("Fir Power", "Ash Gas"):
        places[biller] = begin(page, biller, "Common way, version 1", worked(TODAY, 5))
    page.get_by_role("row").filter(has_text=EDITED).get_by_role("link", name="Edit").click()
    page.get_by_label("Working days").fill("6")
    press(page, "Save")
    page.goto(places["Ash Gas"])
    assert (days_of(page, EDITED), days_of(page, CHANGED)) == ("6", "3")


def test_the_next_version_is_built_and_published(enter, accessible, places) -> None:
    page = enter("pm")
    page.goto("/settings/playbooks/")
    follow(page, "Common way")
    press(page, "Build the next version")
    for task, days in ((CHANGED, "5"), (EDITED, "4")):
        follow(page, task)
        page.get_by_label("Working days").fill(days)
        press(page, "Save task")
    accessible(page)
    narrow(page)
    follow(page, "Publish…")
    page.get_by_label("What changed").fill("Mapping takes a week at most billers.")
    press(page, "Check and publish")
    page.get_by_text("Published.").wait_for()


def test_it_is_carried_into_both_after_a_person_looked_and_said_yes(enter, accessible, places) -> None:
    page = enter("pm")
    page.goto("/settings/playbooks/")
    follow(page, "Common way")
    follow(page, "Carry into projects…")
    press(page, "Compare all 2 projects")
    page.get_by_text("2 projects wait for your yes").wait_for(timeout=45_000)
    accessible(page)
    narrow(page)
    carrying = page.url
    follow(page, "Ash Gas, Phase 1")
    kept = page.get_by_role("region", name="Kept as it is").get_by_role("row").filter(has_text=EDITED)
    assert [one.strip() for one in kept.locator("td[data-label]").all_inner_texts()] == ["Working days", "6", "4"]
    assert not kept.get_by_role("checkbox").is_checked()
    changed = page.get_by_role("region", name="Changed").get_by_role("row").filter(has_text=CHANGED)
    assert changed.get_by_role("checkbox").is_checked()
    accessible(page)
    narrow(page)
    page.goto(places["Ash Gas"])
    assert days_of(page, CHANGED) == "3", "Nothing moves before the yes."
    page.goto(carrying)
    press(page, "Carry into the ticked projects")
    page.get_by_text("Carried into 2 projects").wait_for(timeout=45_000)
    for biller, edited in (("Ash Gas", "6"), ("Fir Power", "4")):
        page.goto(places[biller])
        assert (days_of(page, EDITED), days_of(page, CHANGED)) == (edited, "5"), biller
    follow_tab(page, "Playbook")
    assert page.get_by_role("link", name="Common way, version 2").first.is_visible()
