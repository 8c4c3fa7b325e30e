"""The vendor's people in the sample portfolio: named on running projects, with links, a question and its answer."""

from datetime import datetime, timedelta

from pilotage.billers.models import Care
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.operations import note_use
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.people.viewers import viewer_of
from pilotage.portfolio.chapters import chapter
from pilotage.vendors.models import VendorContact
from pilotage.vendors.operations import add_contact, send_link
from pilotage.vendors.queries import tasks_of
from pilotage.work.operations import add_comment

PEOPLE = (
    ("Vera Vance", "Interface engineer"), ("Victor Hale", "Project manager"), ("Wanda Reyes", "Support lead"),
    ("Will Archer", "Interface engineer"), ("Yara Quinn", "Project manager"), ("Zane Miller", "Release manager"),
)  # fmt: skip


@chapter
def name_vendors(*, now: datetime) -> None:
    """One person on each of the six newest projects; every second has a link, and one has asked something."""
    found = Project.objects.everywhere().filter(
        state=ProjectState.ACTIVE, phase__went_live_date=None, phase__integration__product__isnull=False
    )
    rows = found.select_related("biller", "phase__integration__product", "record").order_by("-kickoff_date", "pk")[:6]
    for place, (project, (name, title)) in enumerate(zip(rows, PEOPLE, strict=False)):
        by = _runner(project)
        if by is None:
            continue
        contact = add_contact(
            project=project, name=name, title=title, email=f"{name.split()[0].lower()}@vendor.example", by=by, now=now
        )
        if place % 2 == 0:
            link = send_link(contact=contact, days=60, by=by, now=now - timedelta(days=2))
            _use(link, contact, now)


def _runner(project: Project) -> Viewer | None:
    care = (
        Care.objects.everywhere()
        .filter(biller_id=project.biller_id, role__in=("pm", "im"))
        .select_related("user")
        .first()
    )
    return viewer_of(care.user, source="page") if care is not None else None


def _use(link: ShareLink, contact: VendorContact, now: datetime) -> None:
    at = now - timedelta(days=1)
    by = Viewer(user_id=None, name=str(contact), source="link", vendor_of=contact.project_id)
    note_use(link=link, address="203.0.113.7", program="Firefox on Windows", by=by, now=at)
    task = tasks_of(contact.project_id).first()
    if task is not None:
        words = "Which of the two layouts do you want first?"
        add_comment(subject=task.record, biller=task.biller, text=words, is_internal=True, by=by, now=at)
