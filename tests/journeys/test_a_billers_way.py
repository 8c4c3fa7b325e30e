"""One biller's whole way in a real browser: import, tier, summary, readiness, approvals, go-live, support window, steady state.

Then a clerk of the biller, and a stranger.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from walking import follow, press, upload

pytestmark = pytest.mark.browser
TODAY = datetime.now(UTC).date()
PLAN = (
    "id,phase,task,role,duration_days,depends_on,milestone\n"
    "A,1 Begin,Kickoff meeting,IM,1,,M1 Kickoff complete\n"
    "B,1 Begin,Send the file specification,BFIN,2,A,\n"
    "C,2 Live,Final review,PM,1,A,M2 Go-live approved\n"
    "D,2 Live,Cutover,IM,1,C,M3 Live\n"
)


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A portfolio of two billers, one with a go-live ahead, and a short playbook."""
    folder = tmp_path_factory.mktemp("files")
    target = TODAY + timedelta(days=1)
    texts = {
        "billers": "external_id,name,vertical,state,time_zone,mrr\nhill,Hill Water,utility,TX,America/Chicago,4200\n"
        "elm,City of Elm,tax,OH,America/New_York,900\n",
        "integrations": "external_id,biller,product,integrator\n"
        "hill-i,hill,Oracle Utilities Customer to Meter (C2M),Provider\n",
        "phases": f"external_id,biller,integration,target_go_live\nhill-p1,hill,hill-i,{target}\nelm-p1,elm,,\n",
        "care": "biller,role,email\nhill,pm,pm@example.com\nhill,im,im@example.com\n",
        "members": "biller,email,name,role\nhill,cora@hill.example.com,Cora Clerk,finance\n"
        "elm,stan@elm.example.com,Stan Stranger,finance\n",
        "billers_bad": "external_id,name,mrr\nx,X Water,12.345\n",
        "plan": PLAN,
        "specification": "field,type\naccount,text\n",
    }
    return {name: write(folder, f"{name}.csv", text) for name, text in texts.items()}


@pytest.fixture(scope="session")
def biller_address() -> dict[str, str]:
    return {}


def test_a_portfolio_is_imported_after_its_bad_row_was_named(enter, accessible, files) -> None:
    page = enter("admin")
    accessible(page)
    upload(page, files["billers_bad"])
    page.get_by_text("Nothing is imported: 1 places need your attention").wait_for(timeout=30_000)
    assert page.get_by_role("cell", name="12.345").is_visible()
    accessible(page)
    upload(page, *(files[name] for name in ("billers", "integrations", "phases", "care", "members")))
    page.get_by_text("Ready:").first.wait_for(timeout=30_000)
    press(page, "Import")
    page.get_by_text("rows are in").first.wait_for(timeout=30_000)
    page.goto("/billers/")
    accessible(page)
    assert page.get_by_role("link", name="Hill Water").is_visible()


def test_its_project_starts_from_a_playbook_and_its_milestones_are_done(enter, accessible, files) -> None:
    page = enter("pm")
    page.goto("/settings/playbooks/new/")
    page.get_by_label("Name").fill("Short way")
    page.set_input_files("input[type=file]", files["plan"])
    press(page, "Check and publish")
    page.get_by_text("The version is published").wait_for()
    page.goto("/billers/")
    follow(page, "Hill Water")
    accessible(page)
    follow(page, "Start project")
    page.get_by_label("Playbook").select_option(label="Short way, version 1")
    page.get_by_label("Kickoff").fill(str(TODAY - timedelta(days=10)))
    press(page, "See the dates")
    page.get_by_text("What the plan would be").wait_for()
    press(page, "Start project")
    page.get_by_text("The project has begun").wait_for()
    accessible(page)
    row = page.get_by_role("row").filter(has_text="Kickoff meeting")
    row.get_by_role("button", name="Complete").click()
    page.get_by_text("Done.").wait_for()
    follow(page, "Timeline")
    accessible(page)


def test_client_services_decides_and_the_team_supplies_what_the_gates_ask(enter, accessible) -> None:
    leader = enter("cs_leader")
    leader.goto("/transition/")
    accessible(leader)
    follow(leader, "Hill Water, Phase 1")
    if leader.get_by_role("button", name="Work it out now").count():
        press(leader, "Work it out now")
    accessible(leader)
    assert leader.get_by_text("Row N1").first.is_visible()
    leader.get_by_label("Person").select_option(label="Tina Moreau, Transition success manager: 0 in hand")
    press(leader, "Decide")
    leader.get_by_text("The transition is decided").wait_for()

    page = enter("im")
    page.goto("/billers/")
    follow(page, "Hill Water")
    page.get_by_role("row").filter(has_text="Phase 1").get_by_role("link", name="Open").click()
    accessible(page)
    page.get_by_role("link", name="Fill Payments").click()  # in place, among the others
    page.get_by_label("Value").fill("Posted in real time")
    press(page, "Save field")
    page.get_by_role("link", name="Edit Payments").wait_for()
    follow(page, "Fill what is missing")  # the rest one after the other
    while (following := page.get_by_role("button", name="Save and fill the next")).count():
        was = page.url
        page.get_by_label("Or N/A, because").fill("Not part of this contract")
        following.click()
        page.wait_for_url(lambda url, was=was: url != was)
    page.get_by_label("Or N/A, because").fill("Not part of this contract")
    press(page, "Save field")
    page.get_by_text("Complete: every field is filled or N/A").wait_for()

    for kind in ("TSM kickoff", "Go-live presentation"):
        page.goto("/billers/")
        follow(page, "Hill Water")
        follow(page, "Phase 1")
        follow(page, "Schedule a meeting")
        page.get_by_label("What for").select_option(label=kind)
        page.get_by_label("Day").fill(str(TODAY - timedelta(days=3)))
        page.get_by_label("Time", exact=True).fill("09:00")
        press(page, "Schedule and invite")
        accessible(page)
        follow(page, "Minutes")
        page.get_by_label("Minutes").fill("Went through the first billing cycle.")
        press(page, "Save minutes")
        page.get_by_text("Held").first.wait_for()


def test_two_people_approve_it_goes_live_and_its_window_is_closed(enter, accessible, biller_address) -> None:
    pm, leader = enter("pm"), enter("cs_leader")
    pm.goto("/go-lives/")
    accessible(pm)
    follow(pm, "Hill Water, Phase 1")
    accessible(pm)
    assert pm.get_by_text("Every gate passes").is_visible()
    assert not pm.get_by_role("link", name="Go live…").count()
    press(pm, "Approve go-live")
    leader.goto(pm.url)
    press(leader, "Approve go-live")
    follow(leader, "Go live…")
    press(leader, "Go live")
    leader.get_by_text("is live.").first.wait_for()
    accessible(leader)

    leader.goto("/support-windows/")
    accessible(leader)
    follow(leader, "Hill Water, Phase 1")
    follow(leader, "Evaluate")
    for label in ("Payments post", "Deposits,", "Open production", "The biller's staff", "Paperless"):
        leader.get_by_label(label).select_option("4")
    leader.get_by_label("Close to client services").check()
    leader.get_by_label("Comment").fill("Runs by itself.")
    leader.get_by_label("Reason").fill("The biller asked to go over to client services at once.")
    accessible(leader)
    press(leader, "Save evaluation")
    leader.get_by_text("Closed").first.wait_for()
    leader.goto("/billers/?stage=steady")
    follow(leader, "Hill Water")
    biller_address["hill"] = leader.url
    assert leader.get_by_text("Steady state").first.is_visible()
    accessible(leader)


def test_a_clerk_does_their_tasks_and_a_stranger_gets_nowhere(enter, accessible, files, biller_address) -> None:
    admin = enter("admin")
    for name, email in (("Cora Clerk", "cora@hill.example.com"), ("Stan Stranger", "stan@elm.example.com")):
        admin.goto("/settings/people/")
        follow(admin, name)
        press(admin, "Send invitation")
        accept(enter(), email)

    clerk = enter("cora@hill.example.com")
    clerk.goto("/portal/")
    accessible(clerk)
    follow(clerk, "Send the file specification")
    task = clerk.url
    clerk.set_input_files("input[type=file]", files["specification"])
    press(clerk, "Send file")
    clerk.get_by_text("The file has arrived").wait_for()
    clerk.get_by_label("Comment").fill("Here is our specification.")
    press(clerk, "Send comment")
    accessible(clerk)
    press(clerk, "Complete task")
    clerk.get_by_text("Thank you.").wait_for()

    stranger, nobody = enter("stan@elm.example.com"), enter()
    inner = biller_address["hill"]
    for address in (task, inner, f"{inner}edit/", "/billers/", "/transition/", "/import/", "/settings/audit/"):
        assert stranger.goto(address).status == 404, address
        nobody.goto(address)
        assert "/accounts/login/" in nobody.url, address


def accept(page: Any, email: str) -> None:
    """Opens the invitation from the file box's newest mail to this address."""
    link = newest_link(email)
    page.goto(link)
    page.wait_for_load_state()
    for label in page.locator("input[type=password]").all():
        label.fill("calm dense exact 9")
    page.get_by_role("button", name="Set password and sign in").click()
    page.wait_for_url(lambda url: "/portal/" in url or url.endswith("/"))


def newest_link(email: str) -> str:
    for _ in range(60):
        for path in sorted(BOX.glob("*.eml"), key=lambda one: -one.stat().st_mtime) if BOX.is_dir() else []:
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = mail.get_body(("plain",))  # a mail with a calendar file has several parts
            found = re.search(r"https?://\S+/invitation/\S+", str(text.get_content())) if text else None
            if email in mail["To"] and found:
                return found.group(0)
        time.sleep(0.5)
    raise AssertionError(f"No mail came to {email}")


BOX = Path("nowhere")


@pytest.fixture(autouse=True)
def _box(product: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    global BOX
    BOX = tmp_path_factory.getbasetemp() / "journeys0" / "mail"
