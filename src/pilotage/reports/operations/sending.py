"""Sends a report: keeps it as files, makes a link for each reader, and tells them."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core import app_settings
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.papers import pdf_of
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import make_link, store_file
from pilotage.documents.sharing import address_of_link
from pilotage.notices.operations import tell, write_to
from pilotage.reports.content import paper_of
from pilotage.reports.enums import DECKS, STANDING_NAMES, ReportKind, ReportState, Standing
from pilotage.reports.models import Delivery, Reader, Report
from pilotage.reports.operations.writing import _lock, _require_draft
from pilotage.reports.permissions import require_writer
from pilotage.reports.slides import pptx_of

SENT = "reports.report_sent"
PURPOSE = "report"
LINK_DAYS = 90


def send_report(
    *, report: Report, readers: Iterable[Reader] | None = None, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """Sends a draft to its readers, all of its series unless given; returns how many. From then on it stays as it is.

    Its PDF, and its slides where it is a pack, are kept with it. Refuses without readers, and for a sent one. Raises `Stale`.
    Also: event `reports.report_sent`, a share link and a mail for each reader.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        _lock(report)
        _require_draft(report)
        chosen = list(readers if readers is not None else report.series.readers.select_related("user").order_by("name"))
        if not chosen:
            raise Refused(_("Nobody would get it. Choose readers first."), field="readers")
        fields: dict[str, Any] = {"state": ReportState.SENT, "sent_at": now, "sent_by_id": by.user_id}
        c.save(report, expect=expect, kind=SENT, **fields)
        _keep_files(report, by, now)
        for reader in chosen:
            _deliver(c, report, reader)
        return len(chosen)


def _keep_files(report: Report, by: Viewer, now: datetime) -> None:
    paper = paper_of(report, provider=app_settings.value("provider_name") or "Pilotage")
    kind = report.series.kind
    made = {"pdf": pdf_of(paper)}
    if kind in DECKS:
        made["pptx"] = pptx_of(paper, is_short=kind == ReportKind.CLIENT)
    for ending, data in made.items():
        store_file(
            subject=report.record, biller=report.biller, name=f"{report.title}, version {report.version}.{ending}",
            stream=io.BytesIO(data), is_shared=False, by=by, now=now,
        )  # fmt: skip


def _deliver(c: Change, report: Report, reader: Reader) -> None:
    link = make_link(
        subject=report.record, biller=report.biller, purpose=PURPOSE, name=reader.name, email=reader.email, days=LINK_DAYS,
        by=c.by, now=c.now,
    )  # fmt: skip
    c.create(
        Delivery, scope=report.biller_id, biller_id=report.biller_id, report=report, name=reader.name, email=reader.email,
        link=link,
    )  # fmt: skip
    text = f"{report.title}: {STANDING_NAMES[Standing(report.standing)].lower()}. {report.standing_reason}"
    said = "\n".join(f"- {line}" for line in report.facts.get("changes", [])[:8])
    key = f"report:{report.pk}:{reader.pk}"
    if reader.user is not None and reader.user.roles:
        url = f"/reports/{report.pk}/"
        tell(
            users=[reader.user],
            kind="report_sent",
            text=text,
            more=said,
            url=url,
            record=report.record,
            key=key,
            by=c.by,
            now=c.now,
        )
        return
    more = f"{said}\n\nRead it here, until {link.expires_at:%-d %b %Y}: {address_of_link(link)}"
    write_to(
        people=[(reader.name, reader.email)], kind="report_sent", text=text, more=more, key=key, by=c.by, now=c.now
    )
