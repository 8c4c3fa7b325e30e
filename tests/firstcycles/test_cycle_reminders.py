"""Who supports a biller hears once of a cycle that is over without figures; and the pages ask the database little."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.billers.models import Phase
from pilotage.billers.operations import assign_care
from pilotage.core.viewer import system
from pilotage.cycles.enums import DayKind, Unit
from pilotage.cycles.operations import add_cycle
from pilotage.cycles.rules.dates import DayRule
from pilotage.firstcycles.operations import keep_figures, remind_of_figures
from pilotage.notices.models import Notice
from story import NOW


@pytest.fixture
def live(phase: Phase, pm) -> Phase:
    Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=date(2026, 9, 7))
    found = Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)
    rules = [DayRule(DayKind.BILL, 10, Unit.MONTH_DAY), DayRule(DayKind.DUE, 15, Unit.DAYS)]
    add_cycle(phase=found, name="North", rules=rules, first_month=date(2026, 1, 1), by=pm, now=NOW)
    return found


def test_a_cycle_that_is_over_without_figures_is_told_once(live, pm, person) -> None:
    tess = person("tsm", name="Tess")
    assign_care(biller=live.biller, user=tess, role="tsm", by=pm, now=NOW)
    assign_care(biller=live.biller, user=person("csm", name="Cy"), role="csm", by=pm, now=NOW)
    keep_figures(phase=live, number=1, as_of=date(2026, 9, 28), taken=9, by=pm, now=NOW)
    Notice.objects.all().delete()
    assert [remind_of_figures(by=system(), now=NOW) for _ in range(2)] == [1, 0]
    told = Notice.objects.get()
    assert (told.user, told.kind) == (tess, "cycle_figures_missing") and "Bill cycle 2" in told.text
    keep_figures(phase=live, number=2, as_of=date(2026, 10, 28), taken=9, by=pm, now=NOW)
    assert remind_of_figures(by=system(), now=NOW + timedelta(days=1)) == 0


def test_pages_ask_the_database_at_most_fifteen_times(live, pm, person, signed_in) -> None:
    keep_figures(phase=live, number=1, as_of=date(2026, 9, 28), taken=9, by=pm, now=NOW)
    page = signed_in(person("tsm", name="Tess"))
    for address in (
        "/first-cycles/?show=all", f"/phases/{live.pk}/first-cycles/", f"/phases/{live.pk}/first-cycles/figures/?cycle=2",
        f"/billers/{live.biller_id}/case-report/", f"/billers/{live.biller_id}/case-report/share/",
    ):  # fmt: skip
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).status_code == 200
        assert len(queries) <= 15, (address, len(queries))
