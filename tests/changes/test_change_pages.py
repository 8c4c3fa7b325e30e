"""The pages of changes, for staff and in the portal."""

import pytest

from pilotage.changes import operations
from pilotage.changes.models import ChangeRequest
from pilotage.onboarding.models import PlanTask
from story import NOW


@pytest.fixture
def page(signed_in, people, project):
    return signed_in(people["pm"])


def row() -> ChangeRequest:
    return ChangeRequest.objects.everywhere().select_related("record").get()


def test_from_the_sponsors_wish_to_a_plan_that_has_changed(page, signed_in, sponsor, project, task) -> None:
    theirs = signed_in(sponsor)
    assert b"Ask for a change" in theirs.get("/portal/changes/").content
    theirs.post(
        f"/portal/phases/{project.phase_id}/changes/new/", {"title": "Kiosks", "what": "Two in the lobby", "why": ""}
    )
    key = row().pk
    assert b"We work out what it does" in theirs.get(f"/portal/changes/{key}/").content
    longest = task()
    page.post(
        f"/changes/{key}/plan/change/", {"plan_task": str(longest.pk), "duration_days": longest.duration_days + 3}
    )
    page.post(f"/changes/{key}/scope/add/", {"title": "Two kiosks"})
    shown = page.get(f"/changes/{key}/offer/").content.decode()
    assert "moves by 3 working days" in shown
    form = {
        "one_off_amount": "14500.00",
        "monthly_amount": "",
        "currency": "USD",
        "risk": "high",
        "risk_text": "",
        "target_date": "",
    }
    page.post(f"/changes/{key}/offer/", form | {"version": row().record.version})
    assert row().state == "offered"
    page.post(f"/changes/{key}/approve/", {"remark": "", "version": row().record.version})
    told = theirs.get(f"/portal/changes/{key}/").content.decode()
    assert "14,500.00 USD" in told and "moves by 3 working days" in told and "Approve" in told
    theirs.post(f"/portal/changes/{key}/approve/", {"remark": "Fine", "version": row().record.version})
    assert row().state == "approved"
    assert PlanTask.objects.everywhere().get(pk=longest.pk).duration_days == longest.duration_days + 3
    assert b"change-order-C1.xlsx" in theirs.get(f"/portal/changes/{key}/").content
    assert b"change-order-C1.xlsx" in page.get(f"/changes/{key}/").content


def test_the_log_is_filtered_and_exported(page, fresh_phase, by) -> None:
    assert b"Nothing was asked for" in page.get(f"/changes/?phase={fresh_phase.pk}").content
    kiosks = operations.ask_for_change(phase=fresh_phase, title="Kiosks", what="Two", by=by["im"], now=NOW)
    operations.withdraw_change(request=kiosks, reason="Next year", by=by["im"], now=NOW)
    operations.ask_for_change(phase=fresh_phase, title="Logo", what="In colour", by=by["im"], now=NOW)
    shown = page.get("/changes/?state=alive").content.decode()
    assert "Logo" in shown and "Kiosks" not in shown
    csv = b"".join(page.get("/changes/?as=csv")).decode("utf-8-sig").splitlines()
    assert csv[0].startswith("biller,phase,code,title") and len(csv) == 3


def test_what_was_put_in_is_taken_out_and_it_is_refused_and_taken_up(page, fresh_phase, by) -> None:
    made = operations.ask_for_change(phase=fresh_phase, title="Logo", what="In colour", by=by["im"], now=NOW)
    page.post(
        f"/changes/{made.pk}/plan/add/", {"title": "Paint", "duration_days": 2, "after": "", "before": "", "part": ""}
    )
    edit = made.plan_edits.get()
    assert b"Paint" in page.get(f"/changes/{made.pk}/").content
    page.post(f"/changes/plan-edits/{edit.pk}/remove/")
    assert not made.plan_edits.exists()
    page.post(f"/changes/{made.pk}/refuse/", {"reason": "No time", "version": row().record.version})
    assert b"No time" in page.get(f"/changes/{made.pk}/").content
    page.post(f"/changes/{made.pk}/reopen/")
    assert row().state == "asked"


def test_finance_of_the_biller_reads_and_does_not_ask(fresh_phase, project, by, clerk, biller, signed_in) -> None:
    operations.ask_for_change(phase=fresh_phase, title="Logo", what="In colour", by=by["im"], now=NOW)
    theirs = signed_in(clerk(biller, role="finance"))
    shown = theirs.get("/portal/changes/").content.decode()
    assert "Logo" in shown and "Ask for a change" not in shown
    assert theirs.get(f"/portal/phases/{fresh_phase.pk}/changes/new/").status_code == 404


@pytest.mark.parametrize("n", [1, 9])
def test_a_longer_log_asks_no_more_queries(page, fresh_phase, by, n, django_assert_max_num_queries) -> None:
    for number in range(n):
        operations.ask_for_change(phase=fresh_phase, title=f"Change {number}", what="x", by=by["im"], now=NOW)
    page.get("/changes/")
    with django_assert_max_num_queries(10):
        page.get("/changes/")
