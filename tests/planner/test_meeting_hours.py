"""The hour of a meeting lies in everybody's working hours, where there is one."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.planner.meeting_hours import HOURS, common_slot, is_at_work

WINTER, SUMMER = date(2026, 12, 2), date(2026, 7, 1)
EAST, WEST, HAWAII, LONDON = "America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "Europe/London"


@pytest.mark.parametrize(
    ("day", "host", "zones", "hour", "outside"),
    [
        (WINTER, EAST, [], 10, ()),
        (WINTER, EAST, [EAST, "America/Chicago"], 10, ()),
        (WINTER, EAST, [WEST], 13, ()),  # 10:00 there; 12 is 9:00, but lunch at the host
        (WINTER, WEST, [EAST], 10, ()),
        (WINTER, HAWAII, [EAST], 10, ()),  # 15 to 16 Eastern
        (SUMMER, HAWAII, [EAST], 10, ()),
        (WINTER, EAST, [LONDON], 10, ()),
        (WINTER, EAST, [WEST, LONDON], 10, (WEST,)),
        (WINTER, WEST, [LONDON], 10, (LONDON,)),
        (date(2026, 12, 4), "Asia/Tokyo", [EAST], 10, (EAST,)),
    ],
)
def test_an_hour_for_all_zones(day, host, zones, hour, outside) -> None:
    slot = common_slot(day, host, zones)
    assert (slot.starts_at.hour, slot.outside) == (hour, outside)
    assert slot.starts_at.tzinfo == ZoneInfo(host) and slot.starts_at.date() == day


def test_no_zone_is_outside_while_any_hour_suits_all() -> None:
    zones = [EAST, "America/Chicago", "America/Denver", "America/Phoenix", WEST, "America/Anchorage", HAWAII]
    for offset in range(0, 3650, 13):
        day = WINTER + timedelta(days=offset)
        if day.weekday() > 4:
            continue
        for host in zones:
            for other in zones:
                slot = common_slot(day, host, [other])
                found = [
                    hour
                    for hour in HOURS
                    if _inside(
                        datetime.combine(day, time(hour), tzinfo=ZoneInfo(host)).astimezone(ZoneInfo(other)), day
                    )
                ]
                assert bool(slot.outside) == (not found), (day, host, other)


def _inside(local: datetime, day: date) -> bool:
    return local.date() == day and 9 * 60 <= local.hour * 60 + local.minute <= 16 * 60


def test_a_weekend_elsewhere_is_no_working_hour() -> None:
    monday = datetime(2026, 12, 7, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert not is_at_work(monday, HAWAII, 60)
