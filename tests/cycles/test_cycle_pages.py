"""Pages of bill cycles: calendar, rules, dates from files, windows, parts, protections; and that a refusal changes nothing."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.cycles import operations, queries
from pilotage.cycles.enums import DayKind, Roll, Unit
from pilotage.cycles.models import BillCycle, CycleDay, GoLivePart, Protection
from pilotage.cycles.rules.dates import DayRule
from pilotage.notices.models import Notice
from pilotage.people.models import User
from story import NOW

RULES = [
    DayRule(DayKind.BILL, 8, Unit.MONTH_DAY, Roll.NEXT), DayRule(DayKind.PRINT, 2, Unit.WORKING),
    DayRule(DayKind.DUE, 21, Unit.DAYS, Roll.NEXT), DayRule(DayKind.BANK, 0, Unit.BANK, Roll.NEXT),
]  # fmt: skip


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def cycle(phase, pm) -> BillCycle:
    return operations.add_cycle(
        phase=phase, name="Cycle 1", rules=RULES, first_month=date(2026, 1, 1), accounts=900, by=pm, now=NOW
    )


def table(text: str, name: str = "dates.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def test_from_an_empty_calendar_to_a_cycle_and_its_days(page, phase) -> None:
    assert b"No bill cycle yet" in page.get(f"/phases/{phase.pk}/cycles/").content
    form = {
        "name": "Cycle 2", "accounts": "2150", "interval_months": "1", "first_month": "2026-01-15", "read_offset": "",
        "read_unit": "month_day", "read_roll": "stay", "bill_offset": "8", "bill_unit": "month_day", "bill_roll": "next",
    }  # fmt: skip
    for kind in ("print", "due", "bank", "settlement", "penalty", "shut_off"):
        form |= {f"{kind}_offset": "", f"{kind}_unit": "days", f"{kind}_roll": "stay"}
    form |= {"due_offset": "21", "due_roll": "next"}
    assert page.post(f"/phases/{phase.pk}/cycles/new/", form).status_code == 302
    row = BillCycle.objects.everywhere().get()
    assert [rule["kind"] for rule in row.rules] == ["bill", "due"] and row.first_month == date(2026, 1, 1)
    shown = page.get(f"/phases/{phase.pk}/cycles/?month=2027-03").content.decode()
    assert "Bill · Cycle 2" in shown and "Due · Cycle 2" in shown and "March 2027" in shown
    refused = page.post(f"/phases/{phase.pk}/cycles/new/", form | {"name": "cycle 2"})
    assert refused.status_code == 422 and b"already" in refused.content
    lacking = page.post(f"/phases/{phase.pk}/cycles/new/", form | {"name": "C3", "bill_offset": ""})
    assert lacking.status_code == 422 and b"counted from bill" in lacking.content
    assert BillCycle.objects.everywhere().count() == 1


def test_the_export_is_taken_back_by_the_import(page, phase, cycle) -> None:
    sent = b"".join(page.get(f"/phases/{phase.pk}/cycles/?as=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    assert rows[0]["cycle"] == "Cycle 1" and rows[0]["bill"]
    page.post(f"/phases/{phase.pk}/cycles/dates/", {"file": table(sent)})
    assert CycleDay.objects.everywhere().count() == sum(bool(row[kind]) for row in rows for kind in DayKind)
    assert Event.objects.filter(kind="cycles.dates_fixed", record_id=cycle.pk).exists()


def test_dates_of_a_file_go_before_the_rules_and_new_cycles_are_added(page, phase, cycle) -> None:
    text = "cycle,month,bill,due\nCycle 1,2027-03,2027-03-11,\nRoute 9,2027-03,2027-03-02,2027-03-23\n"
    page.post(f"/phases/{phase.pk}/cycles/dates/", {"file": table(text)})
    run = next(one for one in queries.runs_of([cycle], date(2027, 3, 1), date(2027, 3, 31)) if one.month.month == 3)
    assert run.days[DayKind.BILL] == date(2027, 3, 11) and run.days[DayKind.DUE] == date(2027, 4, 1)
    assert BillCycle.objects.everywhere().filter(name="Route 9").exists()
    page.post(f"/phases/{phase.pk}/cycles/dates/", {"file": table("cycle,month,bill\nCycle 1,2027-03,2027-03-12\n")})
    assert CycleDay.objects.everywhere().get(cycle=cycle, month=date(2027, 3, 1)).on == date(2027, 3, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cycle,month,bill\nCycle 1,2027-03,soon\n", "no date"),
        ("cycle,month,bill\n,2027-03,2027-03-01\n", "Name the cycle"),
        ("cycle,month,bill\nCycle 1,March,2027-03-01\n", "Write the month"),
        ("cycle,month,bill,due\nCycle 1,2027-03,2027-03-10,2027-03-01\n", "comes after due"),
        ("cycle,month,bank\nCycle 1,2027-07,2027-07-05\n", "Independence Day"),
        ("cycle,month,bill\nCycle 1,2027-03,2029-03-01\n", "far from"),
        ("cycle,month,bill\nCycle 1,2027-03,2027-03-01\nCYCLE 1,2027-03,2027-03-02\n", "earlier row"),
        ("cycle,bill\nCycle 1,2027-03-01\n", "month is missing"),
        ("cycle,month,bill,card\nCycle 1,2027-03,2027-03-01,4111111111111111\n", "card"),
    ],
)
def test_a_file_that_is_wrong_is_told_row_by_row_and_nothing_is_kept(page, phase, cycle, text: str, said: str) -> None:
    answer = page.post(f"/phases/{phase.pk}/cycles/dates/", {"file": table(text)})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not CycleDay.objects.everywhere().exists() and b"4111111111111111" not in answer.content


def test_windows_are_proposed_and_the_targets_form_warns(page, phase, cycle, pm) -> None:
    from pilotage.billers.operations import set_target_go_live

    shown = page.get(f"/phases/{phase.pk}/go-live-windows/?first=2027-03-01&last=2027-05-31").content.decode()
    assert "Windows worth having" in shown and "is billed and printed" in shown
    set_target_go_live(phase=phase, date=date(2027, 3, 9), by=pm, now=NOW)
    form = page.get(f"/phases/{phase.pk}/target/").content.decode()
    assert "is a bad day for this go-live" in form and "Better near it" in form and "Cycle 1" in form
    part = page.get(f"/phases/{phase.pk}/go-live-windows/day/?date=2027-03-17").content.decode()
    assert "goes well with the bill cycles" in part
    assert b"go-live" in page.get(f"/phases/{phase.pk}/go-live-windows/day/?date=never").content
    days = b"".join(page.get(f"/phases/{phase.pk}/go-live-windows/?as=csv&first=2027-03-08&last=2027-03-12")).decode()
    assert days.count("bad") >= 3 and "Cycle 1 is billed and printed" in days


def test_parts_may_overlap_and_say_so(page, phase, cycle, biller, pm) -> None:
    form = {"cut_by": "cycle", "cycle": str(cycle.pk), "starts_on": "2027-03-01", "ends_on": "2027-03-20"}
    page.post(f"/phases/{phase.pk}/go-live-parts/new/", form)
    words = {"cut_by": "channel", "words": "IVR", "starts_on": "2027-03-15", "ends_on": "2027-03-15"}
    page.post(f"/phases/{phase.pk}/go-live-parts/new/", words)
    first, second = queries.parts_of(phase.pk)
    assert queries.overlaps([first, second]) == {first.pk: [second], second.pk: [first]}
    shown = page.get(f"/phases/{phase.pk}/go-live-parts/").content.decode()
    assert "IVR" in shown and "Cycle 1" in shown and "<svg" in shown
    for wrong in ({"cut_by": "cycle"}, {"cut_by": "channel", "words": " "}, {"ends_on": "2027-01-01"}):
        assert page.post(f"/phases/{phase.pk}/go-live-parts/new/", words | {"words": "x"} | wrong).status_code == 422
    with pytest.raises(Refused, match="has come"):
        operations.move_part(part=first, to="live", on=date(2027, 3, 1), by=pm, now=NOW)
    operations.move_part(part=second, to="cancelled", by=pm, now=NOW)
    assert queries.overlaps(queries.parts_of(phase.pk)) == {first.pk: []}
    assert GoLivePart.objects.everywhere().count() == 2


@pytest.fixture
def protection(phase, pm) -> Protection:
    return operations.agree_protection(
        phase=phase, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 20), owner=User.objects.get(pk=pm.user_id),
        agreed_by="Council, 2 Nov", cost_amount="1200", by=pm, now=NOW,
    )  # fmt: skip


def test_a_protection_is_reminded_of_and_closed_with_evidence(page, protection, phase) -> None:
    from datetime import timedelta

    counts = [operations.remind_of_ends(by=system(), now=NOW + timedelta(days=n)) for n in (0, 11, 12, 18, 19, 20, 26)]
    # 2 Nov: 18 days before. A week before, the eve, after the end once a week.
    assert counts == [0, 1, 0, 1, 1, 0, 1]
    assert Notice.objects.filter(kind="protection_ending").count() == sum(counts)
    refused = page.post(f"/penalty-protections/{protection.pk}/close/", {"evidence": " "})
    assert refused.status_code == 422 and Protection.objects.everywhere().get().state == "agreed"
    version = Protection.objects.everywhere().select_related("record").get().record.version
    page.post(f"/penalty-protections/{protection.pk}/close/", {"evidence": "Fees run again.", "version": version})
    row = Protection.objects.everywhere().get()
    assert (row.state, row.evidence, row.closed_by_name) == ("closed", "Fees run again.", "Pat")
    assert Event.objects.filter(kind="cycles.protection_closed").count() == 1
    assert operations.remind_of_ends(by=system(), now=NOW + timedelta(days=60)) == 0
    page.post(f"/penalty-protections/{protection.pk}/reopen/")
    assert Protection.objects.everywhere().get().state == "agreed"


def test_a_protection_that_protects_from_nothing_is_refused(phase, pm) -> None:
    owner = User.objects.get(pk=pm.user_id)
    good = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 2, 1), "owner": owner, "agreed_by": "Mayor"}
    for wrong in (
        {"is_for_fees": False, "is_for_shut_offs": False}, {"ends_on": date(2026, 12, 1)}, {"ends_on": date(2028, 2, 1)},
        {"agreed_by": " "}, {"notice_text": "Card 4111 1111 1111 1111"},
    ):  # fmt: skip
        with pytest.raises(Refused):
            operations.agree_protection(phase=phase, by=pm, now=NOW, **good | wrong)
    assert not Protection.objects.everywhere().exists()


def test_who_only_answers_calls_changes_nothing(phase, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.add_cycle(
            phase=phase, name="C", rules=RULES, first_month=date(2027, 1, 1), by=viewer("cs_agent"), now=NOW
        )
    assert not BillCycle.objects.everywhere().exists()


@pytest.mark.parametrize("address", ["/cycles/", "/penalty-protections/?state=all", "/autopay/"])
def test_lists_ask_no_more_for_more(page, biller, make_biller, pm, address, django_assert_max_num_queries) -> None:
    from pilotage.billers.operations import add_phase

    for n in range(5):
        phase = add_phase(biller=make_biller(f"Town {n}"), by=pm, now=NOW)
        operations.add_cycle(phase=phase, name="C", rules=RULES, first_month=date(2026, 1, 1), by=pm, now=NOW)
        operations.begin_move(phase=phase, by=pm, now=NOW)
        operations.agree_protection(
            phase=phase, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 20), owner=User.objects.get(pk=pm.user_id),
            agreed_by="Council", by=pm, now=NOW,
        )  # fmt: skip
    page.get(address)
    with django_assert_max_num_queries(12):
        assert page.get(address).content.count(b"data-row") == 5
