"""What the sample's people told about their projects: a kickoff pack, two status reports, and a draft that waits."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Contact, Phase
from pilotage.core.viewer import Viewer
from pilotage.reports.operations import change_schedule, edit_report, ensure_series, make_draft, send_report

Steps = list[tuple[date, Callable[[datetime], None]]]
SAID = {
    "changes": "A quiet week: most of the work was with the CIS vendor.",
    "next": "Please send the signed bank letter by Friday; the settlement account waits for it.",
}


def report_steps(
    phase: Phase, place: int, kickoff: date, today: date, days_left: int, person: Callable[[str], Viewer]
) -> Steps:
    """Days and what was sent on them, for some projects that still run."""
    if place % 5 or days_left < 0:
        return []
    pm = person("pm")
    found: Steps = [(kickoff + timedelta(days=2), partial(_tell, phase, "kickoff", {}, pm))]
    for days in (15, 8):
        if today - timedelta(days=days) > kickoff + timedelta(days=3):
            found.append((today - timedelta(days=days), partial(_tell, phase, "status", SAID, pm)))
    found.append((today - timedelta(days=1), partial(_draft, phase, pm)))
    return found


def _tell(phase: Phase, kind: str, texts: dict[str, str], by: Viewer, at: datetime) -> None:
    series = ensure_series(phase=phase, kind=kind, by=by, now=at)
    if not series.readers.exists():
        people = [
            (one.name, one.email) for one in Contact.objects.everywhere().filter(biller_id=phase.biller_id) if one.email
        ]
        readers = people[:2] or [("Steering committee", "steering@example.com")]
        change_schedule(
            series=series, cadence="weekly" if kind == "status" else "", weekday=4, hour=9, is_sent_unread=False,
            readers=readers, by=by, now=at,
        )  # fmt: skip
    report = make_draft(series=series, by=by, now=at)
    edit_report(report=report, title=report.title, texts=texts, by=by, now=at)
    send_report(report=report, by=by, now=at)


def _draft(phase: Phase, by: Viewer, at: datetime) -> None:
    make_draft(series=ensure_series(phase=phase, kind="status", by=by, now=at), by=by, now=at)
