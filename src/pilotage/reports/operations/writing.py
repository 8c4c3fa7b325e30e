"""Makes drafts from live data; people write into them; a sent report is followed by a new version."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.meetings.models import Meeting
from pilotage.reports import rules
from pilotage.reports.client_facts import last_client_meeting
from pilotage.reports.enums import CHOSEN, SECTIONS, ReportKind, ReportState, Standing
from pilotage.reports.facts import gather
from pilotage.reports.models import Report, ReportSeries
from pilotage.reports.permissions import require_writer
from pilotage.reports.queries import last_sent
from pilotage.work.texts import no_card

MOST_SIGNS = 20_000
DISCARDED = "reports.draft_discarded"
REFRESHED = "reports.facts_refreshed"


def make_draft(
    *, series: ReportSeries, slot: date | None = None, meeting: Meeting | None = None, by: Viewer, now: datetime
) -> Report:
    """The next report of a series with facts as of now, compared with the last one that was sent.

    Where a draft is open, its facts are brought up to now and it is returned: there is one draft at a time. With `meeting` it is the
    pack of that meeting. Refuses a meeting of another phase.
    Also: event `reports.report_created` or `reports.facts_refreshed`.
    """
    require_writer(by)
    if meeting is not None and meeting.phase_id != series.phase_id:
        raise Refused(_("This meeting belongs to another phase."))
    more: dict[str, Any] = ({"slot": slot} if slot else {}) | ({"meeting": meeting} if meeting else {})
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=series.pk)  # one draft at a time
        held: Report | None = (
            Report.objects.everywhere().filter(series=series, state=ReportState.DRAFT).select_related("series").first()
        )
        if held is not None:
            _refresh(c, held, now, **more)
            return held
        last = last_sent(series)
        number = (Report.objects.everywhere().filter(series=series).aggregate(last=Max("number"))["last"] or 0) + 1
        texts = _carried(last) if last else {}
        return c.create(
            Report, scope=series.biller_id, biller_id=series.biller_id, series=series, number=number,
            title=_title(series, number), texts=texts, left_out=last.left_out if last else [], made_by_id=by.user_id,
            **more, **_facts(series, last, now),
        )  # fmt: skip


def refresh_facts(*, report: Report, by: Viewer, now: datetime) -> bool:
    """Brings a draft's facts up to now; texts stay. Refuses for a sent one. Also: event `reports.facts_refreshed`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _require_draft(report)
        return _refresh(c, report, now)


def edit_report(
    *,
    report: Report,
    title: str,
    texts: Mapping[str, str],
    left_out: Iterable[str] = (),
    standing: str = "",
    standing_reason: str = "",
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """A person's words by section, which sections are left out, and how the project stands if not as the rule says.

    Refuses for a sent report, no title, a standing without a reason, texts over 20,000 signs, and card numbers. Raises
    `Stale`. Also: event `reports.report_changed`.
    """
    require_writer(by)
    known = SECTIONS[ReportKind(report.series.kind)]
    named = " ".join(title.split())[:200]
    if not named:
        raise Refused(_("Give the report a title."), field="title")
    kept = {key: texts[key].strip() for key in known if texts.get(key, "").strip()}
    for key, text in [*kept.items(), ("title", named), ("standing_reason", standing_reason)]:
        no_card(text, field=key)
        if len(text) > MOST_SIGNS:
            raise Refused(_("Keep this to 20,000 signs."), field=key)
    with change(by=by, now=now) as c:
        _lock(report)
        _require_draft(report)
        fields: dict[str, Any] = {
            "title": named,
            "texts": kept,
            "left_out": [key for key in known if key in set(left_out)],
        }
        return c.save(report, expect=expect, **fields, **_standing(report.facts, standing, standing_reason))


def revise_report(*, report: Report, by: Viewer, now: datetime) -> Report:
    """A new version of a sent report, with its facts and texts, to be corrected and sent again.

    Refuses while a draft of the series is open, and for one that has a later version. Also: event `reports.report_created`.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=report.series_id)
        found = Report.objects.everywhere().filter(series_id=report.series_id)
        if report.state != ReportState.SENT:
            raise Refused(_("This one isn't sent yet; change it as it is."))
        if found.filter(state=ReportState.DRAFT).exists():
            raise Refused(_("A draft is open already. Send it or discard it first."))
        if found.filter(number=report.number, version__gt=report.version).exists():
            raise Refused(_("There is a later version. Correct that one."))
        names = (
            "number", "title", "as_of", "since", "facts", "texts", "left_out", "standing", "standing_reason", "is_standing_chosen",
        )  # fmt: skip
        return c.create(
            Report, scope=report.biller_id, biller_id=report.biller_id, series=report.series, version=report.version + 1,
            made_by_id=by.user_id, **{name: getattr(report, name) for name in names},
        )  # fmt: skip


def discard_draft(*, report: Report, by: Viewer, now: datetime) -> None:
    """Throws a draft away; it is found under its state alone. Refuses for a sent one. Also: event `reports.draft_discarded`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        _lock(report)
        _require_draft(report)
        c.save(report, kind=DISCARDED, state=ReportState.DISCARDED)


def _facts(series: ReportSeries, last: Report | None, now: datetime) -> dict[str, Any]:
    since = last.as_of if last else None
    if series.kind == ReportKind.CLIENT and (met := last_client_meeting(series.phase, now)):
        since = met.starts_at  # what the client heard there is known
    facts = gather(series.phase, series.kind, before=last.facts if last else None, since=since, now=now)
    return {"as_of": now, "since": since, "facts": facts} | _standing(facts, "", "")


def _standing(facts: Mapping[str, Any], chosen: str, reason: str) -> dict[str, Any]:
    ruled, why = rules.standing(facts)
    words = " ".join(reason.split())[:300]
    if not chosen or (chosen == ruled and not words):
        return {"standing": ruled, "standing_reason": why[:300], "is_standing_chosen": False}
    if chosen not in CHOSEN:
        raise Refused(_("Choose how the project stands."), field="standing")
    if not words:
        raise Refused(
            _("The facts say: %(why)s Say why you see it differently.") % {"why": why}, field="standing_reason"
        )
    return {"standing": Standing(chosen), "standing_reason": words, "is_standing_chosen": True}


def _refresh(c: Change, report: Report, now: datetime, **more: Any) -> bool:
    last = last_sent(report.series)
    fresh = _facts(report.series, last, now)
    if report.is_standing_chosen:
        fresh = {name: value for name, value in fresh.items() if not name.startswith(("standing", "is_standing"))}
    return c.save(report, kind=REFRESHED, **fresh, **more)


def _carried(last: Report) -> dict[str, str]:
    """A status says something new each time; what a deck tells about the project stays until somebody changes it."""
    return {} if last.series.kind == ReportKind.STATUS else dict(last.texts)


def _title(series: ReportSeries, number: int) -> str:
    return f"{series.get_kind_display()} {number}: {series.phase.biller.name}, {series.phase.name}"[:200]


def _lock(report: Report) -> None:
    rows = Report.objects.everywhere().select_for_update(of=("self",))
    report.refresh_from_db(fields=["state", "facts"], from_queryset=rows)


def _require_draft(report: Report) -> None:
    if report.state != ReportState.DRAFT:
        raise Refused(_("This report is sent and stays as it is. Make a new version of it."))
