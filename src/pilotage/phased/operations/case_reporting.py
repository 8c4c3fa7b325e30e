"""Writes the template of case reports and a biller's own, and shares a report by link (R14)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.operations import make_link
from pilotage.documents.sharing import address_of_link
from pilotage.notices.operations import write_to
from pilotage.people.enums import Role
from pilotage.phased.enums import COLUMN_NAMES
from pilotage.phased.models import CaseReport, CaseReportTemplate
from pilotage.phased.queries.case_reports import PURPOSE, living_links, report_of, template_row, terms_of
from pilotage.support.permissions import require_writer
from pilotage.welcome.operations.readers import cleaned_readers
from pilotage.work.texts import no_card

SHARED = "phased.case_report_shared"
TEMPLATE_WRITERS = (Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)
MOST_DAYS = 365


def write_case_template(
    *, title: str, intro: str, columns: Sequence[str], closed_days: int, expect: int | None = None, by: Viewer, now: datetime
) -> CaseReportTemplate:  # fmt: skip
    """What reports of billers' cases are made of from now on, where they have no words of their own.

    Refuses anybody but leaders and administrators, no title, no column, unknown ones, and card numbers. Raises `Stale`. Also: event
    `phased.casereporttemplate_changed`.
    """
    if not by.has(*TEMPLATE_WRITERS):
        raise Forbidden(_("A leader of the TSM team or of client services writes the template, or an administrator."))
    words = _checked(title, intro, columns, closed_days, is_required=True)
    with change(by=by, now=now) as c:
        held = template_row()
        if held is None:
            return c.create(CaseReportTemplate, **words)
        c.save(held, expect=expect, **words)
        return held


def write_case_report(
    *, biller: Biller, title: str = "", intro: str = "", columns: Sequence[str] = (), closed_days: int | None = None,
    expect: int | None = None, by: Viewer, now: datetime,
) -> CaseReport:  # fmt: skip
    """This biller's own words and columns; what is empty is the template's.

    Refuses as `write_case_template`, but whoever works on cases may. Raises `Stale`. Also: event `phased.casereport_changed`.
    """
    require_writer(by)
    words = _checked(title, intro, columns, closed_days)
    with change(by=by, now=now) as c:
        report = _ensure(c, biller)
        c.save(report, expect=expect, **words)
        return report


def share_case_report(
    *, biller: Biller, readers: Iterable[tuple[str, str]], days: int, by: Viewer, now: datetime
) -> list[ShareLink]:
    """Gives these people (name, e-mail) a link to the report for so many days, and mails it; who has an open one gets that again.

    Refuses without readers and addresses that are none. Also: event `phased.case_report_shared`, a link and a mail for each.
    """
    require_writer(by)
    chosen = cleaned_readers(readers)
    with change(by=by, now=now) as c:
        report = _ensure(c, biller)
        c.save(report, kind=SHARED, note=", ".join(chosen.values()), shared_at=now, shared_by_id=by.user_id)
        held, links, title = living_links(report, now), [], terms_of(biller, report).title
        for email, name in chosen.items():
            link = held.get(email) or make_link(
                subject=report.record, biller=biller, purpose=PURPOSE, name=name, email=email, days=days, by=by, now=now
            )
            links.append(link)
            more = (
                f"It is always as things stand. Read it here until {link.expires_at:%-d %b %Y}: {address_of_link(link)}"
            )
            write_to(
                people=[(name, email)], kind="case_report_shared", text=title, more=more, by=by, now=now,
                key=f"case_report:{report.pk}:{link.pk}:{now:%Y%m%d%H%M}",
            )  # fmt: skip
        return links


def _ensure(c: Change, biller: Biller) -> CaseReport:
    Record.objects.select_for_update().get(pk=biller.pk)
    return report_of(biller.pk) or c.create(CaseReport, scope=biller.pk, biller=biller)


def _checked(
    title: str, intro: str, columns: Sequence[str], closed_days: int | None, *, is_required: bool = False
) -> dict[str, Any]:
    """The words as they are kept; columns in the order of the list."""
    title, intro = " ".join(title.split()), intro.replace("\r\n", "\n").strip()
    for field, text, most in (("title", title, 200), ("intro", intro, 4000)):
        no_card(text, field=field)
        if len(text) > most:
            raise Refused(_("Keep this to %(n)d signs.") % {"n": most}, field=field)
    if is_required and not title:
        raise Refused(_("Give it a title."), field="title")
    if set(columns) - set(COLUMN_NAMES):
        raise Refused(_("Choose columns of the list."), field="columns")
    if is_required and not columns:
        raise Refused(_("Choose at least one column."), field="columns")
    if (closed_days is None and is_required) or (closed_days is not None and not 0 <= closed_days <= MOST_DAYS):
        raise Refused(_("Give 0 to %(n)d days.") % {"n": MOST_DAYS}, field="closed_days")
    kept = [name for name in COLUMN_NAMES if name in columns]
    return {
        "title": title,
        "intro": intro,
        "columns": kept or ([] if is_required else None),
        "closed_days": closed_days,
    }
