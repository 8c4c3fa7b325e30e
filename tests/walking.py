"""How the browser stories walk: press, follow, upload, wait."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

TODAY = datetime.now(UTC).date()


def keyed(name: str) -> re.Pattern[str]:
    """A name, with the letter of its own key behind it where it has one."""
    return re.compile(rf"^{re.escape(name)}( [a-z])?$")


def press(page: Any, name: str) -> None:
    """Presses a button; one with a key of its own says the letter behind its name."""
    page.get_by_role("main").get_by_role("button", name=keyed(name)).first.click()
    page.wait_for_load_state()


def follow(page: Any, name: str) -> None:
    """Follows a link of the page's main part."""
    page.get_by_role("main").get_by_role("link", name=keyed(name)).first.click()
    page.wait_for_load_state()


def follow_tab(page: Any, name: str) -> None:
    """Follows a tab above the page, or an entry of the menu at the row's end."""
    more = page.locator("nav.ui-tabs details > summary, .ui-tabs details > summary").first
    link = page.get_by_role("main").get_by_role("link", name=name, exact=True).first
    if not link.is_visible() and more.count():
        more.click()
    link.click()
    page.wait_for_load_state()


def upload(page: Any, *paths: str) -> None:
    """Files into the import, checked."""
    page.goto("/import/")
    page.set_input_files("input[type=file]", list(paths))
    press(page, "Upload and check")


def write_all(folder: Path, texts: dict[str, str]) -> list[str]:
    """CSV files by name; their paths."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text)
        paths.append(str(path))
    return paths


def narrow(page: Any) -> None:
    """Fails when the page is wider than a phone; as wide as before afterwards."""
    was = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(was)
    assert wide <= 390, f"{page.url} is {wide} wide on a phone."


def worked(day: date, by: int) -> date:
    """So many working days, Monday to Friday, before (less than nought) or after a day."""
    step = timedelta(days=1 if by > 0 else -1)
    while by:
        day += step
        if day.weekday() < 5:
            by -= 1 if by > 0 else -1
    return day


def portfolio(page: Any, folder: Path, names: dict[str, str]) -> None:
    """Billers with a phase, a PM and an IM, by their keys."""
    target = TODAY + timedelta(days=30)
    texts = {
        "billers": "external_id,name,vertical,state,time_zone,mrr\n"
        + "".join(f"{key},{name},utility,TX,America/Chicago,4200\n" for key, name in names.items()),
        "phases": "external_id,biller,target_go_live\n" + "".join(f"{key}-p1,{key},{target}\n" for key in names),
        "care": "biller,role,email\n" + "".join(f"{key},{role},{role}@example.com\n" for key in names for role in ("pm", "im")),
    }  # fmt: skip
    upload(page, *write_all(folder, texts))
    page.get_by_text("Ready:").first.wait_for(timeout=30_000)
    press(page, "Import")
    page.get_by_text("rows are in").first.wait_for(timeout=30_000)


def publish(page: Any, folder: Path, name: str, plan: str) -> None:
    """A playbook from a file."""
    (path,) = write_all(folder, {"plan": plan})
    page.goto("/settings/playbooks/new/")
    page.get_by_label("Name").fill(name)
    page.set_input_files("input[type=file]", path)
    press(page, "Check and publish")
    page.get_by_text("The version is published").wait_for()


def begin(page: Any, biller: str, playbook: str, kickoff: date) -> str:
    """Starts a biller's project from its page; the project's address."""
    page.goto("/billers/")
    follow(page, biller)
    follow(page, "Start project")
    page.get_by_label("Playbook").select_option(label=playbook)
    page.get_by_label("Kickoff").fill(kickoff.isoformat())
    press(page, "Start project")
    page.get_by_text("The project has begun").wait_for()
    return re.sub(r"[?#].*", "", page.url)
