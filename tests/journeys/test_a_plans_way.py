"""A plan in a real browser: kickoff, a CIS vendor who is late, tests run and signed, and what it did to the go-live read at the end."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from walking import begin, follow, follow_tab, narrow, portfolio, press, publish, worked

pytestmark = pytest.mark.browser
TODAY = datetime.now(UTC).date()
PLAN = (
    "id,phase,task,role,duration_days,depends_on,milestone\n"
    "A,1 Begin,Kickoff meeting,IM,1,,M1 Kickoff complete\n"
    "V,1 Begin,CIS vendor work order,CIS,4,A,\n"
    "U,2 Tests,UAT execution,BPM,3,V,\n"
    "C,2 Live,Final review,PM,1,U,M2 Go-live approved\n"
    "D,2 Live,Cutover,IM,1,C,M3 Live\n"
)
VENDOR = "CIS vendor work order"
NOTE = "Their release slipped by a week."


#: The last working day before today everywhere, so that nothing is done in the future of a biller's zone.
LATE = worked(TODAY, -1)
KICKOFF = worked(LATE, -9)


@pytest.fixture(scope="session")
def project() -> dict[str, str]:
    """The address of the project, from one story to the next."""
    return {}


def done_on(page: Any, task: str, day: date) -> None:
    """From the plan's list: the task, then the day on which it was done."""
    follow(page, task)
    follow(page, "Done on another day…")
    page.get_by_label("Done on").fill(day.isoformat())
    press(page, "Complete task")


def test_a_project_begins_and_its_vendor_is_late(enter, accessible, tmp_path, project) -> None:
    portfolio(enter("admin"), tmp_path, {"oak": "Oak Water"})
    page = enter("pm")
    publish(page, tmp_path, "Tested way", PLAN)
    project["url"] = begin(page, "Oak Water", "Tested way, version 1", KICKOFF)
    done_on(page, "Kickoff meeting", KICKOFF)
    follow(page, VENDOR)
    page.get_by_label("Comment").fill(NOTE)
    press(page, "Send comment")
    accessible(page)
    narrow(page)
    page.goto(project["url"])
    done_on(page, VENDOR, LATE)
    assert page.get_by_text("Go-live is to be expected on").is_visible()
    accessible(page)
    narrow(page)


def test_the_acceptance_tests_are_run_and_signed(enter, accessible, project) -> None:
    page = enter("im")
    page.goto(project["url"])
    follow_tab(page, "Tests")
    follow(page, "New plan")
    page.get_by_label("Begin with the cases of the library").uncheck()
    press(page, "Begin plan")
    follow(page, "New case")
    page.get_by_label("What is tried").fill("Pay a water bill on the web")
    press(page, "Add case")
    follow(page, "Pay a water bill on the web")
    page.get_by_label("Passed").check()
    press(page, "Save result")
    follow(page, "Sign off…")
    page.get_by_label("Name of who signs").fill("Sue Sponsor")
    page.get_by_label("Their title").fill("Finance director")
    press(page, "Sign off")
    page.get_by_text("Signed off.").wait_for()
    assert page.get_by_text("Sue Sponsor").is_visible()
    accessible(page)
    narrow(page)


def test_why_the_date_moved_adds_up_and_names_the_vendor(enter, accessible, project) -> None:
    page = enter("pm")
    page.goto(project["url"])
    follow_tab(page, "Why the date moved")
    table = page.get_by_role("table").filter(has_text="On whom it stands")
    days = [int(one) for one in table.locator("tbody td[data-label='Working days']").all_inner_texts()]
    (total,) = [int(one) for one in table.locator("tfoot td[data-label='Working days']").all_inner_texts()]
    assert sum(days) == total > 0
    late = table.get_by_role("row").filter(has_text=VENDOR)
    assert late.get_by_role("cell", name="CIS vendor", exact=True).first.is_visible()
    assert int(late.locator("td[data-label='Working days']").first.inner_text()) == total
    late.get_by_text("note").first.click()
    assert late.get_by_text(NOTE).is_visible(), "The vendor's own words stand by the days."
    accessible(page)
    narrow(page)


def test_the_forecast_is_read(enter, accessible, project) -> None:
    page = enter("pm")
    page.goto(project["url"])
    follow_tab(page, "Forecast")
    press(page, "Work out now")
    for _ in range(30):
        if page.get_by_role("rowheader", name="80 % (P80)").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    rows = [page.get_by_role("row").filter(has_text=f"(P{chance})") for chance in (50, 80, 95)]
    days = [date.fromisoformat(row.locator("time").get_attribute("datetime")) for row in rows]
    assert TODAY < days[0] <= days[1] <= days[2]
    assert page.get_by_text("10,000 simulations").is_visible()
    accessible(page)
    narrow(page)
