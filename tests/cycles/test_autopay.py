"""AutoPay boards: figures by form, file and API, the funnel, accounts on both sides, and the gate that reads them."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.cycles import operations, queries
from pilotage.cycles.models import AccountCheck, AutopayFigure, AutopayMove
from pilotage.cycles.rules.accounts import compare, hash_of, key_of
from pilotage.golive.queries import read_gates
from story import NOW


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("os", name="Olu"))


@pytest.fixture
def move(phase, pm) -> AutopayMove:
    return operations.begin_move(phase=phase, next_draft_on=date(2027, 1, 5), by=pm, now=NOW)


def table(text: str, name: str = "accounts.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


def row(**more: object) -> dict[str, object]:
    counts = {"total": 100, "told": 80, "begun": 50, "moved": 40, "drafted": 0, "failed": 1, "at_risk": 2}
    return {"on": date(2026, 11, 2), "method": "token"} | counts | more


def test_a_board_is_begun_once_and_shows_its_funnel(page, phase, pm) -> None:
    assert b"No AutoPay board yet" in page.get(f"/phases/{phase.pk}/autopay/").content
    page.post(f"/phases/{phase.pk}/autopay/new/", {"remark": "Tokens by SFTP"})
    move = AutopayMove.objects.everywhere().get()
    with pytest.raises(Refused, match="already"):
        operations.begin_move(phase=phase, by=pm, now=NOW)
    form = {"on": "2026-11-02", "method": "token", "total": "1,0"}
    assert page.post(f"/autopay/{move.pk}/figures/", form).status_code == 422
    page.post(f"/autopay/{move.pk}/figures/", form | {"total": "100", "told": "80", "begun": "50", "moved": "40"})
    page.post(f"/autopay/{move.pk}/figures/", form | {"total": "100", "told": "90", "begun": "60", "moved": "55"})
    assert AutopayFigure.objects.everywhere().get().moved == 55
    assert Event.objects.filter(kind="cycles.figures_taken", record_id=move.pk).count() == 2
    shown = page.get(f"/autopay/{move.pk}/").content.decode()
    assert "55 · 55 %" in shown and "were not compared yet" in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"told": 101}, "told"), ({"moved": 51}, "moved"), ({"failed": 61}, "failed"), ({"at_risk": 61}, "at_risk"),
     ({"method": "fax"}, "method"), ({"on": date(2026, 11, 4)}, "on")],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused_all_together(move, pm, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.take_figures(move=move, rows=[row(), row(method="enrol") | wrong], by=pm, now=NOW)
    assert refused.value.field == field and not AutopayFigure.objects.everywhere().exists()


def test_a_file_of_figures_is_taken_whole_or_told_row_by_row(page, move) -> None:
    good = "date,method,total,told,moved\n2026-11-01,token,100,50,0\n2026-11-01,stop,10,10,0\n"
    assert page.post(f"/autopay/{move.pk}/figures/file/", {"file": table(good)}).status_code == 302
    bad = page.post(
        f"/autopay/{move.pk}/figures/file/", {"file": table(good.replace("10,10", "10,11") + "2026-11-01,token,x,,\n")}
    )
    said = bad.content.decode()
    assert bad.status_code == 422 and "more than accounts (10)" in said and "whole number" in said
    assert AutopayFigure.objects.everywhere().count() == 2


def test_accounts_are_compared_by_number_or_by_hash() -> None:
    old = [{"key": key_of(one), "given": one, "shut_off": None} for one in ("00-12 3", "45", "ab")]
    new = [{"key": hash_of(one), "given": hash_of(one), "shut_off": None} for one in ("00123", "AB", "99")]
    found = compare(old, new, date(2026, 11, 2))
    assert found.is_hashed and set(found.both) == {
        hashlib.sha256(b"00123").hexdigest(),
        hashlib.sha256(b"AB").hexdigest(),
    }
    assert (
        compare(
            [{"key": "123", "given": "123", "shut_off": None}],
            [{"key": "0123", "given": "0123", "shut_off": None}],
            date(2026, 1, 1),
        ).both
        == ()
    )


def test_who_would_be_drafted_twice_is_listed_and_may_be_shut_off_too(page, move) -> None:
    soon = queries.calendars().working.add_working_days(date.today(), 5).isoformat()  # noqa: DTZ011 the page reads today, too
    old = f"account,shut_off\nA-1,{soon}\nA-2,\nA-3,2031-01-01\nA-4,{soon}\n"
    new = "account\nA1\nA9\n"
    answer = page.post(f"/autopay/{move.pk}/check/", {"old": table(old, "old.csv"), "new": table(new, "new.csv")})
    check = AccountCheck.objects.everywhere().get()
    assert answer.status_code == 302 and check.found == ["A1"] and [one[0] for one in check.at_risk] == ["A-4"]
    shown = page.get(f"/autopay/checks/{check.pk}/").content.decode()
    assert "1 account would be drafted twice" in shown and "A-4" in shown
    assert b"both sides" in b"".join(page.get(f"/autopay/checks/{check.pk}/?as=csv"))


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("account,card\n1,4111111111111111\n", "card"),
        ("account\n", "no rows"),
        ("account,shut_off\n1,soon\n", "no date"),
    ],
)
def test_lists_with_cards_or_nonsense_are_refused_and_nothing_is_kept(page, move, old: str, said: str) -> None:
    answer = page.post(
        f"/autopay/{move.pk}/check/", {"old": table(old, "old.csv"), "new": table("account\n1\n", "new.csv")}
    )
    assert answer.status_code == 422 and said in answer.content.decode()
    assert b"4111111111111111" not in answer.content and not AccountCheck.objects.everywhere().exists()


def test_the_next_draft_comes_from_the_bill_cycles_unless_set(phase, pm, move) -> None:
    from test_cycle_pages import RULES

    operations.add_cycle(phase=phase, name="C", rules=RULES, first_month=date(2026, 1, 1), by=pm, now=NOW)
    assert queries.draft_of(move, date(2026, 11, 2)) == date(2027, 1, 5)
    operations.change_move(move=move, next_draft_on=None, by=pm, now=NOW)
    assert queries.draft_of(move, date(2026, 11, 2)) == date(2026, 11, 30)


def test_go_live_waits_for_the_autopay_board_of_a_phase_that_has_one(phase, pm) -> None:
    def gate():
        return next((one for one in read_gates(phase, now=NOW) if one.id == "autopay"), None)

    assert gate() is None
    move = operations.begin_move(phase=phase, by=pm, now=NOW)
    assert gate().state == "blocked" and len(gate().missing) == 2
    operations.take_figures(move=move, rows=[row()], by=pm, now=NOW)
    one = {"key": "1", "given": "1", "shut_off": None}
    other = {"key": "2", "given": "2", "shut_off": None}
    operations.check_accounts(move=move, old=[one], new=[one], names=("a", "b"), today=NOW.date(), by=pm, now=NOW)
    assert "1 accounts would be drafted on both sides." in gate().missing
    operations.check_accounts(move=move, old=[one], new=[other], names=("a", "b"), today=NOW.date(), by=pm, now=NOW)
    assert gate().missing == ("2 accounts are at risk of a shut-off, and no protection holds.",)
    operations.take_figures(move=move, rows=[row(at_risk=0)], by=pm, now=NOW)
    assert gate().state == "pass"
