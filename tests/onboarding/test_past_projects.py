"""What past projects on a CIS product took, and what a new plan learns from them."""

from datetime import date, timedelta

import pytest

from pilotage.billers.models import Phase
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.onboarding import operations
from pilotage.onboarding.composing import compose
from pilotage.onboarding.models import PlanTask, PlaybookVersion
from pilotage.onboarding.past import past_of, past_of_phase, proposals
from pilotage.onboarding.spreads import spread
from story import NOW


@pytest.mark.parametrize(
    ("lengths", "told"),
    [
        ([], None),
        ([4], (1, 4, 4, 4, 4, 4, 4)),
        ([2, 4, 9], (3, 4, 3, 6.5, 2, 9, 4)),
        ([1, 2, 3, 10], (4, 2.5, 1.75, 4.75, 1, 10, 3)),
        ([0, 0], (2, 0, 0, 0, 0, 0, 0)),
    ],
)
def test_the_spread_of_past_lengths(lengths, told) -> None:
    held = spread(lengths)
    assert (held and (held.count, held.median, held.low, held.high, held.least, held.most, held.days)) == told


@pytest.fixture
def version(db) -> PlaybookVersion:
    return operations.load_shipped_playbook(by=system(), now=NOW)


def finished(make_biller, version, pm, name: str, days: int) -> Phase:
    """A biller on the product whose tasks of the first part each took so many calendar days."""
    from pilotage.billers.models import Integration
    from pilotage.billers.operations import add_phase

    biller = make_biller(name)
    integration = Integration.objects.everywhere().get(biller=biller)
    phase = add_phase(by=system(), now=NOW, biller=biller, integration=integration)
    project = operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 3, 2), by=pm, now=NOW
    )
    rows = PlanTask.objects.everywhere().filter(project=project)
    first = rows.order_by("position").first().part
    start = date(2026, 3, 2)
    rows.filter(part=first).update(actual_start_date=start, actual_finish_date=start + timedelta(days=days - 1))
    return phase


def test_parts_are_measured_once_they_are_finished(make_biller, version, pm, product) -> None:
    for name, days in (("Ash", 3), ("Birch", 5), ("Cedar", 8)):
        finished(make_biller, version, pm, name, days)
    past = past_of(product.pk)
    (known,) = past.parts.values()
    assert (known.count, known.median, known.least, known.most) == (3, 5, 3, 6)  # eight days hold a weekend
    assert past.total is None


def test_a_new_plan_is_offered_the_median_from_three_projects_on(make_biller, version, pm, product, phase) -> None:
    first = version.tasks.order_by("position").first()
    for name in ("Ash", "Birch"):
        finished(make_biller, version, pm, name, 8)
    lines = compose(phase, version).lines
    assert proposals(past_of_phase(phase), lines) == []
    finished(make_biller, version, pm, "Cedar", 8)
    offered = {one.code: one for one in proposals(past_of_phase(phase), lines)}
    assert (offered[first.code].spread.count, offered[first.code].spread.days) == (3, 6)


def test_a_project_learns_only_when_somebody_accepts(
    make_biller, version, pm, phase, signed_in, person, time_machine
) -> None:
    time_machine.move_to(NOW)
    for name in ("Ash", "Birch", "Cedar"):
        finished(make_biller, version, pm, name, 8)
    page = signed_in(person("im"))
    shown = page.get(f"/phases/{phase.pk}/start/").content.decode()
    assert "What past projects on this CIS product took" in shown and "use_past" in shown
    form = {"playbook": version.pk, "kickoff_date": "2026-12-01", "name": "Learned", "use_past": "on"}
    preview = page.post(f"/phases/{phase.pk}/start/", form | {"do": "preview"}).content.decode()
    assert "What the plan would be" in preview
    assert page.post(f"/phases/{phase.pk}/start/", form).status_code == 302
    first = PlanTask.objects.everywhere().filter(project__name="Learned").order_by("position").first()
    assert first.duration_days == 6
    assert (
        "lengths from past projects" in Event.objects.filter(kind="onboarding.project_started").last().payload["note"]
    )


def test_without_an_accepted_offer_the_playbook_decides(make_biller, version, pm, phase) -> None:
    for name in ("Ash", "Birch", "Cedar"):
        finished(make_biller, version, pm, name, 8)
    made = operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 12, 1), by=pm, now=NOW
    )
    first = PlanTask.objects.everywhere().filter(project=made).order_by("position").first()
    assert first.duration_days == version.tasks.order_by("position").first().duration_days
