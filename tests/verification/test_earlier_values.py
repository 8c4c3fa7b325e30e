"""Earlier values of a side: given by form and API, used by runs to tell an old value, refused like any file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.documents.operations import path_of
from pilotage.verification import operations
from pilotage.verification.models import Difference, HistoryFile, Run
from pilotage.verification.operations.running import carry_out
from story import NOW
from verification.samples import LEFT, RIGHT, stream

pytestmark = pytest.mark.django_db
#: The left side's balance was 63.17 on 10 October; the right side still has it.
PAST = "ACCT_NO,BAL_AMT,DAY\n00010002,63.17,10/10/2026\n00010002,75.00,10/20/2026\n"


def give(spec, pm, text: str = PAST, **more) -> HistoryFile:
    given = {"side": "left", "date_column": "DAY", "date_format": "%m/%d/%Y"} | more
    return operations.give_history(spec=spec, name="then.csv", stream=stream(text), by=pm, now=NOW, **given)


def compared(spec, pm) -> Run:
    for side, text in (("left", LEFT), ("right", RIGHT.replace("75.01", "63.17"))):
        operations.receive_file(spec=spec, side=side, name=f"{side}.csv", stream=stream(text), by=pm, now=NOW)
    run = operations.start_run(spec=spec, by=pm, now=NOW)
    carry_out(run=run, tell_progress=lambda *_: None, by=system(), now=NOW)
    run.refresh_from_db()
    return run


def test_a_run_tells_an_old_value_by_the_earlier_ones_and_without_them_it_is_another_value(spec, pm) -> None:
    history = give(spec, pm)
    run = compared(spec, pm)
    assert run.history_id == history.pk and run.state == "done", run.problem
    assert Difference.objects.everywhere().get(field="BAL_AMT").reason == "stale"
    operations.stop_history(history=history, by=pm, now=NOW)
    again = compared(spec, pm)
    assert again.history_id is None
    assert Difference.objects.everywhere().get(field="BAL_AMT", run=again).reason != "stale"


def test_earlier_values_of_the_right_side_are_read_by_its_own_column_names(spec, pm) -> None:
    text = "accountNumber,balance_amount\n00010002,75.00\n"
    give(spec, pm, text, side="right", date_column="", date_format="", as_of=date(2026, 11, 1))
    run = compared(spec, pm)
    assert run.state == "done", run.problem
    assert Difference.objects.everywhere().get(field="BAL_AMT").reason == "stale"


def test_the_newest_takes_the_place_of_the_last_and_a_run_keeps_what_it_had(spec, pm) -> None:
    first = give(spec, pm)
    run = compared(spec, pm)
    second = give(spec, pm, PAST.replace("63.17", "74.00"))
    assert [row.pk for row in HistoryFile.objects.everywhere().filter(is_used=True)] == [second.pk]
    run.refresh_from_db()
    assert run.history_id == first.pk and path_of(first.stored_name).exists()


@pytest.mark.parametrize(
    ("text", "more", "field", "words"),
    [
        ("NAME\nAnn\n", {}, "file", "part of the key"),
        (PAST, {"date_column": "WHEN"}, "date_column", "no column “WHEN”"),
        (PAST, {"date_format": "%Y-%m-%d"}, "date_format", "Row 2 has “10/10/2026”"),
        (PAST.replace("63.17", "4111 1111 1111 1111"), {}, "file", "card number"),
        ("", {}, "file", "is empty"),
    ],
)
def test_what_can_not_be_read_is_refused_and_not_kept(spec, pm, text: str, more, field: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        give(spec, pm, text, **more)
    assert refused.value.field == field and words in refused.value.message
    assert not HistoryFile.objects.everywhere()


def test_a_person_gives_one_that_came_and_does_without_it_again(spec, pm, signed_in, person) -> None:
    page = signed_in(person("os", name="Ola"))
    form, place = f"/verification/specs/{spec.pk}/history/", f"/verification/specs/{spec.pk}/"
    assert page.post(form, {"side": "left"}).status_code == 422
    came = operations.receive_file(spec=spec, side="left", name="l.csv", stream=stream(LEFT), by=pm, now=NOW)
    assert page.post(form, {"side": "right", "held": came.pk}).status_code == 422
    assert page.post(form, {"side": "left", "held": came.pk})["Location"] == place
    page.post(form, {"side": "left", "file": SimpleUploadedFile("then.csv", PAST.encode()), "date_column": "DAY",
                     "date_format": "%m/%d/%Y"})  # fmt: skip
    history = HistoryFile.objects.everywhere().get(is_used=True)
    assert "by day in DAY" in page.get(place).content.decode()
    assert b"".join(page.get(f"/verification/histories/{history.pk}/").streaming_content) == PAST.encode()
    page.post(f"/verification/histories/{history.pk}/stop/")
    assert "an old value counts as another value" in page.get(place).content.decode()
