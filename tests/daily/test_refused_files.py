"""Files of daily checks with forbidden data: refused with the cell named and masked, nothing kept, the day says so."""

import io

import pytest

from daily.days import GOOD, POSTED, SEVEN, the_day, work
from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.operations import delivering
from pilotage.core.schedules import known
from pilotage.core.viewer import system
from pilotage.daily import operations
from pilotage.daily.models import CheckDay, CheckFile
from story import NOW

pytestmark = pytest.mark.django_db
CARD = POSTED + "P1,10-1,2026-11-02,4111111111111111\n"
ACCOUNT = "reference,account,date,amount,bank account\nP1,10-1,2026-11-02,100.00,123456789\n"
HEADLESS = "P1,021000021,100200300,5.00\nP2,011401533,100208219,5.00\nP3,091000019,100216138,5.00\n"


def send(check, text: str, by, role: str = "posted", name: str = "posted.csv") -> CheckFile:
    return operations.receive_file(check=check, role=role, name=name, stream=io.BytesIO(text.encode()), by=by, now=NOW)


@pytest.mark.parametrize(
    ("text", "words", "hidden"),
    [
        (CARD, "card number", "4111111111111111"),
        (ACCOUNT, "bank account number (row 2, bank account: •••••6789)", "123456789"),
        (HEADLESS, "bank account number (row 1, column 3: •••••0300)", "100200300"),
    ],
)
def test_by_hand_it_is_refused_with_the_cell_masked_and_not_kept(
    check, tsm, settings, text: str, words: str, hidden: str
) -> None:
    with pytest.raises(Refused) as refused:
        send(check, text, tsm)
    assert words in refused.value.message and hidden not in refused.value.message and refused.value.field == "file"
    assert not CheckFile.objects.everywhere()
    assert (
        not [path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]
        if settings.FILES_ROOT.exists()
        else True
    )


def test_a_refused_file_of_a_folder_stands_on_the_day_until_a_good_one_comes(check, tsm, settings) -> None:
    sources = {"posted": {"folder": "hill/daily", "pattern": "POST*.csv"}}
    operations.change_check(check=check, sources=sources, by=tsm, now=NOW)
    place = settings.PILOTAGE_HOME / "inbox/hill/daily"
    send(check, GOOD[0], tsm, role="payments", name="payments.csv")
    (place / "POST1.csv").write_text(ACCOUNT)
    assert operations.look_into_folders(by=system(), now=NOW, still=-1e12) == 0
    day = the_day(check)
    assert day.state == "refused" and "bank account number" in day.problem and "123456789" not in day.problem
    assert day.case is not None and Event.objects.filter(kind="daily.day_ended").count() == 1
    (place / "POST2.csv").write_text(CARD)  # a second bad one: the same day, the same case
    operations.look_into_folders(by=system(), now=NOW, still=-1e12)
    again = the_day(check)
    assert "card number" in again.problem and again.case == day.case and CheckDay.objects.everywhere().count() == 1
    (place / "POST3.csv").write_text(GOOD[1])
    assert operations.look_into_folders(by=system(), now=NOW, still=-1e12) == 1
    delivering.run_due(next(one for one in known() if one.name == "daily.checks"), now=SEVEN)
    work(SEVEN)
    assert the_day(check).state == "agrees"


def test_a_bad_file_beside_a_good_one_does_not_undo_the_day(check, tsm, settings) -> None:
    sources = {"posted": {"folder": "hill/daily", "pattern": "POST*.csv"}}
    operations.change_check(check=check, sources=sources, by=tsm, now=NOW)
    place = settings.PILOTAGE_HOME / "inbox/hill/daily"
    (place / "POST1.csv").write_text(GOOD[1])
    (place / "POST2.csv").write_text(CARD)
    operations.look_into_folders(by=system(), now=NOW, still=-1e12)
    assert not CheckDay.objects.everywhere()
