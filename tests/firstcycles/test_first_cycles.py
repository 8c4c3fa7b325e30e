"""The board of the first three bill cycles: figures by form, file and API, what is missing, and the duties of the TSM."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.cycles.enums import DayKind, Unit
from pilotage.cycles.operations import add_cycle
from pilotage.cycles.rules.dates import DayRule
from pilotage.firstcycles import operations, queries
from pilotage.firstcycles.models import CycleDuty, FirstCycle
from pilotage.firstcycles.reading import COLUMNS, read_figures
from pilotage.people.operations import create_token
from pilotage.people.viewers import viewer_of
from story import NOW

LIVE = date(2026, 9, 7)


@pytest.fixture
def live(phase: Phase) -> Phase:
    Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=LIVE)
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)


@pytest.fixture
def tsm(person):
    return viewer_of(person("tsm", name="Tina"), source="page")


def keep(live: Phase, by, number: int = 1, now: datetime = NOW, **figures: object) -> FirstCycle:
    return operations.keep_figures(phase=live, number=number, as_of=date(2026, 10, 30), by=by, now=now, **figures)


def test_figures_are_kept_changed_and_audited_and_the_board_judges_them(live, tsm) -> None:
    keep(live, tsm, taken=1000, posted=900)
    row = keep(live, tsm, posted=1000, settled=1000)
    assert (row.taken, row.posted, row.settled, row.kept_by_name) == (1000, 1000, 1000, "Tina")
    assert FirstCycle.objects.everywhere().count() == 1
    kept = Event.objects.filter(record_id=row.pk, kind="firstcycles.figures_kept")
    assert kept.count() == 2 and kept.order_by("seq").last().payload["before"]["posted"] == 900
    first, second, third = queries.board_of(live, NOW)
    assert {str(one.criterion) for one in first.missing} == {
        "amounts",
        "duplicates",
        "returns",
        "autopay",
        "notices",
        "calls",
    }
    assert not first.unmet and second.is_ahead and third.is_ahead


def test_months_of_bill_cycles_say_when_a_cycle_is_and_which_one_lacks_figures(live, pm) -> None:
    rules = [DayRule(DayKind.BILL, 10, Unit.MONTH_DAY), DayRule(DayKind.DUE, 20, Unit.DAYS)]
    rules.append(DayRule(DayKind.BANK, 0, Unit.BANK))
    for name in ("North", "South"):
        add_cycle(phase=live, name=name, rules=rules, first_month=date(2026, 1, 1), by=pm, now=NOW)
    plan = queries.plan_of(live)
    assert [one.bills_on for one in plan] == [date(2026, 9, 10), date(2026, 10, 10), date(2026, 11, 10)]
    assert plan[0].draft_on == date(2026, 9, 30)
    first, second, third = queries.board_of(live, NOW)
    assert len(first.missing) == len(second.missing) == 9 and third.is_ahead


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": 4}, "number"), ({"as_of": date(2026, 11, 3)}, "as_of"), ({"as_of": date(2026, 9, 6)}, "as_of"),
        ({"posted": 2}, "posted"), ({"left_out": ["autopay"]}, "remark"), ({"left_out": ["cows"]}, "left_out"),
        ({"returns": -1}, "returns"), ({"remark": "4111 1111 1111 1111"}, "remark"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(live, tsm, more: dict[str, object], field: str) -> None:
    given = {"number": 1, "as_of": date(2026, 10, 30), "taken": 1} | more
    with pytest.raises(Refused) as refused:
        operations.keep_figures(phase=live, by=tsm, now=NOW, **given)
    assert refused.value.field == field and not FirstCycle.objects.everywhere().exists()


def test_a_phase_that_is_not_live_has_no_cycles_and_strangers_keep_none(phase, live, tsm, viewer) -> None:
    phase.went_live_date = None
    with pytest.raises(Refused, match="not live"):
        keep(phase, tsm, taken=1)
    with pytest.raises(Forbidden):
        keep(live, viewer("marketing"), taken=1)
    row = keep(live, tsm, taken=1)
    with pytest.raises(Stale):
        keep(live, tsm, taken=2, expect=row.record.version - 1)


def test_limits_are_settings(live, tsm, admin) -> None:
    keep(live, tsm, duplicates=2)
    assert [str(one.criterion) for one in queries.board_of(live, NOW)[0].unmet] == ["duplicates"]
    change_settings(by=admin, now=NOW, values={"first_cycles_duplicates": 2})
    assert queries.board_of(live, NOW)[0].unmet == []


def test_a_file_is_taken_whole_and_empty_cells_change_nothing(live, tsm, signed_in, person) -> None:
    keep(live, tsm, taken=1000, calls_taken=7, now=timezone.now())
    page = signed_in(person("im", name="Ida"))
    text = b'cycle,as_of,taken,posted,taken_amount,autopay_due_on\n1,2026-10-01,,990,"1,250.40",10/05/2026\n2,2026-10-31,5,5,,\n'
    there = f"/phases/{live.pk}/first-cycles/file/"
    answer = page.post(there, {"file": SimpleUploadedFile("f.csv", text)})
    assert answer.status_code == 302, answer.content.decode()
    one, two = FirstCycle.objects.everywhere().order_by("number")
    assert (one.taken, one.posted, one.taken_amount, one.calls_taken) == (1000, 990, Decimal("1250.40"), 7)
    assert one.autopay_due_on == date(2026, 10, 5) and one.source == "file" and two.taken == 5


def test_bad_rows_of_a_file_are_named_and_nothing_of_it_is_kept(live, signed_in, person) -> None:
    page = signed_in(person("im", name="Ida"))
    text = b"cycle,as_of,taken,posted\n1,2026-10-01,10,9\n7,2026-10-01,1,1\n2,soon,1,1\n3,2026-10-01,1,2\n1,2026-10-01,a,1\n"
    answer = page.post(f"/phases/{live.pk}/first-cycles/file/", {"file": SimpleUploadedFile("f.csv", text)})
    words = answer.content.decode()
    assert answer.status_code == 422 and not FirstCycle.objects.everywhere().exists()
    for told in ("Write 1, 2 or 3", "This is no date", "be more than payments taken", "whole number", "earlier row"):
        assert told in words


def test_the_template_is_read_by_the_reader(signed_in, person) -> None:
    answer = signed_in(person("tsm")).get("/first-cycles/template.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].split(",") == list(COLUMNS)
    filled = "\n".join([lines[0], lines[1].replace("1,,", "1,2026-10-01,", 1)])
    found = read_figures(io.BytesIO(filled.encode()), "t.csv", date(2026, 10, 2))
    assert found.errors == [] and found.rows == [{"number": 1, "as_of": date(2026, 10, 1)}]


def test_the_board_page_shows_what_is_unmet_missing_and_asked_for(live, tsm, signed_in, person) -> None:
    keep(live, tsm, taken=1000, posted=900, oldest_unposted_on=date(2026, 10, 1))
    page = signed_in(person("tsm", name="Tom"))
    words = page.get(f"/phases/{live.pk}/first-cycles/").content.decode()
    for told in (
        "900 of 1,000 (90.0 %)",
        "at least 99.5 % of those taken",
        "29 days old",
        "Cycle 1, unmet",
        "Cycle 1, figures missing",
    ):
        assert told in words
    listed = page.get("/first-cycles/?show=all").content.decode()
    assert "2 unmet" in listed and "no figures" in listed
    rows = b"".join(page.get(f"/phases/{live.pk}/first-cycles/?as=csv").streaming_content).decode()
    assert rows.count("Payments posted") == 3


def test_a_form_keeps_figures_and_shows_a_refusal_beside_its_field(live, signed_in, person) -> None:
    page, there = signed_in(person("tsm")), f"/phases/{live.pk}/first-cycles/figures/?cycle=2"
    assert page.get(there).status_code == 200
    bad = page.post(there, {"as_of": "2026-10-01", "taken": "5", "posted": "6"})
    assert bad.status_code == 422 and "be more than payments taken" in bad.content.decode()
    good = {"as_of": "2026-10-01", "taken": "5", "posted": "5", "left_out": ["autopay"], "remark": "No AutoPay"}
    assert page.post(there, good).status_code == 302
    row = FirstCycle.objects.everywhere().get()
    assert (row.number, row.posted, row.left_out) == (2, 5, ["autopay"])
    assert page.get(f"/phases/{live.pk}/first-cycles/figures/?cycle=9").status_code == 404


def test_duties_are_done_and_opened_again(live, tsm, signed_in, person) -> None:
    page, there = signed_in(person("im", name="Ida")), f"/phases/{live.pk}/first-cycles/duties/"
    given = {"number": "1", "duty": "train", "remark": "Front desk, two hours"}
    assert page.post(there, given).status_code == 302
    assert "Front desk, two hours" in page.get(f"/phases/{live.pk}/first-cycles/").content.decode()
    assert page.post(f"{there}undo/", {"number": "1", "duty": "train"}).status_code == 302
    assert not CycleDuty.objects.everywhere().exists()
    kinds = Event.objects.filter(kind__startswith="firstcycles.duty").values_list("kind", flat=True)
    assert sorted(kinds) == ["firstcycles.duty_done", "firstcycles.duty_undone"]
    with pytest.raises(Refused):
        operations.do_duty(phase=live, number=1, duty="cook", by=tsm, now=NOW)


def test_the_api_keeps_figures_and_shows_the_board(live, person) -> None:
    _row, token = create_token(
        by=system(), now=timezone.now(), user=person("tsm", name="Api"), name="t", scopes=["read", "write"]
    )
    api = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    there = f"/api/v1/phases/{live.pk}/first-cycles"

    def send(key: str, body: dict[str, object]):
        return api.post(there, body, content_type="application/json", headers={"idempotency-key": key})

    made = send(
        "a",
        {
            "cycle": 1,
            "as_of": "2026-10-01",
            "taken": 10,
            "posted": 9,
            "taken_amount": "12.50",
            "oldest_unposted_on": "2026-09-27",
        },
    )
    assert made.status_code == 201, made.content
    criteria = {one["criterion"]: one["verdict"] for one in made.json()["cycles"][0]["criteria"]}
    assert criteria["posted"] == "unmet" and criteria["calls"] == "missing"
    refused = send("b", {"cycle": 1, "as_of": "2026-10-01", "posted": 11})
    assert refused.status_code == 409 and "can't be more" in refused.content.decode()
    assert send("c", {"cycle": 1, "as_of": "2026-10-01", "posted": None}).status_code == 201
    listed = api.get(f"/api/v1/first-cycles?phase={live.pk}").json()["items"]
    assert [(one["cycle"], one["taken"], one["posted"]) for one in listed] == [(1, 10, None)]


def test_duties_are_said_and_taken_back_over_the_api(live, person) -> None:
    def api(role: str, key: str, body: dict[str, object]):
        _row, token = create_token(
            by=system(), now=timezone.now(), user=person(role), name="t", scopes=["read", "write"]
        )
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
        there = f"/api/v1/phases/{live.pk}/first-cycles/duties"
        return client.post(there, body, content_type="application/json", headers={"idempotency-key": key})

    said = api("tsm", "a", {"cycle": 1, "duty": "interpret", "remark": "AutoPay on the front page"})
    assert said.status_code == 201, said.content
    assert [(one["cycle"], one["duty"], one["remark"]) for one in said.json()["items"]] == [
        (1, "interpret", "AutoPay on the front page")
    ]
    assert api("tsm", "b", {"cycle": 1, "duty": "cook"}).status_code == 422
    assert api("tsm", "c", {"cycle": 4, "duty": "train"}).status_code == 422
    assert api("marketing", "d", {"cycle": 1, "duty": "train"}).status_code == 403
    assert api("tsm", "e", {"cycle": 1, "duty": "interpret", "is_done": False}).json()["items"] == []
