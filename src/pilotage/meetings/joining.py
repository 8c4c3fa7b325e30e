"""How people join the go-live presentation: one standing room, whose passcode is kept encrypted."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.core.app_settings import FLAG, SECRET, AppSetting
from pilotage.meetings.enums import MeetingKind

app_settings.define(
    AppSetting(
        "presentation_join_link", SECRET, "", _l("Link to join the go-live presentation"),
        _l("Stands in the invitation and in the calendar file, for those who are invited."), group="presentation",
    ),
    AppSetting("presentation_meeting_id", SECRET, "", _l("Its meeting id"), group="presentation"),
    AppSetting("presentation_passcode", SECRET, "", _l("Its passcode"), group="presentation"),
    AppSetting(
        "presentation_invites_biller", FLAG, False, _l("Invite the biller's people to the presentation"),
        _l("The project team is always invited."), group="presentation",
    ),
)  # fmt: skip


def joining_lines(kind: str) -> list[str]:
    """How to join a meeting of this kind, line by line; none where nothing is set."""
    if kind != MeetingKind.PRESENTATION:
        return []
    rows = (
        (_("Join"), app_settings.secret("presentation_join_link")),
        (_("Meeting id"), app_settings.secret("presentation_meeting_id")),
        (_("Passcode"), app_settings.secret("presentation_passcode")),
    )
    return [f"{label}: {value}" for label, value in rows if value]
