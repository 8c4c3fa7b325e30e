"""The report of a biller's cases: its words by template, its cases as they stand, and who has a link (R14)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from pilotage.billers.models import Biller, Care
from pilotage.documents.models import ShareLink
from pilotage.people.enums import ROLE_NAMES, Role
from pilotage.phased.enums import CLOSED_DAYS, SHIPPED_COLUMNS, SHIPPED_INTRO, SHIPPED_TITLE
from pilotage.phased.models import CaseReport, CaseReportTemplate
from pilotage.support.enums import CaseState
from pilotage.support.models import Case

PURPOSE = "case_report"
#: They get the link by the RACI (task 2), here in the order of its columns; the TSM makes the report.
READERS = (Role.PM, Role.IM, Role.CSM, Role.TSM, Role.TAM)
MOST_CASES = 1000


@dataclass(frozen=True)
class Terms:
    """What a report is made of: its title and opening words, its columns, and how long closed cases stand on it, in days."""

    title: str
    intro: str
    columns: tuple[str, ...]
    closed_days: int


def template() -> Terms:
    """What reports begin with, placeholders unfilled."""
    held = CaseReportTemplate.objects.first()
    if held is None:
        return Terms(SHIPPED_TITLE, SHIPPED_INTRO, SHIPPED_COLUMNS, CLOSED_DAYS)
    return Terms(held.title, held.intro, tuple(held.columns), held.closed_days)


def template_row() -> CaseReportTemplate | None:
    """The template that people wrote, if any."""
    found: CaseReportTemplate | None = CaseReportTemplate.objects.select_related("record").first()
    return found


def report_of(biller_id: uuid.UUID) -> CaseReport | None:
    """The report of a biller, if anybody wrote or shared one."""
    found: CaseReport | None = _reports().filter(biller_id=biller_id).first()
    return found


def report_by_key(pk: uuid.UUID) -> CaseReport | None:
    """The report behind a link, shared."""
    found: CaseReport | None = _reports().filter(pk=pk, shared_at__isnull=False).first()
    return found


def _reports() -> QuerySet[CaseReport]:
    return CaseReport.objects.everywhere().select_related("record", "biller", "shared_by")


def terms_of(biller: Biller, report: CaseReport | None) -> Terms:
    """The biller's own words where it has some, else the template's; `{biller}` is filled in."""
    given = template()
    title, intro, columns, days = given.title, given.intro, given.columns, given.closed_days
    if report is not None:
        title, intro = report.title or title, report.intro or intro
        columns = tuple(report.columns) if report.columns else columns
        days = days if report.closed_days is None else report.closed_days
    return Terms(title.replace("{biller}", biller.name), intro.replace("{biller}", biller.name), columns, days)


def cases_on(biller_id: uuid.UUID, closed_days: int, now: datetime) -> list[Case]:
    """Every open case, critical first, then those that were closed in so many days, the newest first; 1,000 at most."""
    since = now - timedelta(days=closed_days)
    found = Case.objects.everywhere().filter(biller=biller_id).select_related("phase", "owner")
    found = found.filter(~Q(state=CaseState.CLOSED) | Q(closed_at__gte=since))
    rows = list(found.order_by(F("closed_at").desc(nulls_first=True), "severity", "opened_at")[:MOST_CASES])
    still = sorted((one for one in rows if one.closed_at is None), key=lambda one: (one.severity, one.opened_at))
    done = sorted(
        (one for one in rows if one.closed_at is not None), key=lambda one: one.closed_at or now, reverse=True
    )
    return [*still, *done]


def readers_of(biller_id: uuid.UUID) -> list[tuple[str, str]]:
    """PM, IM, CSM and whoever supports the biller: name with role, and address; each once. One query."""
    rows = Care.objects.everywhere().filter(biller=biller_id, role__in=READERS, user__is_active=True)
    found: dict[str, str] = {}
    for row in sorted(rows.select_related("user"), key=lambda one: READERS.index(Role(one.role))):
        found.setdefault(row.user.email, f"{row.user.name} ({ROLE_NAMES[Role(row.role)]})")
    return [(name, email) for email, name in found.items()]


def living_links(report: CaseReport, now: datetime) -> dict[str, ShareLink]:
    """Open links to a report by e-mail address."""
    found = ShareLink.objects.everywhere().filter(subject_id=report.pk, purpose=PURPOSE)
    rows = found.filter(revoked_at=None, expires_at__gt=now).order_by("made_at")
    return {one.email: one for one in rows if one.email}
