"""What the sample's people feared and tested: entries of RAID logs, and acceptance tests with their defects and signatures."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.portfolio.sample_cases import report_cases
from pilotage.raid.models import RaidEntry
from pilotage.raid.operations import close_entry, raise_entry, raise_seeds, review_entry, turn_into_issue
from pilotage.raid.seeds import questions
from pilotage.testing.models import TestCase, TestPlan
from pilotage.testing.operations import begin_plan, move_defect, raise_defect, record_failure, record_results, sign_plan

FAILED = "The receipt shows another number than the posting file."


def proof_steps(
    phase: Phase, place: int, kickoff: date, target: date, days_left: int, person: Callable[[str], Viewer]
) -> list[tuple[date, Callable[[datetime], None]]]:
    """Days and what happened on them; a test that could stop the story's go-live is signed before it."""
    pm, im = person("pm"), person("im")
    owner = User.objects.filter(pk=im.user_id or 0).first()
    found: list[tuple[date, Callable[[datetime], None]]] = [
        (kickoff + timedelta(days=4), lambda at: fear(phase, place, owner=owner, by=pm, at=at)),
        (kickoff + timedelta(days=36), lambda at: look_again(phase, place, by=pm, at=at)),
    ]
    found += [(kickoff + timedelta(days=n), partial(_look_at_all, phase, pm)) for n in (50, 64, 78, 92)]
    if days_left < -4:
        found += report_cases(phase, place, target, days_left, person)
    if days_left < -15:
        found.append((target + timedelta(days=12), lambda at: put_away(phase, by=pm, at=at)))
    if place % 3 == 0 and (days_left >= 8 or days_left < -15):
        start = target - timedelta(days=40)
        channels = ["web", "autopay", "ivr", "counter"] if days_left > 12 else []
        found.append((start, lambda at: begin_tests(phase, channels, by=pm, at=at)))
        for n, share in ((4, 0.3), (9, 0.6), (15, 0.8)):
            found.append((start + timedelta(days=n), partial(_run_some, phase, share, im)))
        name = f"{phase.biller.name}, finance lead"
        found.append((start + timedelta(days=30), lambda at: sign_tests(phase, name=name, by=pm, at=at)))
    return found


def _run_some(phase: Phase, share: float, by: Viewer, at: datetime) -> None:
    run_tests(phase, share, by=by, at=at)


def fear(phase: Phase, place: int, *, owner: User | None, by: Viewer, at: datetime) -> None:
    """The pre-mortem at kickoff: some questions can't be answered with yes."""
    asked = questions(phase.biller.vertical or "")
    keys = [asked[(place * 3 + step * 5) % len(asked)].key for step in range(3 + place % 3)]
    raise_seeds(phase=phase, keys=keys, owner=owner, by=by, now=at)
    if place % 4 == 1:
        raise_entry(
            phase=phase, kind="decision", title="Who pays the card fee?", impact=3, party="biller", owner=owner,
            due_date=(at + timedelta(days=40)).date(), by=by, now=at,
        )  # fmt: skip


def look_again(phase: Phase, place: int, *, by: Viewer, at: datetime) -> None:
    """Weeks later: one is gone, one is smaller, in some projects one has happened."""
    rows = list(
        RaidEntry.objects.everywhere()
        .filter(phase=phase, closed_at=None, kind="risk")
        .select_related("record", "owner")
    )
    if not rows:
        return
    close_entry(entry=rows[0], outcome="Settled with the vendor in writing.", by=by, now=at)
    if len(rows) > 1 and place % 5 == 0:
        turn_into_issue(entry=rows[1], what="It came up in this week's call.", by=by, now=at)
    elif len(rows) > 1:
        review_entry(entry=rows[1], likelihood=2, impact=rows[1].impact, note="Less likely now.", by=by, now=at)


def _look_at_all(phase: Phase, by: Viewer, at: datetime) -> None:
    for entry in RaidEntry.objects.everywhere().filter(phase=phase, closed_at=None, review_date__lte=at.date()):
        review_entry(entry=entry, likelihood=entry.likelihood, impact=entry.impact, by=by, now=at)


def put_away(phase: Phase, *, by: Viewer, at: datetime) -> None:
    """After the first bills nothing of it is left to fear."""
    for entry in RaidEntry.objects.everywhere().filter(phase=phase, closed_at=None).select_related("record"):
        close_entry(entry=entry, outcome="It did not come up in the first bills.", by=by, now=at)


def begin_tests(phase: Phase, channels: list[str], *, by: Viewer, at: datetime) -> None:
    """The acceptance test is planned from the library."""
    begin_plan(
        phase=phase, kind="uat", starts_on=at.date(), ends_on=(at + timedelta(days=21)).date(), channels=channels,
        events=["pay", "enrol", "view"] if channels else [], by=by, now=at,
    )  # fmt: skip


def run_tests(phase: Phase, share: float, *, by: Viewer, at: datetime) -> None:
    """So many of the cases pass; the first run finds a defect."""
    plan = TestPlan.objects.everywhere().filter(phase=phase, state="running").first()
    if plan is None:
        return
    rows = list(TestCase.objects.everywhere().filter(plan=plan).select_related("plan").order_by("position"))
    if not plan.defects.exists():
        record_failure(case=rows[3], note=FAILED, by=by, now=at)
    done = [row for row in rows[: int(len(rows) * share)] if row.outcome != "passed" and row.pk != rows[3].pk]
    record_results(cases=done, outcome="passed", by=by, now=at)


def sign_tests(phase: Phase, *, name: str, by: Viewer, at: datetime) -> None:
    """The rest passes, the defect is mended, and the biller signs."""
    plan = TestPlan.objects.everywhere().filter(phase=phase, state="running").select_related("record").first()
    if plan is None:
        return
    for defect in plan.defects.select_related("plan", "record"):
        for step in ("fixed", "closed"):
            move_defect(defect=defect, to=step, by=by, now=at)
    rows = TestCase.objects.everywhere().filter(plan=plan).exclude(outcome="passed").select_related("plan")
    record_results(cases=rows, outcome="passed", by=by, now=at)
    raise_defect(plan=plan, title="The logo is blurred on paper", severity="cosmetic", by=by, now=at)
    sign_plan(plan=plan, name=name, title="Finance lead", by=by, now=at)
