"""A calendar file in a mail is one that calendars recognise."""

import email
from email.policy import default

from icalendar import Calendar

from pilotage.connectors.mail.sending import message_of
from pilotage.core.models import OutboxMessage
from pilotage.meetings.operations import schedule_meeting
from story import NOW, TARGET


def test_the_mail_carries_the_file_with_its_method(phase, pm) -> None:
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    starts = datetime.combine(TARGET, time(9), tzinfo=ZoneInfo("America/New_York"))
    guest = ("Zoë Ünal", "zoe@example.com")
    schedule_meeting(phase=phase, kind="other", title="Größe", starts_at=starts, attendees=[guest], by=pm, now=NOW)
    row = OutboxMessage.objects.get(channel="mail")
    mail = email.message_from_bytes(message_of(row.key, row.payload).as_bytes(), policy=default)
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "text/calendar" and part.get_param("method") == "REQUEST"
    assert part.get_filename() == "meeting.ics"
    event = Calendar.from_ical(part.get_payload(decode=True)).events[0]
    assert event["SUMMARY"] == "Größe" and event["ATTENDEE"].params["CN"] == "Zoë Ünal"
    assert "Zoë Ünal" in mail.get_body().get_content()
