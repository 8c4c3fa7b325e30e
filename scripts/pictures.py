"""Takes the pictures of README and guide: starts the product with its sample portfolio on a port of its own, and opens its pages.

    .venv/bin/python scripts/pictures.py [--out docs/pictures] [--guide] [--all] [--phone] [--only NAME,…] [--up FILE]

Without an option only the README's pictures are taken; `--guide` takes those of the guide, 1200 wide and of few colours, so that
each stays below 150 KB. `--phone` takes them 390 wide as well. `--up` names a file with what `pilotage up --json`
printed, of a product that runs.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Picture:
    """One page: who looks at it, its address, and the link to follow there (a CSS selector; the first match)."""

    name: str
    role: str
    address: str
    follow: str = ""
    is_in_readme: bool = False
    then: str = ""
    is_in_guide: bool = False

    @property
    def is_cut(self) -> bool:
        """Shows one screen, not the whole page."""
        return self.is_in_readme or self.is_in_guide


#: Takes a page as who has not signed in sees it.
NOBODY = "nobody"


def guide(name: str, address: str, follow: str = "", then: str = "", role: str = "im") -> Picture:
    """One of the guide's: `then` is put behind the address that the link led to."""
    return Picture(name, role, address, follow, then=then, is_in_guide=True)


ROW = "tbody th a"
#: A project of the sample that stands still: its date moves.
MOVED = "/projects/?q=Foxglove"
PICTURES = (
    Picture("my-week", "im", "/", is_in_readme=True),
    Picture("my-week-leader", "cs_leader", "/"),
    Picture("my-week-tsm", "tsm", "/"),
    Picture("billers", "cs_leader", "/billers/", is_in_readme=True),
    Picture("biller", "im", "/billers/?stage=onboarding", "tbody th a", is_in_readme=True),
    Picture("projects", "pm", "/projects/"),
    Picture("project", "im", "/projects/", "tbody th a", is_in_readme=True),
    Picture("timeline", "im", "/projects/", "tbody th a", is_in_readme=True, then="timeline/"),
    Picture("pending", "cs_leader", "/transition/", is_in_readme=True),
    Picture("decision", "cs_leader", "/transition/", "tbody th a"),
    Picture("windows", "cs_leader", "/support-windows/"),
    Picture("window", "tsm", "/support-windows/", "tbody th a"),
    Picture("go-lives", "pm", "/go-lives/"),
    Picture("readiness", "pm", "/go-lives/", "tbody th a", is_in_readme=True),
    Picture("policy", "cs_leader", "/settings/policy/"),
    Picture("playbooks", "pm", "/settings/playbooks/"),
    Picture("catalogue", "im", "/catalogue/"),
    Picture("import", "admin", "/import/"),
    Picture("notices", "im", "/notices/"),
    Picture("choices", "im", "/settings/notices/"),
    Picture("wording", "admin", "/settings/notice-templates/"),
    Picture("jobs", "admin", "/settings/jobs/"),
    Picture("settings", "admin", "/settings/"),
    Picture("audit", "admin", "/settings/audit/"),
    Picture("search", "im", "/search/?q=water"),
    Picture("portal", "biller", "/portal/", is_in_readme=True),
    Picture("portal-project", "biller", "/portal/", "a[href^='/portal/projects/']"),
    Picture("portal-task", "biller", "/portal/", "a[href^='/portal/tasks/']"),
    guide("board", MOVED, ROW, "board/"),
    guide("calendar", MOVED, ROW, "calendar/"),
    guide("workload", "/projects/workload/", role="pm"),
    guide("why", "/projects/?q=Bramble", ROW, "why/"),
    guide("baselines", MOVED, ROW, "baselines/"),
    guide("forecast", "/forecasts/", ROW),
    guide("playbook", "/settings/playbooks/", ROW, role="pm"),
    guide("runbook", "/runbooks/", ROW),
    guide("staffing", "/staffing/", role="pm"),
    guide("assignment", "/transition/assignment/", ROW, role="cs_leader"),
    guide("load-ahead", "/transition/load/", role="cs_leader"),
    guide("change", "/changes/", ROW, role="pm"),
    guide("scope", "/scope/", ROW),
    guide("bill-cycles", "/cycles/"),
    guide("autopay", "/autopay/", ROW),
    guide("first-cycles", "/first-cycles/?q=Bluewater", ROW),
    guide("cut-over", "/cutover/", ROW),
    guide("mapping", "/verification/specs/", ROW, "mapping/"),
    guide("mapping-steps", "/verification/specs/", ROW, "mapping/2/"),
    guide("report", "/reports/", ROW, role="pm"),
    guide("tests", "/tests/", ROW),
    guide("coverage", "/tests/?q=Harborline+Insurance", ROW, "coverage/"),
    guide("raid", "/raid/"),
    guide("raid-matrix", "/raid/matrix/"),
    guide("technical", "/technical/"),
    guide("vendors", "/projects/?q=Aurora", ROW, "vendor/people/"),
    guide("catalogue-product", "/catalogue/?q=Customer+to+Meter", ROW, "projects/"),
    guide("plan-file", "/projects/", ROW, "plan-file/"),
    guide("meeting", "/", "main a[href^='/meetings/']", role="pm"),
    guide("presentations", "/transition/presentations/", role="cs_leader"),
    guide("policy-draft", "/settings/policy/", "main a[href*='/drafts/']", role="cs_leader"),
    guide("window-evaluation", "/support-windows/", ROW, "evaluate/", role="cs_leader"),
    guide("handoff", "/handoffs/?q=Bluewater", ROW, role="tsm"),
    guide("overview", "/overviews/?q=Foxglove", ROW, role="pm"),
    guide("summary", "/summaries/?q=Larkspur", ROW),
    guide("case", "/cases/?q=Premiums", ROW, role="tsm"),
    guide("phased", "/phased/?q=Inland", ROW, role="pm"),
    guide("daily-check", "/daily/?q=Aspen", ROW, role="tsm"),
    guide("import-files", "/import/", role="admin"),
    guide("settings-cards", "/settings/", role="admin"),
    guide("sign-in", "/accounts/login/", role=NOBODY),
)
GUIDE_WIDTH = 1200


def start(home: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """The product in a fresh home; what it says of itself when it answers."""
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DATABASE_"))}
    process = subprocess.Popen(
        [str(ROOT / ".venv/bin/pilotage"), "up", "--json"],
        env=keep | {"PILOTAGE_HOME": home},
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit("The product did not start.")
    return process, json.loads(line)


def take(browser: Any, started: dict[str, Any], picture: Picture, out: Path, width: int) -> str:
    """Saves one picture; what went wrong, if anything."""
    people = {person["role"]: person for person in started["sign_ins"]}
    person = people.get(picture.role) or next(one for one in started["sign_ins"] if one["biller"])
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=started["url"].rstrip("/"))
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.set_default_timeout(90_000)
    if picture.role != NOBODY:
        page.goto("/accounts/login/")
        page.fill("[name=login]", person["email"])
        page.fill("[name=password]", person["password"])
        page.click("form:has([name=password]) button[type=submit]")
        page.wait_for_load_state()
    answer = page.goto(picture.address)
    if picture.follow:
        link = page.locator(picture.follow).first
        if not link.count():
            problems.append(f"nothing to follow: {picture.follow}")
        else:
            answer = page.goto(link.get_attribute("href"))
    if picture.then:
        answer = page.goto(page.url + picture.then)
    if answer is not None and answer.status != 200:
        problems.append(f"answered {answer.status}")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        problems.append("wider than the screen")
    name = f"{picture.name}.png" if width > 400 else f"{picture.name}-phone.png"
    page.screenshot(path=str(out / name), full_page=not picture.is_cut or width < 400)
    if picture.is_in_guide:
        lighten(out / name)
    context.close()
    return "; ".join(problems)


def lighten(path: Path) -> None:
    """Keeps 128 colours: a page has few, and the file a third of its size."""
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main() -> int:
    """Exit 1 when a page answered with anything but 200 or complained."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=str(ROOT / "docs" / "pictures"))
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--phone", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--guide", action="store_true")
    parser.add_argument("--up", type=Path)
    given = parser.parse_args()
    out = Path(given.out)
    out.mkdir(parents=True, exist_ok=True)
    chosen = [one for one in PICTURES if given.all or (one.is_in_guide if given.guide else one.is_in_readme)]
    if given.only:
        chosen = [one for one in PICTURES if one.name in given.only.split(",")]
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    bad = 0
    with tempfile.TemporaryDirectory() as home:
        process, started = (None, json.loads(given.up.read_text())) if given.up else start(home)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
                for picture in chosen:
                    wide = GUIDE_WIDTH if picture.is_in_guide else 1440
                    for width in (wide, 390) if given.phone else (wide,):
                        problem = take(browser, started, picture, out, width)
                        bad += bool(problem)
                        print(f"{picture.name:16} {width:5} {problem or 'ok'}")
                browser.close()
        finally:
            if process is not None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=30)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
